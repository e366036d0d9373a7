"""Compares the texts of documents that nobody has compared yet."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand
from django.db.models import F, Q
from tqdm import tqdm

from claims.models import Document
from claims.operations.reuse import find_reuse


class Command(BaseCommand):
    """`manage.py find_reuse [DOCUMENT…]`: those whose text has no fingerprints yet, or some."""

    help = "Find which passages documents share, for those that were not compared yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument("documents", nargs="*", type=UUID, metavar="DOCUMENT", help="its id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare them one after the other; what was done stays done if it is interrupted."""
        compared = Q(text_print__sha256=F("sha256"), text_print__isnull=False)
        named = Q(pk__in=options["documents"]) if options["documents"] else ~compared
        rows = Document.objects.filter(named).order_by("created_at", "pk")
        ids = list(rows.values_list("pk", flat=True))
        for document_id in tqdm(ids, unit="doc", disable=None):
            find_reuse(document_id=document_id)
        self.stdout.write(f"{len(ids)} documents compared.")
