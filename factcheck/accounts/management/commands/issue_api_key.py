"""Makes a key with which a program reads the Fact Check Tools API."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from factcheck.accounts.models import Newsroom
from factcheck.accounts.operations import issue_key
from factcheck.core.errors import DomainError


class Command(BaseCommand):
    """`manage.py issue_api_key NAME [--newsroom SLUG]` writes the key; it is not shown again."""

    help = "Make a key for reading the Fact Check Tools API and write it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument("name", help="whose it is, or what for")
        parser.add_argument("--newsroom", help="slug of the newsroom that answers for it")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        slug = options["newsroom"]
        newsroom = Newsroom.objects.filter(slug=slug).first() if slug else None
        if slug and newsroom is None:
            raise CommandError(f"There is no newsroom {slug!r}.")
        try:
            secret = issue_key(name=options["name"], newsroom=newsroom, by=None)
        except DomainError as error:
            reasons = " ".join(f"{flaw.reason} {flaw.remedy}" for flaw in error.flaws)
            raise CommandError(f"{error.detail} {reasons}") from error
        self.stdout.write(secret)
