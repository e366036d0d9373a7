"""Imports files of claims with their provenance chains."""

import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.interchange.reader import ImportFile, read
from claims.models.vocabulary import ImportKind, Outcome
from claims.operations.intake import Result, import_file
from factcheck.core.errors import Flaw, Invalid


class Command(BaseCommand):
    """`manage.py import_claims FILE…`: exits 1 if any record was rejected."""

    help = "Import files in the format of docs/import-format.md; each document whole or not at all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="JSON file; - for stdin")
        parser.add_argument("--dry-run", action="store_true", help="do all of it, keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import one file after the other; what is wrong with one does not stop the others."""
        clean = [self._import(name, dry_run=options["dry_run"]) for name in options["files"]]
        if not all(clean):
            raise CommandError("Something was rejected; everything else is in.")

    def _import(self, name: str, *, dry_run: bool) -> bool:
        try:
            file = read(_bytes(name))
        except OSError as error:
            self.stderr.write(f"{name}: {error.strerror}.")
            return False
        except Invalid as error:
            self.stderr.write(f"{name}: {error.detail}")
            self._print(name, error.flaws)
            return False
        results = _with_progress(file, name, dry_run=dry_run)
        self._report(name, results, dry_run=dry_run)
        return all(result.outcome != Outcome.REJECTED for result in results)

    def _report(self, name: str, results: list[Result], *, dry_run: bool) -> None:
        for result in results:
            self._print(name, result.flaws)
            self._print(f"{name}: warning", result.warnings)
        counts = Counter(result.outcome for result in results)
        done = ", ".join(
            f"{counts[outcome]} {outcome}" for outcome in Outcome.of(ImportKind.CLAIMS)
        )
        changed = "" if counts[Outcome.CREATED] else " Nothing changed."
        self.stdout.write(f"{name}: {done}.{' Dry run: nothing kept.' if dry_run else changed}")

    def _print(self, name: str, flaws: "list[Flaw] | tuple[Flaw, ...]") -> None:
        for flaw in flaws:
            self.stderr.write(f"{name}: {flaw.path}: {flaw.reason} {flaw.remedy}")


def _bytes(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _with_progress(file: ImportFile, name: str, *, dry_run: bool) -> list[Result]:
    with tqdm(total=len(file.entries), desc=Path(name).name, unit="rec", disable=None) as bar:
        return import_file(
            file=file, by=None, dry_run=dry_run, on_result=lambda result: bar.update()
        )
