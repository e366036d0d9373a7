"""The verbs of the workflow as actions of the list and as buttons of a review's page."""

import functools
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from factcheck.core.admin import DeskAdmin, holds, person
from factcheck.core.admin.base import sentences
from factcheck.core.admin.display import admin_url
from factcheck.core.database_errors import translate
from factcheck.core.errors import DomainError, Flaw, Invalid
from reviews.models import Review
from reviews.operations import reviews as operations
from reviews.operations.linting import Unacknowledged
from reviews.workflow import TRANSITIONS, Verb

LABELS = {
    Verb.SUBMIT: _("Submit"),
    Verb.REQUEST_CHANGES: _("Request changes"),
    Verb.APPROVE: _("Approve"),
    Verb.PUBLISH: _("Publish"),
    Verb.STAND_BY: _("Stand by it"),
    Verb.CORRECT: _("Correct"),
    Verb.KEEP: _("Drop the correction"),
    Verb.REJECT: _("Reject"),
    Verb.WITHDRAW: _("Withdraw"),
    Verb.REOPEN: _("Reopen"),
}
DONE = {
    Verb.SUBMIT: _("“%s” is submitted."),
    Verb.REQUEST_CHANGES: _("“%s” goes back to its authors."),
    Verb.APPROVE: _("“%s” is approved."),
    Verb.PUBLISH: _("“%s” is published; its page appears in a moment."),
    Verb.STAND_BY: _("“%s” stands."),
    Verb.CORRECT: _("“%s” can be corrected now; readers see it as it was until then."),
    Verb.KEEP: _("“%s” stays as it was published."),
    Verb.REJECT: _("“%s” is rejected."),
    Verb.WITHDRAW: _("“%s” is withdrawn; its page says so in a moment."),
    Verb.REOPEN: _("“%s” is a draft again."),
}


class TransitionsAdmin(DeskAdmin):
    """Says the verbs of TRANSITIONS, and shows to each person those that are theirs."""

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer the verbs of the person's roles; each review may still refuse."""
        actions = super().get_actions(request)
        for verb, row in TRANSITIONS.items():
            if holds(request, row.role):
                actions[verb.value] = (functools.partial(_act, verb=verb), verb.value, LABELS[verb])
        return actions

    def get_urls(self) -> list[Any]:
        """Add the address of a verb."""
        own = path(
            "<path:object_id>/verb/<str:verb>/",
            self.admin_site.admin_view(self.verb_view),
            name="reviews_review_verb",
        )
        return [own, *super().get_urls()]

    def verb_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Say a verb on POST; on GET ask for the reason that it may need."""
        if verb not in list(Verb):
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        review = self.get_object(request, object_id)
        if review is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if request.method != "POST":
            return self.ask(request, Verb(verb), [review])
        row = TRANSITIONS[Verb(verb)]
        if self.say(request, review, Verb(verb)) or not (row.needs_reason or row.linted):
            return HttpResponseRedirect(admin_url(Review, review.pk))
        return self.ask(request, Verb(verb), [review], needs_reason=True)

    def say(self, request: HttpRequest, review: Review, verb: Verb) -> bool:
        """Perform a verb, and tell the person what became of it; return whether it was done."""
        title = review.latest.title if review.latest else str(review.pk)
        reason = request.POST.get("reason", "")
        try:
            operations.perform(
                review=review, verb=verb, by=person(request), reason=reason, since=_since(request)
            )
        except (DomainError, IntegrityError) as error:
            refusal = error if isinstance(error, DomainError) else translate(error)
            self.message_user(request, f"“{title}”: {sentences(refusal)}", messages.ERROR)
            # Only what another word would mend is worth asking for again.
            mended_by_a_word = Unacknowledged if TRANSITIONS[verb].linted else Invalid
            return not isinstance(refusal, mended_by_a_word)
        self.message_user(request, DONE[verb] % title, messages.SUCCESS)
        return True

    def ask(
        self, request: HttpRequest, verb: Verb, reviews: Iterable[Review], **more: Any
    ) -> HttpResponse:
        """Return the page that asks for a reason."""
        context = {
            **self.admin_site.each_context(request),
            "title": LABELS[verb],
            "opts": self.opts,
            "reviews": list(reviews),
            "verb": verb,
            "label": LABELS[verb],
            "needs_reason": TRANSITIONS[verb].needs_reason,
            "reason": request.POST.get("reason", ""),
            "asks_since": verb is Verb.CORRECT,
            "since": request.POST.get("since", ""),
            "told": verb is Verb.WITHDRAW,
            "media": self.media,
            **more,
        }
        return TemplateResponse(request, "admin/reviews/review/verb.html", context)


def _since(request: HttpRequest) -> datetime | None:
    """Return the beginning of the day that was typed, in the desk's time zone."""
    given = request.POST.get("since", "")
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    if given and day is None:
        flaw = Flaw("/since", f"“{given[:50]}” is no day.", "Give one such as 2021-11-07.")
        raise Invalid("The day is not acceptable.", flaw)
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _act(
    desk: TransitionsAdmin, request: HttpRequest, reviews: QuerySet[Review], *, verb: Verb
) -> HttpResponse | None:
    """Say a verb of all that are chosen, one by one: each for itself is done or refused."""
    chosen = list(reviews.select_related("newsroom").prefetch_related("revisions"))
    if TRANSITIONS[verb].needs_reason and not request.POST.get("reason", "").strip():
        if "asked" in request.POST:
            desk.message_user(request, gettext("A reason is missing."), messages.ERROR)
        more = {"action": verb.value, "checkbox": ACTION_CHECKBOX_NAME}
        return desk.ask(request, verb, chosen, **more)
    for review in chosen:
        desk.say(request, review, verb)
    return None
