"""The rules of provenance that no single row can check, kept by the database itself.

- An anchor lies in its document's text and quotes it exactly; nobody changes it afterwards.
- A document's text stays as it is while anything is anchored in it; its hash is of its text.
- The anchors of an appearance and of its citations lie in the appearance's own document.
- The levels of a chain have no gap, and the last one alone holds origins (checked at commit).
"""

from django.db import migrations

ANCHORS = """
CREATE FUNCTION claims_anchor_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'an anchor cannot be changed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'anchor_immutable';
    END IF;
    -- FOR SHARE: the text cannot change between this check and the commit.
    SELECT text INTO held FROM claims_document WHERE id = NEW.document_id FOR SHARE;
    IF char_length(NEW.exact) <> NEW."end" - NEW.start -- substr stops at the end of the text
       OR substr(held, NEW.start + 1, NEW."end" - NEW.start) IS DISTINCT FROM NEW.exact THEN
        RAISE EXCEPTION 'anchor %..% does not quote the text of document %',
                        NEW.start, NEW."end", NEW.document_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'anchor_quotes_text';
    END IF;
    NEW.prefix := substr(held, greatest(NEW.start - 31, 1), least(NEW.start, 32));
    NEW.suffix := substr(held, NEW."end" + 1, 32);
    RETURN NEW;
END $$;
CREATE TRIGGER claims_anchor_guard BEFORE INSERT OR UPDATE ON claims_anchor
    FOR EACH ROW EXECUTE FUNCTION claims_anchor_guard();
"""

DOCUMENTS = """
CREATE FUNCTION claims_document_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sha256 := encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex');
    IF TG_OP = 'UPDATE' AND NEW.text IS DISTINCT FROM OLD.text
       AND EXISTS (SELECT FROM claims_anchor WHERE document_id = OLD.id) THEN
        RAISE EXCEPTION 'the text of document % has anchors and cannot be changed', OLD.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'document_text_immutable';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claims_document_guard BEFORE INSERT OR UPDATE OF text, sha256 ON claims_document
    FOR EACH ROW EXECUTE FUNCTION claims_document_guard();
"""

OWN_DOCUMENT = """
CREATE FUNCTION claims_check_anchors(document uuid, VARIADIC anchors bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM claims_anchor
               WHERE id = ANY (anchors) AND document_id IS DISTINCT FROM document) THEN
        RAISE EXCEPTION 'an anchor lies in another document than the appearance'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'anchor_in_own_document';
    END IF;
END $$;

CREATE FUNCTION claims_appearance_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.document_id IS DISTINCT FROM OLD.document_id THEN
        RAISE EXCEPTION 'an appearance cannot move to another document'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appearance_stays_in_document';
    END IF;
    PERFORM claims_check_anchors(NEW.document_id, NEW.anchor_id, NEW.modality_cue_id);
    RETURN NEW;
END $$;
CREATE TRIGGER claims_appearance_guard BEFORE INSERT OR UPDATE ON claims_appearance
    FOR EACH ROW EXECUTE FUNCTION claims_appearance_guard();

CREATE FUNCTION claims_citation_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_check_anchors(
        (SELECT document_id FROM claims_appearance WHERE id = NEW.appearance_id),
        NEW.cue_id, NEW.mention_id, NEW.said_when_id, NEW.channel_id);
    RETURN NEW;
END $$;
CREATE TRIGGER claims_citation_guard BEFORE INSERT OR UPDATE ON claims_citation
    FOR EACH ROW EXECUTE FUNCTION claims_citation_guard();
"""

LEVELS = """
CREATE FUNCTION claims_check_chain(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    levels bigint;
    deepest integer;
    misplaced boolean;
BEGIN
    -- Two writers of one chain take turns, or each would check a chain that neither commits.
    PERFORM FROM claims_appearance WHERE id = checked FOR NO KEY UPDATE;
    SELECT count(DISTINCT level), max(level) INTO levels, deepest
        FROM claims_citation WHERE appearance_id = checked;
    IF levels > 0 AND levels <> deepest + 1 THEN
        RAISE EXCEPTION 'the chain of appearance % has a gap in its levels', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_without_gap';
    END IF;
    SELECT bool_or((role = 'origin') <> (level = deepest)) INTO misplaced
        FROM claims_citation WHERE appearance_id = checked;
    IF misplaced THEN
        RAISE EXCEPTION 'in the chain of appearance % the last level alone must hold origins', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'chain_ends_in_origins';
    END IF;
END $$;

CREATE FUNCTION claims_chain_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        PERFORM claims_check_chain(NEW.appearance_id);
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.appearance_id <> NEW.appearance_id) THEN
        PERFORM claims_check_chain(OLD.appearance_id);
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claims_chain_guard
    AFTER INSERT OR UPDATE OR DELETE ON claims_citation
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION claims_chain_guard();
"""

UNDO = """
DROP TRIGGER claims_chain_guard ON claims_citation;
DROP TRIGGER claims_citation_guard ON claims_citation;
DROP TRIGGER claims_appearance_guard ON claims_appearance;
DROP TRIGGER claims_document_guard ON claims_document;
DROP TRIGGER claims_anchor_guard ON claims_anchor;
DROP FUNCTION claims_chain_guard, claims_check_chain, claims_citation_guard,
    claims_appearance_guard, claims_check_anchors, claims_document_guard, claims_anchor_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [migrations.RunSQL(ANCHORS + DOCUMENTS + OWN_DOCUMENT + LEVELS, UNDO)]
