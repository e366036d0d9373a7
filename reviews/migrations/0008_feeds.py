"""Stamps what is listed so that whoever asks for changes since a moment misses none.

A row is stamped before its transaction commits, and transactions commit in another order than they
stamp. So each holds, until it ends, a shared advisory lock whose key says when it began: who reads
sees in `pg_locks` from which moment on changes may still turn up, and nobody waits for anybody.
The stamp never falls behind one that is committed, should the clock be set back.
See `reviews.public.feeds.selection.horizon`.
"""

from django.db import migrations

STAMP = """
CREATE FUNCTION reviews_listing_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The lock first, the clock after it: who did not see the lock has an earlier moment.
    PERFORM pg_advisory_xact_lock_shared(
        (1818850926::bigint << 32) | floor(extract(epoch FROM transaction_timestamp()))::bigint);
    NEW.changed_at := greatest(
        clock_timestamp(), (SELECT max(changed_at) FROM reviews_listing));
    RETURN NEW;
END $$;
CREATE TRIGGER reviews_listing_stamp BEFORE INSERT OR UPDATE ON reviews_listing
    FOR EACH ROW EXECUTE FUNCTION reviews_listing_stamp();
"""

UNDO = """
DROP TRIGGER reviews_listing_stamp ON reviews_listing;
DROP FUNCTION reviews_listing_stamp;
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0007_embeds")]

    operations = [migrations.RunSQL(STAMP, UNDO)]
