"""Has another key sign what is published from now on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck.core.errors import DomainError
from reviews.models import SigningKey
from reviews.operations import signing


class Command(BaseCommand):
    """`manage.py rotate_signing_key [--compromised [KID]]`."""

    help = "Make a new signing key; the old one stays public, so that what it signed holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument(
            "--compromised",
            nargs="?",
            const="",
            metavar="KID",
            help="others have the key that signs now, or the one named: it is taken out of the "
            "public set, and what it signed is signed anew",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and name the key that signs now."""
        compromised = options["compromised"]
        if compromised is None:
            key = signing.rotate()
        else:
            try:
                key = signing.compromise(kid=compromised or _signing())
            except DomainError as error:
                raise CommandError(f"{error.detail} {error.flaws[0].remedy}") from error
        self.stdout.write(f"{key.kid} signs from now on.")


def _signing() -> str:
    found = SigningKey.objects.filter(retired_at=None).values_list("pk", flat=True).first()
    if found is None:
        raise CommandError("No key signs yet.")
    return found
