"""`claims:search` and `claims:imageSearch`: what is listed, found by words or by an image.

One review is one claim of the answer, with the words in which that review puts the claim: so
filters by site, language and age hold for all that is shown, and pages never shift.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce

from claims.models import Claim, ClaimImage
from claims.operations.standing import standing
from claims.pictures import ALIKE
from claims.spelling import fold, signed
from reviews.models import Listing
from reviews.querysets import ListingQuerySet

COLUMNS = (
    *("id", "url", "title", "claim_text", "claimant", "claim_date", "publisher_name"),
    *("publisher_site", "rating_label", "language", "reviewed_at"),
)
QUERY_CHARACTERS = 1500
ENOUGH = 200
"""Where so many reviews hold every word, none that are merely alike are looked for."""
_WORDS_AT_MOST = 24
_MILLISECONDS = 5000
_BEST = 10_000
_UNDATED = datetime(1, 1, 1, tzinfo=UTC)
_IMAGES_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What reviews are asked for; empty and None: any."""

    query: str = ""
    language: str = ""
    site: str = ""
    since: datetime | None = None


def is_scarce(wanted: Wanted) -> bool:
    """Say whether so few reviews hold every word that those which are alike are wanted too."""
    words = _Words.of(wanted.query)
    return _filtered(wanted).filter(words.whole)[:ENOUGH].count() < ENOUGH


def reviews(wanted: Wanted, *, alike: bool = True) -> QuerySet[Any]:
    """Return what is listed and wanted, with `score` and `moment`, in a total order.

    What holds every word comes first, the newest first; then, if wanted, what is alike, the most
    alike first.
    """
    rows: Any = _filtered(wanted)
    if wanted.query.strip():
        words = _Words.of(wanted.query)
        rows = words.scored(rows) if alike else rows.filter(words.whole)
    if not (wanted.query.strip() and alike):
        rows = rows.annotate(score=Value(_BEST))
    dated: Any = rows.annotate(moment=Coalesce("newest_at", Value(_UNDATED)))
    found: QuerySet[Any] = dated.order_by("-score", "-moment", "-id")
    return found


@contextmanager
def in_time() -> Iterator[None]:
    """Let no search hold a connection for ever: strangers choose the words."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [_MILLISECONDS])
        yield


def _filtered(wanted: Wanted) -> QuerySet[Any]:
    rows: ListingQuerySet = Listing.objects.filter(gone_at=None)
    if wanted.site:
        rows = rows.filter(publisher_site=wanted.site)
    if wanted.language:
        rows = rows.in_language(_spoken(wanted.language))
    if wanted.since is not None:
        rows = rows.filter(newest_at__gte=wanted.since)
    return rows


def after(rows: QuerySet[Any], score: int, moment: datetime, pk: int) -> QuerySet[Any]:
    """Return the rows that follow one in that order."""
    same = Q(score=score)
    later: QuerySet[Any] = rows.filter(
        Q(score__lt=score) | same & Q(moment__lt=moment) | same & Q(moment=moment, id__lt=pk)
    )
    return later


def oldest(at: datetime, days: int) -> datetime | None:
    """Return the moment that lies so many days before; None for no days, or before all time."""
    try:
        return at - timedelta(days=days) if days else None
    except OverflowError:
        return None


def _spoken(tag: str) -> str:
    """Return language and script; whatever follows them, such as the region, is ignored."""
    language, *rest = tag.split("-")
    script = [part for part in rest[:1] if len(part) == 4]
    return "-".join([language, *script])


@dataclass(frozen=True, slots=True)
class _Words:
    """A query in the signs of the index; `many` words are a text, and are compared as one."""

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, query: str) -> "_Words":
        folded = fold(query)[:QUERY_CHARACTERS]
        found = re.findall(r"\w+", folded) or folded.split()
        return cls(signed(folded), tuple(dict.fromkeys(map(signed, found))))

    @property
    def many(self) -> bool:
        return len(self.words) > _WORDS_AT_MOST

    @property
    def whole(self) -> Q:
        """Match what holds every word; nothing where there is none."""
        if not self.words:
            return Q(pk__in=[])
        condition = Q()
        for word in [self.text] if self.many else self.words:
            condition &= Q(signed__contains=word)
        return condition

    def scored(self, rows: Any) -> Any:
        """Return what holds every word or is alike, with its score."""
        if not self.words:
            return rows.none().annotate(score=Value(0))
        if self.many:
            alike = Q(signed__trigram_similar=self.text)
            likeness: Any = TrigramSimilarity("signed", self.text)
        else:
            alike = Q(signed__trigram_word_similar=self.text)
            likeness = TrigramWordSimilarity(self.text, "signed")
        score = Case(
            When(self.whole, then=Value(_BEST)),
            default=Cast(likeness * Value(_BEST - 1), IntegerField()),
            output_field=IntegerField(),
        )
        return rows.filter(self.whole | alike).annotate(score=score)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a review stands among those of an image: the nearest image first, then the newest."""

    distance: int
    age: float
    order: int

    @property
    def id(self) -> int:
        """Return the listing's id."""
        return -self.order


@in_time()
def by_image(sha256: str, phash: int, wanted: Wanted) -> list[Place]:
    """Return the places of the reviews of claims that have the image, or one that looks alike."""
    images: Any = ClaimImage.objects.all()
    near = images.with_distance(phash).filter(Q(sha256=sha256) | Q(distance__lte=ALIKE))
    found = near.order_by("distance", "-added_at", "-id").values_list("claim", "sha256", "distance")
    nearest: dict[UUID, int] = {}
    for claim, held, distance in found[:_IMAGES_AT_MOST]:
        nearest.setdefault(claim, -1 if held == sha256 else distance)
    family = _merged_with(nearest)
    rows = reviews(wanted).filter(claim__in=family).order_by().values_list("id", "claim", "moment")
    return sorted(
        Place(family[claim], (at - _UNDATED).total_seconds() * -1, -pk) for pk, claim, at in rows
    )


def columns(ids: Iterable[int]) -> list[dict[str, Any]]:
    """Return what is shown of listings, in the order of the ids."""
    rows = {row["id"]: row for row in Listing.objects.filter(pk__in=ids).values(*COLUMNS)}
    return [rows[pk] for pk in ids if pk in rows]


def _merged_with(claims: dict[UUID, int]) -> dict[UUID, int]:
    """Return the claims and all that were found to be one with them, each with its distance."""
    into = standing(claims)
    found: dict[UUID, int] = {}
    for claim, distance in claims.items():
        root = into.get(claim, claim)
        found[root] = min(distance, found.get(root, distance))
    fresh = found
    while fresh:
        merged = Claim.objects.filter(merged_into__in=fresh).values_list("pk", "merged_into")
        fresh = {pk: found[target] for pk, target in merged}
        found |= fresh
    return found
