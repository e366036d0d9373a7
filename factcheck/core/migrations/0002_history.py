"""What has happened is never changed: events are only added, each chained to the one before it."""

from django.db import migrations, models

# The digest is over the whole event and the digest of the one before it in its stream.
DIGEST = """
CREATE FUNCTION core_event_digest(event core_event) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(jsonb_build_array(
        event.stream, event.number, event.previous, event.type, event.newsroom_id,
        event.actor_id, event.request_id,
        to_char(event.occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        event.before, event.after
    )::text, 'UTF8')), 'hex')
$$;
"""

CHAIN = """
CREATE FUNCTION core_event_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last core_event;
BEGIN
    -- Writers of one stream take turns, or two events would follow the same one.
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.stream, 1179992907));
    SELECT * INTO last FROM core_event
        WHERE stream = NEW.stream ORDER BY number DESC LIMIT 1;
    NEW.number := coalesce(last.number, 0) + 1;
    NEW.previous := coalesce(last.digest, '');
    NEW.digest := core_event_digest(NEW);
    RETURN NEW;
END $$;

CREATE FUNCTION core_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed or removed'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'event_append_only';
END $$;
"""

HELD = """
DO $$
DECLARE
    event core_event;
    last core_event;
BEGIN
    FOR event IN SELECT * FROM core_event ORDER BY stream, id LOOP
        IF last.stream IS DISTINCT FROM event.stream THEN
            last := NULL;
        END IF;
        event.number := coalesce(last.number, 0) + 1;
        event.previous := coalesce(last.digest, '');
        event.digest := core_event_digest(event);
        UPDATE core_event SET number = event.number, previous = event.previous,
            digest = event.digest WHERE id = event.id;
        last := event;
    END LOOP;
END $$;
"""

GUARD = """
CREATE TRIGGER core_event_chain BEFORE INSERT ON core_event
    FOR EACH ROW EXECUTE FUNCTION core_event_chain();
CREATE TRIGGER core_event_append_only BEFORE UPDATE OR DELETE ON core_event
    FOR EACH ROW EXECUTE FUNCTION core_event_refuse();
CREATE TRIGGER core_event_no_truncate BEFORE TRUNCATE ON core_event
    FOR EACH STATEMENT EXECUTE FUNCTION core_event_refuse();
"""

UNDO = """
DROP TRIGGER core_event_no_truncate ON core_event;
DROP TRIGGER core_event_append_only ON core_event;
DROP TRIGGER core_event_chain ON core_event;
DROP FUNCTION core_event_chain;
DROP FUNCTION core_event_digest;
DROP FUNCTION core_event_refuse;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="number",
            field=models.PositiveIntegerField(
                default=0, editable=False, help_text="Within the stream, from 1."
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="previous",
            field=models.CharField(
                default="",
                editable=False,
                help_text="Digest of the event before it in the stream.",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="event",
            name="digest",
            field=models.CharField(
                default="",
                editable=False,
                help_text="SHA-256 of the event and of `previous`.",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(DIGEST + CHAIN + HELD, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("stream", "number"), name="event_once_per_number"
            ),
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
