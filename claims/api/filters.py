"""What the lists of claims and their provenance can be narrowed by."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    FilterSet,
    NumberFilter,
    UUIDFilter,
)

from claims.grounds import RULES
from claims.holdings import one_with
from claims.interchange.topics import topic
from claims.models.vocabulary import (
    Anonymity,
    ClaimStatus,
    IdentityState,
    Modality,
    SourceKind,
    Voice,
)
from claims.provenance.drift import DriftKind
from factcheck.core.filtering import MomentFilter


class MatchingFilter(CharFilter):  # type: ignore[misc]
    """All words, however spelled, in what the rows' `matching` looks at."""

    def filter(self, qs: Any, value: str) -> Any:
        """Narrow the rows where there is a text."""
        return qs.matching(value) if value else qs


class SourceFilter(FilterSet):  # type: ignore[misc]
    """Filters of sources."""

    q = MatchingFilter(label="Words of the name, of other names or of the descriptor.")
    kind = ChoiceFilter(choices=SourceKind.choices)
    anonymity = ChoiceFilter(choices=Anonymity.choices)
    canonical = CharFilter(label="The annotator's key of the real source, exactly.")


class IdentityFilter(FilterSet):  # type: ignore[misc]
    """Filters of identities."""

    state = ChoiceFilter(choices=IdentityState.choices)
    rule = ChoiceFilter(choices=list(RULES.items()), label="What suggested it.")
    source = UUIDFilter(method="name", label="A source on either side.")
    claim = UUIDFilter(
        method="stand_behind", label="A claim: both are cited for it, or published it."
    )

    def name(self, rows: Any, name: str, value: UUID) -> Any:
        """Narrow to the pairs of a source."""
        return rows.of_source(value)

    def stand_behind(self, rows: Any, name: str, value: UUID) -> Any:
        """Narrow to the pairs of sources of one claim."""
        return rows.of_claim(value)


class DocumentFilter(FilterSet):  # type: ignore[misc]
    """Filters of documents."""

    q = CharFilter(field_name="title", lookup_expr="icontains", label="Part of the title.")
    language = CharFilter(lookup_expr="iexact", label="Language tag.")
    publisher = UUIDFilter(label="The source that published it.")
    url = CharFilter(label="Its address, exactly.")
    sha256 = CharFilter(lookup_expr="iexact", label="Hash of its text.")
    published_after = MomentFilter(
        field_name="published_at",
        lookup_expr="gte",
        label="Published at this day or moment, or later.",
    )
    published_before = MomentFilter(
        field_name="published_at", lookup_expr="lt", label="Published before this day or moment."
    )


class AppearanceFilter(FilterSet):  # type: ignore[misc]
    """Filters of appearances."""

    claim = UUIDFilter()
    document = UUIDFilter()
    source = UUIDFilter(field_name="citations__source", distinct=True, label="A source it cites.")
    modality = ChoiceFilter(choices=Modality.choices)
    voice = ChoiceFilter(choices=Voice.choices)


class ClaimFilter(FilterSet):  # type: ignore[misc]
    """Filters of claims."""

    q = MatchingFilter(label="Words of a text of the claim, in any language.")
    language = CharFilter(
        field_name="texts__language", lookup_expr="iexact", label="Has a text in it."
    )
    status = ChoiceFilter(
        choices=ClaimStatus.choices, label="Without it, all but those that are merged."
    )
    topic = CharFilter(method="concern", label="One of its topics.")
    has_outside_reviews = BooleanFilter(
        label="Whether an outside newsroom has reviewed it.",
    )
    source = UUIDFilter(method="rest_on", label="A source that is cited for it or published it.")
    hangs_on = UUIDFilter(
        method="hang_on",
        label="A source without which, or what it is one with, nothing of the claim stands.",
    )
    document = UUIDFilter(method="appear_in", label="A document that makes it.")
    published_after = MomentFilter(
        method="leave", label="Made in a document published at this day or moment, or later."
    )
    published_before = MomentFilter(
        method="leave",
        label="Made in a document published before this day or moment, and in the one document "
        "where both limits are given.",
    )

    independent_origins_max = NumberFilter(
        field_name="provenance__origins_at_most",
        lookup_expr="lte",
        min_value=0,
        label="At most so many independent origins, at the upper end of the range.",
    )
    independent_origins_min = NumberFilter(
        field_name="provenance__origins_at_least",
        lookup_expr="gte",
        min_value=0,
        label="At least so many independent origins, at the lower end of the range.",
    )
    support_min = NumberFilter(
        field_name="provenance__support",
        lookup_expr="gte",
        min_value=0,
        label="At least so much support.",
    )
    support_max = NumberFilter(
        field_name="provenance__support",
        lookup_expr="lte",
        min_value=0,
        label="At most so much support.",
    )
    documents_min = NumberFilter(
        field_name="provenance__documents",
        lookup_expr="gte",
        min_value=0,
        label="In at least so many documents.",
    )
    all_unnamed = BooleanFilter(
        field_name="provenance__all_unnamed", label="Whether all its origins are unnamed."
    )
    drift = ChoiceFilter(
        method="differ",
        choices=[(kind.value, kind.value) for kind in DriftKind],
        label="In what retellings of it differ.",
    )

    def concern(self, rows: Any, name: str, value: str) -> Any:
        """Narrow to the claims of a topic, however it is typed."""
        return rows.about(topic(value))

    def rest_on(self, rows: Any, name: str, value: UUID) -> Any:
        """Narrow to the claims of a source."""
        return rows.resting_on([value])

    def hang_on(self, rows: Any, name: str, value: UUID) -> Any:
        """Narrow to the claims that hang on a source, under whichever of its mentions."""
        return rows.hanging_on(one_with([value]))

    def differ(self, rows: Any, name: str, value: str) -> Any:
        """Narrow to the claims of which retellings show a kind of drift."""
        return rows.filter(provenance__drift__contains=[{"kind": value}])

    def appear_in(self, rows: Any, name: str, value: UUID) -> Any:
        """Narrow to the claims of a document."""
        return rows.appearing_in(document=value)

    def leave(self, rows: Any, name: str, value: str) -> Any:
        """Do nothing: both limits must hold for one document, so they are applied together."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> Any:
        """Apply the limits of time after the rest; leave out what is one with another claim."""
        rows: Any = super().filter_queryset(queryset)
        if not self.form.cleaned_data["status"]:
            rows = rows.standing()
        limits = {"published_after": "gte", "published_before": "lt"}
        conditions = {
            f"document__published_at__{side}": self.form.cleaned_data[name]
            for name, side in limits.items()
            if self.form.cleaned_data[name]
        }
        return rows.appearing_in(**conditions) if conditions else rows


class RelationFilter(FilterSet):  # type: ignore[misc]
    """Filters of relations."""

    claim = UUIDFilter(
        method="touch", label="A claim that is a side, or of which one is a telling."
    )

    def touch(self, rows: Any, name: str, value: UUID) -> Any:
        """Narrow to the relations of a claim."""
        return rows.touching(value)
