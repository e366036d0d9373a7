"""What is wrong with the markup that a review would be published with, and what that asks for."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from factcheck.core.errors import Flaw, Invalid
from reviews.markup.claimreview import claim_review
from reviews.markup.dossier import Dossier
from reviews.markup.lint import Context, Finding, Severity, lint

# Which field of a review the parts of its markup are written from.
_FIELDS = {
    "$.name": "/title",
    "$.claimReviewed": "/claim",
    "$.itemReviewed": "/claim",
    "$.reviewRating": "/rating_value",
    "$.reviewBody": "/summary",
    "$.inLanguage": "/language",
    "$.author": "/newsroom",
    "$.correction": "/corrections",
}


class Unacknowledged(Invalid):
    """The markup has warnings, and nobody has said why it is published with them."""


def inspect(dossier: Dossier, *, url: str, at: datetime) -> list[Finding]:
    """Return what is wrong with the markup of a dossier at its address."""
    context = Context(
        at=at, page_url=url, site=dossier.newsroom.url, server=settings.PUBLIC_BASE_URL
    )
    return lint(claim_review(dossier, url=url), context=context)


def require_sound(findings: Sequence[Finding], *, reason: str) -> list[Finding]:
    """Return the warnings that the reason is given for.

    Raises Invalid where there is an error, Unacknowledged where there are warnings and no reason;
    each names its findings.
    """
    errors = [each for each in findings if each.rule.severity is Severity.ERROR]
    if errors:
        raise Invalid("The markup has errors; mend them first.", *map(_flaw, errors))
    warnings = [each for each in findings if each.rule.severity is Severity.WARNING]
    if warnings and not reason.strip():
        remedy = "Say why it is published with these warnings, or mend them."
        asked = Flaw("/reason", "It is empty.", remedy)
        raise Unacknowledged("The markup has warnings.", asked, *map(_flaw, warnings))
    return warnings


def field_of(finding: Finding) -> str:
    """Return a pointer to the review's field that a finding is about; "" for the whole of it."""
    fields = (field for start, field in _FIELDS.items() if finding.path.startswith(start))
    return next(fields, "")


def _flaw(finding: Finding) -> Flaw:
    said = f"{finding.message} ({finding.rule.id} at {finding.path})"
    return Flaw(field_of(finding), said, finding.rule.remedy)
