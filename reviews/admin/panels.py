"""What stands on a review's page beside the form: its state, its words, its history."""

from itertools import zip_longest
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.chains import draw
from claims.models import Appearance, Claim, Retraction
from factcheck.core.admin import person
from factcheck.core.admin.display import admin_url, isolated, link, note, panel, table
from factcheck.core.directions import direction
from factcheck.core.models import Event
from reviews.admin.assignments import due
from reviews.admin.transitions import LABELS
from reviews.history import changed
from reviews.markup.lint import Severity
from reviews.models import Assignment, Correction, Recheck, Review, Revision
from reviews.operations import rendering
from reviews.operations import reviews as operations
from reviews.operations.publishing import findings_of
from reviews.workflow import OPEN, TRANSITIONS

APPEARANCES_SHOWN = 30
EVENTS_SHOWN = 100


def bar(request: HttpRequest, review: Any) -> SafeString:
    """Return where the review stands, and a button for everything that the person can do now."""
    verbs = [
        {"name": verb.value, "label": LABELS[verb], "asks": TRANSITIONS[verb].needs_reason}
        for verb in operations.verbs_for(review, person(request))
    ]
    context = {
        "review": review,
        "verbs": verbs,
        "page": rendering.public_url(review) if review.page_status else "",
        "awaited": bool(review.slug) and not review.page_status,
    }
    return render_to_string("admin/reviews/review/bar.html", context, request)


def revisions_of(review: Review, user: Any) -> Any:
    """Return the revisions that the person may see: all of their own newsrooms' reviews."""
    found = review.revisions.select_related("author", "publication").order_by("-number")
    found = found.defer("publication__dossier")
    if user.has_role("reader", review.newsroom_id):
        return found
    return found.filter(publication__isnull=False)


def revisions_panel(request: HttpRequest, review: Review) -> SafeString:
    """Return the revisions, newest first, each with its author and its words."""
    context = {
        "revisions": _compared(list(revisions_of(review, person(request)))),
        "language": review.language,
        "direction": direction(review.language),
    }
    return render_to_string("admin/reviews/review/revisions.html", context)


def _compared(revisions: list[Revision]) -> list[Any]:
    """Pair each revision, newest first, with what it changed in the one before it."""
    pairs = zip_longest(revisions, revisions[1:])
    return [(newer, changed(older, newer) if older else []) for newer, older in pairs]


def corrections_panel(request: HttpRequest, review: Review) -> SafeString | str:
    """Return what was corrected, and what is being corrected, to its newsroom."""
    if not person(request).has_role("reader", review.newsroom_id):
        return ""
    found = Correction.objects.filter(review=review).select_related("asked_by", "publication")
    rows = [
        (
            row.asked_at.date(),
            isolated(row.asked_by.username),
            isolated(row.note, cut=300),
            row.wrong_since and row.wrong_since.date(),
            _outcome(row),
        )
        for row in found.defer("publication__dossier")
    ]
    if not rows:
        return ""
    heads = [_("asked for"), _("by"), _("what was wrong"), _("wrong since"), _("became")]
    return panel(_("Corrections"), table(heads, rows))


def _outcome(row: Correction) -> Any:
    if row.publication:
        return row.publication.published_at.date()
    return _("dropped") if row.dropped_at else _("under way")


def rechecks_panel(request: HttpRequest, review: Review) -> SafeString | str:
    """Return what fell under the review since it was published, to its newsroom."""
    if not person(request).has_role("reader", review.newsroom_id):
        return ""
    found = Recheck.objects.filter(review=review).select_related(
        "retraction__source", "retraction__document", "settled_by"
    )
    rows = [
        (
            link(admin_url(Retraction, row.retraction_id), isolated(str(row.retraction))),
            isolated(row.retraction.reason, cut=200),
            f"{row.before['support']} → {row.after['support']}",
            f"{row.before['origins_at_most']} → {row.after['origins_at_most']}",
            isolated(row.settled_because) if row.settled_at else _("to be looked at"),
        )
        for row in found.defer("retraction__document__text")
    ]
    if not rows:
        return ""
    heads = [_("retracted"), _("because"), _("support"), _("origins"), _("what was said to it")]
    return panel(_("What fell under it since it was published"), table(heads, rows))


def assignments_panel(request: HttpRequest, review: Review) -> SafeString | str:
    """Return who has the work on it and until when, to its newsroom."""
    found: Any = Assignment.objects.visible_to(request.user)
    rows = [
        (
            link(admin_url(Assignment, row.pk), row.get_task_display()),
            isolated(row.assignee.username) if row.assignee else _("nobody"),
            due(row),
        )
        for row in found.open().filter(review=review).select_related("assignee").order_by("pk")
    ]
    if not rows:
        return ""
    return panel(_("Who does what"), table([_("task"), _("who has it"), _("until")], rows))


def lint_panel(request: HttpRequest, review: Review) -> SafeString | str:
    """Return what is wrong with its markup while it is not published, to its newsroom."""
    own = person(request).has_role("reader", review.newsroom_id)
    if not own or review.status not in OPEN:
        return ""
    findings = findings_of(review, at=timezone.now())
    if not findings:
        return panel(_("Its markup"), note(_("Nothing is wrong with its markup.")))
    rows = [
        (
            _SEVERITIES[found.rule.severity],
            isolated(found.message, "en"),
            isolated(found.rule.remedy, "en"),
            isolated(found.path, cut=100),
            isolated(found.rule.id),
        )
        for found in findings
    ]
    heads = [_("severity"), _("what is wrong"), _("what to do"), _("where"), _("rule")]
    return panel(_("Its markup"), table(heads, rows))


_SEVERITIES = {
    Severity.ERROR: _("error: it cannot be published"),
    Severity.WARNING: _("warning: publishing takes a reason"),
    Severity.NOTE: _("note"),
}


def chains_panel(request: HttpRequest, review: Review) -> SafeString:
    """Return who has the claim from whom."""
    made: Any = Appearance.objects.filter(claim=review.claim_id)
    shown = list(made.with_chains().in_reading_order()[:APPEARANCES_SHOWN])
    if not shown:
        return panel(_("Who has it from whom"), note(_("It has not been found anywhere yet.")))
    return panel(_("Who has it from whom"), draw(shown))


def events_panel(request: HttpRequest, review: Review) -> SafeString:
    """Return what has happened to the review."""
    found = Event.objects.visible_to(request.user).filter(stream=f"review:{review.pk}")
    events = found.select_related("actor").order_by("-id")[:EVENTS_SHOWN]
    return panel(_("History"), render_to_string("admin/desk/events.html", {"events": events}))


def reviews_panel(request: HttpRequest, claim: Claim) -> SafeString:
    """Return the reviews of a claim, for the claim's page."""
    found: Any = Review.objects.visible_to(request.user)
    reviews = found.filter(claim=claim).with_content()
    rows = [
        (
            link(admin_url(Review, review.pk), _title(review.latest, review.language)),
            isolated(review.newsroom.name),
            review.get_status_display(),
            isolated(review.latest.rating_label if review.latest else "", review.language),
        )
        for review in reviews
    ]
    if not rows:
        return panel(_("Reviews"), note(_("Nobody has reviewed it yet.")))
    return panel(_("Reviews"), table([_("review"), _("newsroom"), _("status"), _("rating")], rows))


def _title(revision: Revision | None, language: str) -> SafeString:
    return isolated(revision.title, language) if revision else SafeString("—")
