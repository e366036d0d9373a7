"""The claims' desk in the admin: the verbs of triage, the queue's filters, what makes urgent."""

import functools
from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceAdmin, ProvenanceReadOnlyAdmin
from claims.models import Claim, ClaimMerge, ClaimPriority, ClaimRequest
from claims.models.vocabulary import ClaimStatus
from claims.operations import desk
from claims.priority import Part, counted, parts, total
from claims.triage import TRANSITIONS, Verb
from factcheck.core.admin import holds, person
from factcheck.core.admin.base import sentences
from factcheck.core.admin.display import admin_url, isolated, link, panel, table
from factcheck.core.errors import DomainError, Invalid

LABELS = {
    Verb.QUEUE: _("Queue"),
    Verb.DISMISS: _("Find it not checkable"),
    Verb.REOPEN: _("Queue it again"),
    Verb.MERGE: _("Merge into another"),
    Verb.UNMERGE: _("Take the merge back"),
}
DONE = {
    Verb.QUEUE: _("“%s” is queued."),
    Verb.DISMISS: _("“%s” is found not to be checkable."),
    Verb.REOPEN: _("“%s” is queued again."),
}
_PARTS = {
    "reach": _("reach"),
    "appearances": _("appearances"),
    "anonymity": _("anonymity"),
    "requests": _("requests"),
    "age": _("age"),
}
TOPICS_SHOWN = 30


class StatusFilter(admin.SimpleListFilter):
    """By status; what is one with another claim is shown where it is asked for alone.

    So is what came with outside reviews alone, unless words are searched for.
    """

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the statuses."""
        return list(ClaimStatus.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        rows: Any = queryset
        if self.value():
            rows = rows.filter(status=self.value())
        else:
            rows = rows.standing() if request.GET.get("q") else rows.on_desks()
        found: QuerySet[Any] = rows
        return found


class TopicFilter(admin.SimpleListFilter):
    """By topic, those of most claims."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the topics of most claims."""
        rows: Any = Claim.objects.standing()
        found = rows.by_topic().values("topic").annotate(claims=Count("pk"))
        most = found.order_by("-claims", "topic")[:TOPICS_SHOWN]
        return [(row["topic"], f"{row['topic']} ({row['claims']})") for row in most]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        rows: Any = queryset
        found: QuerySet[Any] = rows.about(self.value()) if self.value() else rows
        return found


class TriageAdmin(ProvenanceAdmin):
    """Says the verbs of triage, and shows to each person those that are theirs."""

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer the verbs of the person's roles; each claim may still refuse."""
        actions = super().get_actions(request)
        for verb in DONE:
            if holds(request, TRANSITIONS[verb].role):
                actions[verb.value] = (functools.partial(_act, verb=verb), verb.value, LABELS[verb])
        if holds(request, TRANSITIONS[Verb.MERGE].role):
            actions[Verb.MERGE.value] = (_merge, Verb.MERGE.value, LABELS[Verb.MERGE])
        return actions

    def get_urls(self) -> list[Any]:
        """Add the address of a verb."""
        view = self.admin_site.admin_view(self.verb_view)
        own = path("<path:object_id>/verb/<str:verb>/", view, name="claims_claim_verb")
        return [own, *super().get_urls()]

    def verb_view(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Say a verb on POST; on GET ask for the reason that it may need."""
        if verb not in list(DONE):
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        claim = self.get_object(request, object_id)
        if claim is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if request.method == "POST" and self.say(request, claim, Verb(verb)):
            return HttpResponseRedirect(admin_url(Claim, claim.pk))
        return self.ask(request, Verb(verb), [claim])

    def say(self, request: HttpRequest, claim: Claim, verb: Verb) -> bool:
        """Lead a claim on, and tell the person what became of it; False asks for other words."""
        named, reason = str(claim)[:120], request.POST.get("reason", "")
        try:
            desk.lead(claim=claim, verb=verb, by=person(request), reason=reason)
        except DomainError as error:
            self.message_user(request, f"“{named}”: {sentences(error)}", messages.ERROR)
            return not isinstance(error, Invalid)
        self.message_user(request, DONE[verb] % named, messages.SUCCESS)
        return True

    def ask(
        self, request: HttpRequest, verb: Verb, claims: Iterable[Claim], **more: Any
    ) -> HttpResponse:
        """Return the page that asks for a reason."""
        context = {
            **self.admin_site.each_context(request),
            "title": LABELS[verb],
            "opts": self.opts,
            "claims": list(claims),
            "label": LABELS[verb],
            "needs_reason": TRANSITIONS[verb].needs_reason,
            "reason": request.POST.get("reason", ""),
            "media": self.media,
            **more,
        }
        return TemplateResponse(request, "admin/claims/claim/verb.html", context)

    def above(self, request: HttpRequest, obj: Claim) -> SafeString:
        """Return where the claim stands, and a button for everything that the person can do."""
        target = obj.merged_into
        verbs = [
            {
                "name": verb.value,
                "label": LABELS[verb],
                "asks": TRANSITIONS[verb].needs_reason,
                "link": _address(verb, obj),
            }
            for verb in desk.verbs_for(obj, person(request))
        ]
        shown = target and isolated(str(target), target.language, cut=160)
        return render_to_string(
            "admin/claims/claim/bar.html",
            {
                "claim": obj,
                "verbs": verbs,
                "target": shown and link(admin_url(Claim, obj.merged_into_id), shown),
            },
            request,
        )


def _address(verb: Verb, claim: Claim) -> str:
    """Return where a merge is made, or taken back; empty for what is done on the claim's page."""
    if verb is Verb.MERGE:
        return f"{reverse('admin:claims_claimmerge_add')}?{urlencode({'source': str(claim.pk)})}"
    if verb is Verb.UNMERGE:
        held = ClaimMerge.objects.in_force().filter(source=claim).values_list("pk", flat=True)
        return admin_url(ClaimMerge, held.first())
    return ""


def _act(
    self: TriageAdmin, request: HttpRequest, claims: QuerySet[Claim], *, verb: Verb
) -> HttpResponse | None:
    """Say a verb of all that are chosen, one by one: each for itself is done or refused."""
    chosen = list(claims)
    if TRANSITIONS[verb].needs_reason and not request.POST.get("reason", "").strip():
        if "asked" in request.POST:
            self.message_user(request, gettext("A reason is missing."), messages.ERROR)
        more = {"action": verb.value, "checkbox": ACTION_CHECKBOX_NAME}
        return self.ask(request, verb, chosen, **more)
    for claim in chosen:
        self.say(request, claim, verb)
    return None


def _merge(self: TriageAdmin, request: HttpRequest, claims: QuerySet[Claim]) -> HttpResponse | None:
    """Lead to the page on which the target is picked; of two it is the one that is listed first."""
    chosen = [str(claim.pk) for claim in claims[:3]]
    if len(chosen) > 2:
        said = gettext("Choose the claim to be merged, or it and the one that it is.")
        self.message_user(request, said, messages.ERROR)
        return None
    # The most urgent comes first, and stays.
    named = dict(zip(("source", "target"), reversed(chosen), strict=False))
    return HttpResponseRedirect(f"{reverse('admin:claims_claimmerge_add')}?{urlencode(named)}")


def parts_now(row: ClaimPriority) -> tuple[Part, ...]:
    """Return the parts of a stored priority as they are now."""
    return parts(counted(row.parts), row.first_seen_at, timezone.now())


def priority_panel(request: HttpRequest, claim: Claim) -> SafeString | str:
    """Return how urgent the claim is, part by part."""
    row = ClaimPriority.objects.filter(claim=claim).first()
    if row is None:
        return ""
    found, language = parts_now(row), get_language() or "en"
    lines = [(_PARTS[part.name], part.words(language), part.points) for part in found]
    lines.append((_("priority"), "", total(found)))
    return panel(_("How urgent it is"), table([_("part"), _("because"), _("points")], lines))


def merged_here_panel(request: HttpRequest, claim: Claim) -> SafeString | str:
    """Return which claims were found to be this one."""
    found = ClaimMerge.objects.in_force().filter(target=claim).select_related("source")
    rows = [
        (
            link(admin_url(ClaimMerge, row.pk), isolated(str(row.source), row.source.language)),
            isolated(row.reason, cut=200),
        )
        for row in found.prefetch_related("source__texts")
    ]
    return panel(_("Merged into this one"), table([_("claim"), _("because")], rows)) if rows else ""


class _OfClaims(ProvenanceReadOnlyAdmin):
    """Rows beside a claim."""

    list_select_related = ["claim"]
    search_fields = ["claim__texts__folded__contains"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the claims' texts along."""
        return super().get_queryset(request).prefetch_related("claim__texts")


@admin.register(ClaimRequest)
class ClaimRequestAdmin(_OfClaims):
    """Who asks for a check; people ask over the API."""

    list_display = ["claim", "user", "newsroom", "note", "created_at"]
    list_filter = ["created_at", "claim__status"]
    list_select_related = ["claim", "user", "newsroom"]
    date_hierarchy = "created_at"


@admin.register(ClaimPriority)
class ClaimPriorityAdmin(_OfClaims):
    """How urgent claims are, the most urgent first."""

    list_display = ["claim", "points", "first_seen_at", "weighed_at"]
    list_filter = ["claim__status", "claim__language", "weighed_at"]
    ordering = ["-rank", "claim_id"]

    @admin.display(description=_("points"), ordering="rank")
    def points(self, row: ClaimPriority) -> int:
        """Return the priority as it is now."""
        return total(parts_now(row))
