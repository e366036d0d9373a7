"""Exports claims with their provenance chains."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from claims import archive
from claims.interchange.writer import write
from claims.models import Document


class Command(BaseCommand):
    """`manage.py export_claims [DOCUMENT…] [--output FILE]`: all of it, or some documents."""

    help = "Export everything, or some documents with all they need, in the import format."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument("documents", nargs="*", type=UUID, metavar="DOCUMENT", help="its id")
        parser.add_argument("--output", type=Path, help="file to write; stdout without it")
        parser.add_argument("--dataset", default="export", help="name to give the collection")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write one moment of the store: all queries see the same snapshot."""
        chosen = options["documents"] or None
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            _require_held(chosen or [])
            pieces = write(options["dataset"], archive.everything(chosen))
            if options["output"]:
                with options["output"].open("w", encoding="utf-8", newline="") as file:
                    file.writelines(pieces)
            else:
                sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
                sys.stdout.writelines(pieces)


def _require_held(documents: list[UUID]) -> None:
    held = set(Document.objects.filter(pk__in=documents).values_list("pk", flat=True))
    for pk in documents:
        if pk not in held:
            raise CommandError(f"There is no document {pk}.")
