"""Which rows a person may see, and what comes along with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
)
from django.db.models.expressions import RawSQL
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, JSONObject

from claims.spelling import fold


class _SharedQuerySet(QuerySet[Any]):
    """What is said in public is shared by all newsrooms; only strangers see nothing."""

    def visible_to(self, user: Any) -> Self:
        """Return everything to a person with an account, nothing to others."""
        return self if user.is_authenticated else self.none()

    def _related(self, field: str) -> QuerySet[Any]:
        """Return all rows of the model at the other side of a relation."""
        manager: QuerySet[Any] = self.model._meta.get_field(field).related_model._default_manager
        return manager.all()


def all_words(text: str) -> Q:
    """Every word of `text` occurs somewhere in the column `folded`."""
    condition = Q()
    for word in fold(text).split():
        condition &= Q(folded__contains=word)
    return condition


class SourceQuerySet(_SharedQuerySet):
    """Sources."""

    def matching(self, text: str) -> Self:
        """Return those whose name, descriptor or other names hold every word, however spelled."""
        return self.filter(all_words(text))

    def with_names(self) -> Self:
        """Fetch names and affiliations along."""
        return self.prefetch_related("names", "affiliations")

    def with_translations(self) -> Self:
        """Fetch the names in other languages along, as `names`."""
        translations = self._related("names").filter(type="translation").order_by("pk")
        return self.prefetch_related(Prefetch("names", translations))

    def with_identities(self) -> Self:
        """Fetch along which other sources are, or may be, the same."""
        return self.prefetch_related("identities_as_a", "identities_as_b")


class IdentityQuerySet(_SharedQuerySet):
    """Pairs of sources that are, or may be, one."""

    def of_source(self, source_id: Any) -> Self:
        """Return the pairs that a source is in."""
        return self.filter(Q(a=source_id) | Q(b=source_id))

    def of_claim(self, claim_id: Any) -> Self:
        """Return the pairs of which both sources are cited for a claim, or published it."""
        sources: Any = self._related("a")
        hops = sources._related("citations").filter(appearance__claim=claim_id)
        told = sources._related("published").filter(appearances__claim=claim_id)
        ids = hops.order_by().values("source").union(told.order_by().values("publisher"))
        return self.filter(a__in=ids, b__in=ids)

    def by_rule(self) -> Self:
        """Return what rules suggest and nobody has decided on."""
        return self.exclude(rule="").filter(state="suggested")

    def stated(self) -> Self:
        """Return what somebody has said or decided."""
        return self.filter(~Q(state="suggested") | Q(rule=""))

    def with_grounds(self) -> Self:
        """Fetch both sources along, and the columns of the one (`through`) that a rule names."""
        columns = ("name", "descriptor", "anonymity", "descriptor_literal")
        named = Coalesce(KT("details__relay"), KT("details__body"))
        sources = self._related("a").filter(pk=OuterRef("named_by_rule"))
        return self.select_related("a", "b").annotate(
            named_by_rule=Cast(named, UUIDField()),
            through=Subquery(sources.values(columns=JSONObject(**{n: n for n in columns}))),
        )


class DocumentQuerySet(_SharedQuerySet):
    """Documents."""

    def listed(self) -> Self:
        """Leave the text out, fetch the publisher along."""
        return self.defer("text").select_related("publisher")


class AppearanceQuerySet(_SharedQuerySet):
    """Appearances."""

    def with_chains(self) -> Self:
        """Fetch document, anchors, citations and sources along, in two queries."""
        citations = (
            self._related("citations")
            .select_related("source", "cue", "mention", "said_when", "channel", "cited_document")
            .defer("cited_document__text")
            .order_by("level", "pk")
        )
        return (
            self.select_related("document__publisher", "anchor", "modality_cue")
            .defer("document__text")
            .prefetch_related(Prefetch("citations", citations))
        )

    def in_reading_order(self) -> Self:
        """Order by the time of publication, then by the place in the document."""
        return self.order_by(
            F("document__published_at").asc(nulls_last=True),
            "document_id",
            "anchor__start",
            "anchor__end",
            "pk",
        )


class ClaimQuerySet(_SharedQuerySet):
    """Claims."""

    def standing(self) -> Self:
        """Leave out what is merged into another."""
        return self.filter(merged_into=None)

    def on_desks(self) -> Self:
        """Leave out also what came with outside reviews alone."""
        return self.standing().exclude(status="outside")

    def with_outside(self) -> Self:
        """Add whether an outside newsroom has reviewed each claim."""
        reviews = self._related("outside_reviews").filter(claim=OuterRef("pk")).order_by()
        return self.annotate(has_outside_reviews=Exists(reviews))

    def about(self, topic: str) -> Self:
        """Return those of a topic, as it is stored."""
        return self.filter(topics__contains=[topic])

    def by_queue(self) -> Any:
        """Count claims as dicts of status, language and `claims`."""
        rows = self.order_by("status", "language").values("status", "language")
        return rows.annotate(claims=Count("pk"))

    def by_topic(self) -> Any:
        """Count claims as dicts of status, language, topic and `claims`, each under each topic."""
        topic = Func(F("topics"), function="unnest", output_field=CharField(), set_returning=True)
        rows = self.annotate(topic=topic).order_by("status", "language", "topic")
        return rows.values("status", "language", "topic").annotate(claims=Count("pk"))

    def matching(self, text: str) -> Self:
        """Return those with a text, in any language, that holds every word, however spelled."""
        texts = self._related("texts").filter(all_words(text), claim=OuterRef("pk"))
        return self.filter(Exists(texts))

    def with_texts(self) -> Self:
        """Fetch the texts along."""
        return self.prefetch_related("texts")

    def with_figures(self) -> Self:
        """Fetch figures, not their proof, and priority along; every claim has a row of each."""
        rows = self.select_related("provenance", "priority").filter(
            provenance__isnull=False, priority__isnull=False
        )
        return rows.defer("provenance__data", "provenance__words", "provenance__drift")

    def with_counts(self) -> Self:
        """Add in how many places and documents each claim is made, and how many ask for it."""
        made = self._related("appearances").filter(claim=OuterRef("pk")).order_by()
        asked = self._related("requests").filter(claim=OuterRef("pk")).order_by()
        return self.annotate(
            appearances_count=_counted(made.values("claim"), Count("pk")),
            documents_count=_counted(made.values("claim"), Count("document", distinct=True)),
            requests_count=_counted(asked.values("claim"), Count("pk")),
        )

    def appearing_in(self, **conditions: Any) -> Self:
        """Return those with an appearance of which all the conditions hold at once."""
        made = self._related("appearances").filter(claim=OuterRef("pk"), **conditions)
        return self.filter(Exists(made))

    def resting_on(self, source_ids: Iterable[Any]) -> Self:
        """Return those that a document of a source makes, or that any chain has from one."""
        made = self._related("appearances")
        return self._made_by(
            made.filter(citations__source__in=source_ids),
            made.filter(document__publisher__in=source_ids),
        )

    def resting_on_document(self, document_id: Any) -> Self:
        """Return those that appear in a document, or of which a telling cites it."""
        made = self._related("appearances")
        return self._made_by(
            made.filter(document=document_id), made.filter(citations__cited_document=document_id)
        )

    def _made_by(self, *appearances: QuerySet[Any]) -> Self:
        """Return those of any of these appearances; each way in uses an index of its own."""
        ways = [rows.order_by().values("claim") for rows in appearances]
        return self.filter(pk__in=ways[0].union(*ways[1:]))

    def hanging_on(self, source_ids: Iterable[Any]) -> Self:
        """Return those of which everything that is held hangs on one of the sources."""
        alone = self._related("dependences").filter(source__in=source_ids, alone=True)
        return self.filter(pk__in=alone.values("claim"))

    def with_chains(self) -> Self:
        """Fetch texts and appearances with their chains along, in a fixed number of queries."""
        appearances = self._related("appearances")
        return self.with_texts().prefetch_related(
            Prefetch("appearances", appearances.with_chains().in_reading_order())  # type: ignore[attr-defined]
        )


def _counted(rows: QuerySet[Any], count: Count) -> Coalesce:
    """Return a subquery's count; a join would multiply the counts with each other."""
    return Coalesce(Subquery(rows.annotate(n=count).values("n")), 0)


class ClaimRequestQuerySet(_SharedQuerySet):
    """Requests that claims be checked."""


class ClaimImageQuerySet(_SharedQuerySet):
    """Images of claims."""

    def listed(self) -> Self:
        """Leave the bytes out."""
        return self.defer("content").select_related("added_by")

    def with_distance(self, phash: int) -> Self:
        """Add how many bits of a perceptual hash differ; by a scan, some 20 ms of 100,000."""
        differing = "bit_count((claims_claimimage.phash # %s::bigint)::bit(64))"
        return self.annotate(
            distance=RawSQL(differing, [phash], output_field=BigIntegerField())  # noqa: S611
        )


class ClaimMergeQuerySet(_SharedQuerySet):
    """Merges of claims."""

    def in_force(self) -> Self:
        """Return those that nobody has undone."""
        return self.filter(undone_at=None)


class RelationQuerySet(_SharedQuerySet):
    """Relations between claims, or between their tellings."""

    def with_sides(self) -> Self:
        """Fetch along of which claims the tellings are."""
        return self.select_related("from_appearance", "to_appearance")

    def touching(self, claim_id: Any) -> Self:
        """Return those of which a side is the claim or a telling of it."""
        return self.filter(
            Q(from_claim=claim_id)
            | Q(to_claim=claim_id)
            | Q(from_appearance__claim=claim_id)
            | Q(to_appearance__claim=claim_id)
        )


class StitchQuerySet(_SharedQuerySet):
    """That citations mean documents that are held."""

    def with_sides(self) -> Self:
        """Fetch both ends along, without texts."""
        return self.select_related(
            "appearance__document__publisher", "source", "document__publisher"
        ).defer("appearance__document__text", "document__text")


class RetractionQuerySet(_SharedQuerySet):
    """Retractions."""

    def in_force(self) -> Self:
        """Return those that nobody has revoked."""
        return self.filter(revoked_at=None)

    def on_claim(self, claim_id: Any) -> Self:
        """Return those for a claim, and those for all."""
        return self.filter(Q(claim=claim_id) | Q(claim=None))

    def with_subjects(self) -> Self:
        """Fetch along what was retracted."""
        return self.select_related("source", "document__publisher", "made_by", "revoked_by").defer(
            "document__text"
        )


class RetractionImpactQuerySet(_SharedQuerySet):
    """What retractions did."""

    def with_claims(self) -> Self:
        """Fetch the claims with their texts along."""
        return self.select_related("claim").prefetch_related("claim__texts")


class SharedPassageQuerySet(_SharedQuerySet):
    """Passages that documents share."""

    def of_document(self, document_id: Any) -> Self:
        """Return those that a document has, on either side."""
        return self.filter(Q(earlier=document_id) | Q(later=document_id))

    def among(self, document_ids: Iterable[Any]) -> Self:
        """Return those that both documents of which belong to a set."""
        ids = RawSQL("SELECT unnest(%s::uuid[])", [list(document_ids)])
        return self.filter(earlier__in=ids, later__in=ids)

    def matching(self, text: str) -> Self:
        """Return those that have the words, as they stand, on either side."""
        return self.filter(Q(earlier_exact__icontains=text) | Q(later_exact__icontains=text))

    def with_sides(self) -> Self:
        """Fetch both documents along, without texts."""
        return self.select_related("earlier__publisher", "later__publisher").defer(
            "earlier__text", "later__text"
        )


class SourceDependenceQuerySet(_SharedQuerySet):
    """How many claims depend on each source."""

    def with_sources(self) -> Self:
        """Fetch the sources along."""
        return self.select_related("source")


class ImportJobQuerySet(QuerySet[Any]):
    """Imports."""

    def visible_to(self, user: Any) -> Self:
        """Return what the person asked for; everything to a superuser."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_superuser else self.filter(requested_by=user)

    def with_progress(self) -> Self:
        """Leave the file out, and count the records that are done."""
        records = self.model._meta.get_field("records").related_model._default_manager
        done = records.filter(job=OuterRef("pk")).order_by().values("job")
        return self.defer("content").annotate(done=_counted(done, Count("pk")))


__all__ = [
    "AppearanceQuerySet",
    "ClaimImageQuerySet",
    "ClaimMergeQuerySet",
    "ClaimQuerySet",
    "ClaimRequestQuerySet",
    "DocumentQuerySet",
    "IdentityQuerySet",
    "ImportJobQuerySet",
    "RelationQuerySet",
    "RetractionImpactQuerySet",
    "RetractionQuerySet",
    "SharedPassageQuerySet",
    "SourceDependenceQuerySet",
    "SourceQuerySet",
    "StitchQuerySet",
    "all_words",
]
