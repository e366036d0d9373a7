"""What the list of reviews can be narrowed by."""

from typing import Any

from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet, UUIDFilter

from claims.api.filters import MatchingFilter
from reviews.markup.verdicts import Verdict
from reviews.workflow import Status


class ReviewFilter(FilterSet):  # type: ignore[misc]
    """Filters of reviews."""

    status = ChoiceFilter(
        choices=[(status.value, status.value) for status in Status], method="standing"
    )
    live = BooleanFilter(label="Whether readers see a publication of it now.")
    newsroom = UUIDFilter()
    claim = UUIDFilter()
    language = CharFilter(lookup_expr="iexact", label="Language tag.")
    needs_recheck = BooleanFilter(
        label="Whether something under it fell, and nobody of the person's newsrooms has looked."
    )

    def standing(self, rows: Any, name: str, value: str) -> Any:
        """Narrow to a status, as far as the person may know it."""
        return rows.standing(value, self.request.user)


class OutsideReviewFilter(FilterSet):  # type: ignore[misc]
    """Filters of reviews of outside newsrooms."""

    q = MatchingFilter(label="Words of the claim or of the title.")
    publisher = CharFilter(
        field_name="newsroom__site",
        lookup_expr="iexact",
        label="Site of the newsroom: its host, without www.",
    )
    verdict = ChoiceFilter(choices=[(verdict.value, verdict.value) for verdict in Verdict])
    language = CharFilter(lookup_expr="iexact", label="Language tag.")
    claim = UUIDFilter()
