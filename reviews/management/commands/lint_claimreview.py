"""Lints ClaimReview markup in files and at addresses."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from factcheck.core.outward import Unreachable, fetch
from reviews.markup.extraction import decoded, json_value, lines_of
from reviews.markup.lint import Context, Finding, Severity, lint, lint_page, unreadable

LIMIT = 20_000_000
_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one document; `name` is where it is."""

    name: str
    findings: list[Finding]

    def count(self, severity: Severity) -> int:
        """Return how many findings are of a severity."""
        return sum(each.rule.severity is severity for each in self.findings)


class Command(BaseCommand):
    """Prints what is wrong with markup, where, and what to do about it."""

    help = (
        "Lint ClaimReview markup: HTML pages, JSON-LD, DataFeeds, JSON Lines. Exit status 1 where "
        "there is an error, 2 where something could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is to be linted, and where it is published."""
        parser.add_argument("targets", nargs="+", metavar="FILE|URL")
        parser.add_argument("--page-url", default="", help="address of the page that a file is")
        parser.add_argument("--site", default="", help="address of the newsroom's own site")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, targets: list[str], format: str, **options: Any) -> None:
        """Print the findings; raise CommandError for errors (1) and unread targets (2)."""
        page_url, site = options["page_url"], options["site"]
        reports: list[Report] = []
        unread = 0
        for target in targets:
            try:
                content, found_at = _read(target)
            except (OSError, Unreachable) as error:
                unread += 1
                self.stderr.write(f"{target}: {error}")
                continue
            context = Context(at=timezone.now(), page_url=found_at or page_url, site=site)
            reports += _reports(target, content, context)
        self.stdout.write(_as_json(reports) if format == "json" else _as_table(reports))
        errors = sum(report.count(Severity.ERROR) for report in reports)
        if unread or errors:
            message = f"{errors} errors in {len(reports)} documents; {unread} could not be read."
            raise CommandError(message, returncode=2 if unread else 1)


def _read(target: str) -> tuple[bytes, str]:
    """Return the content of a target and its address; a file has none.

    Raises OSError, Unreachable.
    """
    if not target.startswith(("http://", "https://")):
        return Path(target).read_bytes(), ""
    answer = fetch(target, redirects=_REDIRECTS, limit=LIMIT)
    if answer.status != 200:
        raise Unreachable(f"It answered {answer.status}.")
    if answer.truncated:
        raise Unreachable(f"It is larger than {LIMIT} bytes.")
    return answer.body, answer.url


def _reports(name: str, content: bytes, context: Context) -> Iterator[Report]:
    """Yield a report for a page or a JSON text, or one for each of its JSON Lines."""
    text = decoded(content)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        yield Report(name, lint_page(content, context=context))
        return
    lines = [(n, line) for n, line in enumerate(lines_of(text), 1) if line.strip()]
    if len(lines) > 1 and all(_is_value(line) for _, line in lines[:2]):
        for number, line in lines:
            yield Report(f"{name}:{number}", _linted(line, context))
    else:
        yield Report(name, _linted(text, context))


def _is_value(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict | list)
    except (ValueError, RecursionError):
        return False


def _linted(text: str, context: Context) -> list[Finding]:
    try:
        value = json_value(text)
    except ValueError as error:
        return [unreadable("$", str(error))]
    return lint(value, context=context)


def _as_json(reports: Iterable[Report]) -> str:
    told = [
        {"document": report.name, "findings": [_members(each) for each in report.findings]}
        for report in reports
    ]
    return json.dumps(told, ensure_ascii=False, indent=2)


def _members(finding: Finding) -> dict[str, Any]:
    rule = finding.rule
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "path": finding.path,
        "message": finding.message,
        "remedy": rule.remedy,
        "source": {"name": rule.source.name, "url": rule.source.url},
    }


def _as_table(reports: Iterable[Report]) -> str:
    return "\n".join(line for report in reports for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    counts = (f"{report.count(severity)} {severity}s" for severity in Severity)
    yield f"{report.name}: {', '.join(counts)}"
    paths = (len(each.path) for each in report.findings)
    width = min(max(paths, default=0), 40)
    for each in report.findings:
        yield f"  {each.rule.severity:<7}  {each.path:<{width}}  {each.rule.id}"
        yield f"           {each.message} {each.rule.remedy}"
