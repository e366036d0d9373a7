"""A revision and the facts it was published with are never changed."""

from django.db import migrations

GUARD = """
CREATE FUNCTION reviews_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % cannot be changed', TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_immutable';
END $$;
CREATE TRIGGER reviews_revision_immutable BEFORE UPDATE ON reviews_revision
    FOR EACH ROW EXECUTE FUNCTION reviews_immutable();
CREATE TRIGGER reviews_publication_immutable BEFORE UPDATE ON reviews_publication
    FOR EACH ROW EXECUTE FUNCTION reviews_immutable();
"""

UNDO = """
DROP TRIGGER reviews_revision_immutable ON reviews_revision;
DROP TRIGGER reviews_publication_immutable ON reviews_publication;
DROP FUNCTION reviews_immutable;
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNDO)]
