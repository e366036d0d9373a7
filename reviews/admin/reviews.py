"""Reviews on the desk: written as drafts, led by the verbs of the workflow."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin import ClaimAdmin
from claims.models import Claim, ClaimText
from factcheck.accounts.models import Role
from factcheck.core.admin import person
from factcheck.core.admin.base import Panel
from factcheck.core.admin.display import admin_url, isolated, link
from reviews.admin import panels
from reviews.admin.forms import ReviewForm, is_writer
from reviews.admin.statistics import StatisticsPages
from reviews.admin.transitions import TransitionsAdmin
from reviews.models import Review, Revision
from reviews.operations import reviews as operations
from reviews.workflow import Status

CONTENT = ["title", "rating", "summary", "explanation"]


class OwnFilter(admin.SimpleListFilter):
    """By whose it is."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("mine", _("I wrote in it")), ("desk", _("of my newsrooms"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        user = person(request)
        if self.value() == "mine":
            own = Revision.objects.filter(review=OuterRef("pk"), author=user)
            return queryset.filter(Exists(own))
        if self.value() == "desk":
            return queryset.filter(newsroom_id__in=user.memberships.values("newsroom_id"))
        return queryset


class RecheckFilter(admin.SimpleListFilter):
    """By whether something fell under it that nobody has looked at."""

    title = _("to be looked at again")
    parameter_name = "needs_recheck"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the one choice."""
        return [("yes", _("something under it fell"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        return queryset.filter(needs_recheck=True) if self.value() == "yes" else queryset


@admin.register(Review)
class ReviewAdmin(StatisticsPages, TransitionsAdmin):
    """Findings of newsrooms on claims; what one says stands in its revisions."""

    form = ReviewForm
    write_role = Role.REVIEWER
    stream = "review"
    panels: ClassVar[tuple[Panel, ...]] = (
        panels.assignments_panel,
        panels.rechecks_panel,
        panels.corrections_panel,
        panels.lint_panel,
        panels.revisions_panel,
        panels.chains_panel,
        panels.events_panel,
    )
    list_display = [
        *("shown", "claim_text", "newsroom", "language", "status", "recheck", "rated"),
        "updated_at",
    ]
    list_filter = [
        *("status", RecheckFilter, OwnFilter, "language", "created_at"),
        ("newsroom", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["newsroom"]
    search_fields = ["revisions__title"]
    search_help_text = _("Words of a title or of the claim, or an id of a claim")
    date_hierarchy = "created_at"
    autocomplete_fields = ["claim"]
    readonly_fields = ["claim_link", "newsroom_name", "status", "language", "slug"]

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["claims/desk.css"]}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch along what the newest revision and the claim say."""
        rows: Any = super().get_queryset(request)
        latest = Revision.objects.filter(review=OuterRef("pk")).order_by("-number")
        texts = ClaimText.objects.filter(claim=OuterRef("claim"))
        titles = Revision.objects.defer("summary", "explanation").order_by("number")
        rows = (
            rows.with_page()
            .with_rechecks(person(request))
            .prefetch_related(Prefetch("revisions", titles))
        )
        found: QuerySet[Any] = rows.annotate(
            latest_title=Subquery(latest.values("title")[:1]),
            latest_rating=Subquery(latest.values("rating_label")[:1]),
            claim_says=Subquery(texts.filter(language=OuterRef("language")).values("text")[:1]),
        )
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Look into all titles, and into the claim."""
        if not search_term:
            return queryset, False
        claims, _many = ClaimAdmin(Claim, self.admin_site).get_search_results(
            request, Claim.objects.all(), search_term
        )
        titled = Revision.objects.filter(review=OuterRef("pk"), title__icontains=search_term)
        return queryset.filter(Q(claim__in=claims) | Exists(titled)), False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show a form to writers while it is a draft; later the operation tells them why not."""
        may = super().has_change_permission(request, obj)
        if not may or obj is None:
            return may
        writable = obj.status == Status.DRAFT or request.method == "POST"
        return writable and is_writer(obj, person(request))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the claim once, and for the words while it is a draft."""
        if obj is None:
            return [(None, {"fields": ["newsroom", "claim", "language", *CONTENT]})]
        words = CONTENT if self.has_change_permission(request, obj) else []
        facts = ["newsroom_name", "claim_link", "language", "status"]
        return [(None, {"fields": [*facts, *words]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what a review is about."""
        return self.readonly_fields if obj else []

    def above(self, request: HttpRequest, obj: Any) -> SafeString:
        """Return the state and the buttons."""
        return panels.bar(request, obj)

    @admin.display(description=_("title"), ordering="latest_title")
    def shown(self, review: Any) -> SafeString:
        """Return the title of the newest revision."""
        return isolated(review.latest_title or str(review.pk), review.language, cut=120)

    @admin.display(description=_("claim"))
    def claim_text(self, review: Any) -> SafeString:
        """Return what is reviewed."""
        return isolated(review.claim_says or "", review.language, cut=120)

    @admin.display(description=_("to be looked at"), boolean=True, ordering="needs_recheck")
    def recheck(self, review: Any) -> bool | None:
        """Say whether something fell under it that nobody has looked at."""
        return False if review.needs_recheck else None

    @admin.display(description=_("rating"), ordering="latest_rating")
    def rated(self, review: Any) -> SafeString:
        """Return the rating of the newest revision."""
        return isolated(review.latest_rating or "", review.language)

    @admin.display(description=_("claim"))
    def claim_link(self, review: Any) -> SafeString:
        """Link to the claim."""
        said = review.claim.text_in(review.language)
        return link(admin_url(Claim, review.claim_id), isolated(said, review.language))

    @admin.display(description=_("newsroom"))
    def newsroom_name(self, review: Any) -> SafeString:
        """Return whose it is."""
        return isolated(review.newsroom.name)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Review:
        """Open a review, or write its next revision."""
        by = person(request)
        if change:
            return operations.revise(review=form.stored, content=form.content(), by=by)
        typed = form.cleaned_data
        return operations.open_review(
            newsroom=typed["newsroom"],
            claim=typed["claim"],
            language=typed["language"],
            content=form.content(),
            by=by,
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Offer one way to save: it leads back to the page, where the verbs are."""
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead to the review's page, where it can be submitted."""
        return self._saved(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Stay on the review's page."""
        return self._saved(request, obj)

    def _saved(self, request: HttpRequest, review: Review) -> HttpResponse:
        self.message_user(request, gettext("The draft is saved."), messages.SUCCESS)
        return HttpResponseRedirect(admin_url(Review, review.pk))


ClaimAdmin.panels = (*ClaimAdmin.panels, panels.reviews_panel)
