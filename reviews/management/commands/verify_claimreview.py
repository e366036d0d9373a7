"""Verifies the signatures of published markup, of this site or of another one like it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reviews.verification import State, check


class Command(BaseCommand):
    """Exit status: 0 all valid, 1 one is not, 2 one could not be verified."""

    help = "Verify ClaimReview markup: addresses or files, JSON or pages that it is embedded in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument("places", nargs="+", metavar="URL|FILE")
        parser.add_argument("--jwks", default="", metavar="URL|FILE", help="the keys to trust")
        parser.add_argument(
            "--signature", default="", metavar="URL|FILE", help="where it does not lie beside"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say of each what came of it; leave with the worst."""
        states = set()
        for place in options["places"]:
            found = check(place, signature=options["signature"], keys=options["jwks"])
            states.add(found.state)
            out = self.stdout if found.state == State.VALID else self.stderr
            out.write(f"{place}: {found.said}")
            for pointer in found.differences:
                out.write(f"  differs from what is published: {pointer or '(all of it)'}")
        for state in (State.INVALID, State.UNKNOWN):
            if state in states:
                sys.exit(state)
