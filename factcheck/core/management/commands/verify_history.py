"""Checks that no event was changed or removed since it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck.core import history


class Command(BaseCommand):
    """Names every event that is not as it was written, and every gap."""

    help = "Check the history: every event as it was written, none missing between two."

    def add_arguments(self, parser: Any) -> None:
        """Take the head that was kept from an earlier run."""
        parser.add_argument(
            "--head", help="what an earlier run printed: says whether anything happened since"
        )

    def handle(self, *args: Any, head: str | None, **options: Any) -> None:
        """Print what is wrong; raise CommandError if anything is."""
        wrong = 0
        for found in history.breaks():
            wrong += 1
            where = f"event {found.event} ({found.stream}, number {found.number})"
            self.stderr.write(f"{where}: {found.reason}")
        seen = history.count()
        if wrong:
            raise CommandError(f"The history is broken at {wrong} of {seen.events} events.")
        self.stdout.write(f"{seen.events} events in {seen.streams} streams, all as written.")
        now = history.head()
        self.stdout.write(f"head {now}")
        if head is not None and head != now:
            self.stdout.write("The head is another: something was added, or cut off at an end.")
