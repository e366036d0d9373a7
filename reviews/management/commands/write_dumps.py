"""Writes the dumps of all that is published, now."""

from typing import Any

from django.core.management.base import BaseCommand

from reviews.operations.dumps import write_dumps


class Command(BaseCommand):
    """Writes them and says what they hold."""

    help = "Write all published reviews as JSON Lines and CSV into FACTCHECK_DUMPS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each file."""
        for dump in write_dumps():
            self.stdout.write(f"{dump.name}: {dump.rows} reviews, {dump.bytes} bytes")
