"""Imports what other newsrooms have published about their reviews."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from claims.models.vocabulary import Outcome
from factcheck.core import outward
from factcheck.core.errors import Flaw
from reviews.markup.wild.formats import entries
from reviews.operations.outside import Result, import_reviews

SUFFIXES = (".json", ".jsonl", ".ndjson", ".jsonld", ".html", ".htm", ".csv")
FETCHED_AT_MOST, SECONDS, REDIRECTS = 2**29, 300.0, 5
PLACES_SHOWN = 3

Document = tuple[str, bytes]


class Command(BaseCommand):
    """`manage.py import_claimreview FILE|DIR|URL…`: exits 1 only if nothing could be read."""

    help = "Import reviews of other newsrooms; see docs/import-claimreview.md for what is read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Define the command line."""
        named = "a file, a directory, an address of the web; - for stdin"
        parser.add_argument("sources", nargs="+", metavar="FILE|DIR|URL", help=named)
        parser.add_argument("--dry-run", action="store_true", help="do all of it, keep nothing")
        parser.add_argument("--report", metavar="FILE.json", help="write what is poor to a file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import one document after the other; what is wrong with one does not stop the others."""
        self.counts: Counter[str] = Counter()
        self.poor: list[dict[str, Any]] = []
        met: set[str] = set()
        for source in options["sources"]:
            for name, data in self._documents(source):
                self._import(name, data, met, dry_run=options["dry_run"])
        self._say(dry_run=options["dry_run"])
        if options["report"]:
            self._write(Path(options["report"]))
        if not sum(self.counts[outcome] for outcome in Outcome if outcome != Outcome.REJECTED):
            raise CommandError("Nothing could be read.")

    def _documents(self, source: str) -> Iterator[Document]:
        """Yield what a source holds; say of the rest why it does not come in."""
        if source.startswith(("http://", "https://")):
            yield from self._fetched(source)
        elif source == "-":
            yield source, sys.stdin.buffer.read()
        else:
            path = Path(source)
            for file in _files_in(path) if path.is_dir() else [path]:
                try:
                    yield str(file), file.read_bytes()
                except OSError as error:
                    self._unread(str(file), f"{error.strerror}.")

    def _fetched(self, url: str) -> Iterator[Document]:
        try:
            answer = outward.fetch(url, redirects=REDIRECTS, limit=FETCHED_AT_MOST, timeout=SECONDS)
        except outward.Unreachable as error:
            self._unread(url, error.reason)
            return
        if answer.status != 200 or answer.truncated:
            said = "It is too large." if answer.truncated else f"It answers {answer.status}."
            self._unread(url, said)
            return
        yield url, answer.body

    def _unread(self, name: str, reason: str) -> None:
        self.stderr.write(f"{name}: {reason}")
        flaw = Flaw("", reason, "See that it can be read, and try again.")
        self.poor.append(_row(name, "", "unread", [flaw], []))

    def _import(self, name: str, data: bytes, met: set[str], *, dry_run: bool) -> None:
        with tqdm(desc=Path(name).name, unit="rec", disable=None) as bar:

            def note(result: Result) -> None:
                bar.update()
                if result.flaws or result.entry.warnings:
                    place = [result.flaws, result.entry.warnings]
                    self.poor.append(_row(name, result.pointer, result.outcome, *place))

            self.counts += import_reviews(
                entries=entries(data), name=name, by=None, dry_run=dry_run, met=met, on_result=note
            )

    def _say(self, *, dry_run: bool) -> None:
        """Print the totals, and the reasons with how often each and where first."""
        counts = self.counts
        self.stdout.write(
            f"{counts.total()} read: {counts[Outcome.CREATED]} new, "
            f"{counts[Outcome.UPDATED]} updated, {counts[Outcome.UNCHANGED]} unchanged, "
            f"{counts[Outcome.DUPLICATE]} duplicates, {counts[Outcome.REJECTED]} rejected."
            f"{' Dry run: nothing kept.' if dry_run else ''}"
        )
        for kind in ("flaws", "warnings"):
            for reason, places in _grouped(self.poor, kind).items():
                shown = ", ".join(places[:PLACES_SHOWN])
                more = ", …" if len(places) > PLACES_SHOWN else ""
                said = "rejected" if kind == "flaws" else "warning"
                self.stdout.write(f"{said} {len(places)}: {reason} ({shown}{more})")

    def _write(self, path: Path) -> None:
        report = {
            "totals": {outcome: self.counts[outcome] for outcome in Outcome.values},
            "records": self.poor,
        }
        try:
            path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error


def _files_in(path: Path) -> list[Path]:
    """Return the files below a directory whose names say that they may be read."""
    names = tuple(suffix + packed for suffix in SUFFIXES for packed in ("", ".gz"))
    return sorted(file for file in path.rglob("*") if file.name.lower().endswith(names))


def _row(name: str, place: str, outcome: str, flaws: Any, warnings: Any) -> dict[str, Any]:
    return {
        "document": name,
        "place": place,
        "outcome": outcome,
        "flaws": [_told(flaw) for flaw in flaws],
        "warnings": [_told(flaw) for flaw in warnings],
    }


def _told(flaw: Flaw) -> dict[str, str]:
    said = {"path": flaw.path, "reason": flaw.reason, "remedy": flaw.remedy}
    return {name: text.encode("utf-8", "replace").decode() for name, text in said.items()}


def _grouped(poor: list[dict[str, Any]], kind: str) -> dict[str, list[str]]:
    """Return the places by reason and remedy, those of most places first."""
    found: dict[str, list[str]] = {}
    for row in poor:
        for flaw in row[kind]:
            reason = f"{flaw['reason']} {flaw['remedy']}"
            found.setdefault(reason, []).append(f"{Path(row['document']).name} {flaw['path']}")
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))
