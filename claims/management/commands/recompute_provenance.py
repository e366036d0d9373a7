"""Asks for the figures of provenance to be computed anew."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db import transaction

from claims.models import Claim
from claims.operations import figures


class Command(BaseCommand):
    """`manage.py recompute_provenance [CLAIM…]`: all claims, or some; a worker computes them."""

    help = "Mark figures of provenance as out of date, so that a worker computes them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument("claims", nargs="*", type=UUID, metavar="CLAIM", help="its id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Mark them in one transaction."""
        ids = options["claims"] or list(Claim.objects.values_list("pk", flat=True))
        with transaction.atomic():
            figures.outdate(ids)
        self.stdout.write(f"{len(ids)} claims: their figures will be computed by a worker.")
