"""In what the retellings of a claim differ, both passages side by side."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.chains import document_label
from claims.interchange.records import Anchor
from claims.models import Appearance, Claim, StoredProvenance
from claims.provenance.drift_report import Sentences, excerpt
from claims.provenance.drift_words import kind_label
from factcheck.core.admin.display import isolated, note, panel, table
from factcheck.core.directions import direction

DRIFTS_SHOWN = 50
Finding = Mapping[str, Any]


def drift_panel(request: HttpRequest, claim: Claim) -> SafeString | str:
    """Return the stored drift by kind, the kinds that change most first."""
    row = StoredProvenance.objects.filter(pk=claim.pk).values("drift", "stale_since").first()
    if row is None or not row["drift"]:
        return ""
    shown = row["drift"][:DRIFTS_SHOWN]
    told = _told(shown)
    body = [_kind(kind, list(found), told) for kind, found in groupby(shown, key=_kind_of)]
    if len(row["drift"]) > DRIFTS_SHOWN:
        body.append(note(gettext("Only the first %d are shown.") % DRIFTS_SHOWN))
    if row["stale_since"]:
        body.append(note(_("Something has changed since; it is being worked out again.")))
    return panel(_("How the retellings differ"), _joined(body))


def _kind_of(finding: Finding) -> str:
    return str(finding["kind"])


def _told(findings: Iterable[Finding]) -> dict[str, Appearance]:
    """Return the appearances that findings name, by their ids."""
    ids = {finding[side]["appearance"] for finding in findings for side in ("a", "b")}
    rows = Appearance.objects.filter(pk__in=ids).select_related("document", "anchor")
    return {str(made.pk): made for made in rows.defer("document__text")}


def _kind(kind: str, findings: Sequence[Finding], told: Mapping[str, Appearance]) -> SafeString:
    heads = [_("difference"), _("the one telling"), _("the other telling")]
    rows = [
        (
            _sentence(finding),
            _passage(finding["a"], told),
            _passage(finding["b"], told),
        )
        for finding in findings
    ]
    title = kind_label(kind, get_language() or "en")
    return format_html('<div class="desk-drift"><h3>{}</h3>{}</div>', title, table(heads, rows))


def _sentence(finding: Finding) -> str:
    return Sentences(**finding["words"]).in_language(get_language() or "en")


def _passage(side: Mapping[str, Any], told: Mapping[str, Appearance]) -> SafeString:
    """Return the words of a side among those of the claim, and where they stand."""
    made = told.get(side["appearance"])
    if made is None:
        return isolated(side["exact"])
    anchor = Anchor(made.anchor.start, made.anchor.end, made.anchor.exact)
    found = excerpt(side["start"], side["end"], side["exact"], anchor)
    document, where = made.document, [document_label(made.document, cut=80)]
    if document.published_at:
        where.append(
            format_html("{}", date_format(localtime(document.published_at), "DATE_FORMAT"))
        )
    return format_html(
        '<blockquote lang="{}" dir="{}"><p>{}<mark>{}</mark>{}</p></blockquote>'
        '<p class="desk-facts">{}</p>',
        document.language,
        direction(document.language),
        found.before,
        found.exact,
        found.after,
        format_html_join(" · ", "{}", ((part,) for part in where)),
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
