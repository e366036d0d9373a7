"""Merges of claims on the desk: made here, and taken back."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ProvenanceAdmin
from claims.models import ClaimMerge
from factcheck.accounts.models import Role
from factcheck.core.admin import DeskForm, person
from reviews.operations import merges

FACTS = ("source", "target", "reason", "merged_by", "merged_at", "undone_by", "undone_at")


class MergeForm(DeskForm):
    """Which claim is which other one; of a merge in force, why it is taken back."""

    undone_because = forms.CharField(
        label=_("Why the merge is taken back"),
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Saving takes the merge back: what moved returns."),
    )
    places: ClassVar[dict[str, str]] = {"into": "target", "reason": "undone_because"}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance._state.adding:
            self.fields.pop("undone_because", None)

    def _place(self, pointer: str) -> str | None:
        own = pointer.strip("/")
        return own if own in self.fields else super()._place(pointer)


class MergedFilter(admin.SimpleListFilter):
    """By whether it is in force."""

    title = _("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return yes and no."""
        return [("yes", _("in force")), ("no", _("taken back"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(undone_at__isnull=self.value() == "yes")


@admin.register(ClaimMerge)
class ClaimMergeAdmin(ProvenanceAdmin):
    """Claims that were found to be other ones."""

    form = MergeForm
    stream = "merge"
    write_role = Role.EDITOR
    delete_role: ClassVar[Role | None] = None  # type: ignore[assignment]
    list_display = ["source", "target", "reason", "merged_by", "merged_at", "undone_at"]
    list_filter = [MergedFilter, "merged_at"]
    list_select_related = ["source", "target", "merged_by"]
    search_fields = ["source__texts__folded__contains", "target__texts__folded__contains"]
    date_hierarchy = "merged_at"
    autocomplete_fields = ["source", "target"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the claims' texts along."""
        rows = super().get_queryset(request)
        return rows.prefetch_related("source__texts", "target__texts")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask what is what; of a stored merge only why it is taken back."""
        return [*FACTS, "undone_because"] if obj else ["source", "target", "reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what was said."""
        return FACTS if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let one that is in force be taken back, and nothing else."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.undone_at is None or request.method == "POST")

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> ClaimMerge:
        """Merge, or take a merge back."""
        typed, by = form.cleaned_data, person(request)
        if change:
            claim = form.stored.source
            return merges.unmerge(claim=claim, reason=typed["undone_because"], by=by)
        return merges.merge(
            claim=typed["source"], into=typed["target"], reason=typed["reason"], by=by
        )
