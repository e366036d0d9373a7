"""Turns records of outside reviews into rows; the verb beside it decides which, and tells of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from claims.interchange.records import ClaimRecord, SourceRecord
from claims.models import ClaimText, Source
from claims.models.vocabulary import Anonymity, ClaimStatus
from claims.operations import rows
from claims.operations.standing import standing
from claims.spelling import fold
from reviews.markup.verdicts import verdict_of
from reviews.markup.wild.identity import claimant_id
from reviews.markup.wild.review import Entry, WildReview
from reviews.models import OutsideNewsroom, OutsideReview

# The language of a claim of which the markup does not say it (BCP 47: undetermined).
UNDETERMINED = "und"
_RATING = ("rating_label", "rating_value", "rating_best", "rating_worst")


@dataclass(frozen=True, slots=True)
class Given:
    """A record that could be stored, with what tells it from others."""

    number: int
    entry: Entry
    review: WildReview
    digest: str
    key: str


CHANGING = (
    *("title", "claim_text", "claimant", *_RATING, "verdict", "language", "reviewed_at"),
    *("claim_date", "appearances", "markup", "digest", "superseded", "folded", "changed_at"),
)


def new_rows(given: list[Given]) -> list[OutsideReview]:
    """Return unsaved reviews, with the newsrooms, claims and claimants that they need stored."""
    newsrooms, claims = _newsrooms(given), _claims(given)
    claimants = _claimants(given)
    now, rows_ = timezone.now(), []
    for one in given:
        row = OutsideReview(
            newsroom=newsrooms[_newsroom_key(one.review)],
            claim_id=claims[one.key],
            claimant=claimants.get(_claimant_key(one.review)),
            url=one.review.url,
            key=one.key,
            imported_at=now,
            changed_at=now,
            **_said(one),
        )
        row.verdict = verdict_of(row.rating_label) or ""
        rows_.append(row)
    return rows_


def _said(one: Given) -> dict[str, Any]:
    """Return the columns that a record's own words fill."""
    review = one.review
    return {
        "title": review.title,
        "claim_text": review.claim_text,
        "rating_label": review.rating.label,
        "rating_value": review.rating.value,
        "rating_best": review.rating.best,
        "rating_worst": review.rating.worst,
        "language": review.language,
        "reviewed_at": review.reviewed_at,
        "claim_date": review.claimed_at,
        "appearances": list(review.appearances),
        "markup": review.markup,
        "digest": one.digest,
        "folded": fold(f"{review.claim_text} {review.title}"),
    }


def change(row: OutsideReview, one: Given) -> dict[str, Any]:
    """Let a row say what the record says, and return what was changed, before and after.

    What the record is silent on stays, and a rating is one thing: another label takes the numbers
    of the former one along.
    """
    said = {name: value for name, value in _said(one).items() if value not in ("", None, [])}
    if "rating_label" in said and said["rating_label"] != row.rating_label:
        said = dict.fromkeys(_RATING[1:]) | said
    if one.review.claimant is not None:
        said["claimant"] = _claimants([one])[_claimant_key(one.review)]
    before = {name: getattr(row, name) for name in said}
    row.superseded = [*row.superseded, row.digest]
    for name, value in said.items():
        setattr(row, name, value)
    row.verdict, row.changed_at = verdict_of(row.rating_label) or "", timezone.now()
    row.folded = fold(f"{row.claim_text} {row.title}")
    return {
        name: {"before": _told(before[name]), "after": _told(value)}
        for name, value in said.items()
        if value != before[name] and name not in ("markup", "folded")
    }


def _told(value: Any) -> Any:
    return value if isinstance(value, str | list | None) else str(value)


def _newsroom_key(review: WildReview) -> tuple[str, str]:
    return review.publisher.site, review.publisher.name


def _newsrooms(given: list[Given]) -> dict[tuple[str, str], OutsideNewsroom]:
    """Return the newsrooms by site and name; those that are new are stored."""
    wanted = {_newsroom_key(one.review): one.review.publisher for one in given}
    held = OutsideNewsroom.objects.filter(site__in={site for site, _ in wanted})
    found = {(row.site, row.name): row for row in held}
    new = [
        OutsideNewsroom(site=publisher.site, name=publisher.name, url=publisher.url)
        for key_, publisher in wanted.items()
        if key_ not in found
    ]
    OutsideNewsroom.objects.bulk_create(new)
    return found | {(row.site, row.name): row for row in new}


def _claimant_key(review: WildReview) -> UUID | None:
    publisher = review.publisher
    held = review.claimant
    return claimant_id(held, publisher.site or publisher.name) if held else None


def _claimants(given: list[Given]) -> dict[UUID | None, Source]:
    """Return the sources of who made the claims, by id; those that are new are stored."""
    wanted = {
        pk: one.review for one in given if (pk := _claimant_key(one.review)) and one.review.claimant
    }
    held = set(Source.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    rows.insert_sources(_source(pk, review) for pk, review in wanted.items() if pk not in held)
    return dict(Source.objects.in_bulk(list(wanted)))


def _source(pk: UUID, review: WildReview) -> SourceRecord:
    claimant = review.claimant
    assert claimant is not None  # noqa: S101 (the caller has looked)
    named = claimant.anonymity == Anonymity.NAMED
    return SourceRecord(
        id=pk,
        kind=claimant.kind,
        anonymity=claimant.anonymity,
        name=claimant.words if named else "",
        descriptor="" if named else claimant.words,
        language=review.language,
        same_as=claimant.same_as,
        note=claimant.note,
    )


def _claims(given: list[Given]) -> dict[str, UUID]:
    """Return the claims by the reviews' keys; a claim in the same words is the same claim.

    A language that is not known is taken for any. Claims that are new come in as `outside`.
    """
    texts = {one.key: fold(one.review.claim_text) for one in given}
    held = _held_claims(set(texts.values()))
    found, new, seen = {}, [], {}
    for one in given:
        known = held.setdefault(texts[one.key], [])
        language = one.review.language or UNDETERMINED
        pk = _same(known, language)
        if pk is None:
            pk = uuid4()
            known.append((language, pk))
            new.append(ClaimRecord(pk, language, {language: one.review.claim_text}))
            seen[pk] = _first_seen(one.review)
        found[one.key] = pk
    rows.insert_claims(new, status=ClaimStatus.OUTSIDE, seen=seen)
    into = standing(set(found.values()))
    return {key_: into.get(pk, pk) for key_, pk in found.items()}


def _held_claims(texts: set[str]) -> dict[str, list[tuple[str, UUID]]]:
    """Return the languages and ids of claims by their folded texts, the oldest first."""
    found: dict[str, list[tuple[str, UUID]]] = {}
    rows_ = ClaimText.objects.filter(folded__in=texts).order_by("claim__created_at", "claim_id")
    for folded, language, pk in rows_.values_list("folded", "language", "claim_id"):
        found.setdefault(folded, []).append((language, pk))
    return found


def _same(known: list[tuple[str, UUID]], language: str) -> UUID | None:
    own = (pk for held, pk in known if held.lower() == language.lower())
    either = (pk for held, pk in known if UNDETERMINED in (held, language))
    return next(own, None) or next(either, None)


def _first_seen(review: WildReview) -> datetime:
    """Return when the claim was there at the latest; a new import of an old one is no news."""
    now = timezone.now()
    known = [at for at in (review.claimed_at, review.reviewed_at) if at]
    return min([*known, now])
