"""Checks that every snapshot can be read, and is what was taken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews.models import Snapshot
from reviews.operations.links import flaw_of


class Command(BaseCommand):
    """Names every snapshot that is missing or changed."""

    help = "Check the archive: every snapshot is there, with the hash that it was taken with."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong; raise CommandError if anything is."""
        seen = wrong = 0
        rows = Snapshot.objects.select_related("link").order_by("pk")
        for snapshot in rows.iterator(chunk_size=500):
            seen += 1
            flaw = flaw_of(snapshot)
            if flaw:
                wrong += 1
                where = f"snapshot {snapshot.pk} of {snapshot.link.url} ({snapshot.place})"
                self.stderr.write(f"{where}: {flaw}")
        if wrong:
            raise CommandError(f"{wrong} of {seen} snapshots are not as they were taken.")
        self.stdout.write(f"{seen} snapshots, all as they were taken.")
