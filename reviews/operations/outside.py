"""Takes reviews of outside newsrooms in: the same once, and what is changed in place.

A batch is one transaction and one event. Who is killed begins again with the same documents: what
is in is unchanged then.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

import rfc8785
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from claims.interchange.records import ClaimRecord, SourceRecord
from claims.models import ClaimText, ImportJob, ImportRecord, Source
from claims.models.vocabulary import Anonymity, ClaimStatus, Outcome
from claims.operations import rows
from claims.operations.standing import standing, take_turn
from claims.spelling import fold
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.database_errors import translate
from factcheck.core.errors import Flaw
from reviews.markup.verdicts import verdict_of
from reviews.markup.wild.identity import claimant_id, digest, key
from reviews.markup.wild.review import Entry, WildReview
from reviews.models import OutsideNewsroom, OutsideReview
from reviews.operations.listings import list_outside

BATCH = 500
# The language of a claim of which the markup does not say it (BCP 47: undetermined).
UNDETERMINED = "und"
_POINTER_CHARACTERS = 60
_RATING = ("rating_label", "rating_value", "rating_best", "rating_worst")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one record; `number` counts the records of the run from 0."""

    entry: Entry
    number: int
    outcome: str
    flaws: tuple[Flaw, ...] = ()

    @property
    def pointer(self) -> str:
        """Return the place as it is stored: its own pointer, or its number where that is long."""
        own = self.entry.pointer
        return own if len(own) <= _POINTER_CHARACTERS else f"#{self.number}"


@dataclass(frozen=True, slots=True)
class _Given:
    """A record that could be stored, with what tells it from others."""

    number: int
    entry: Entry
    review: WildReview
    digest: str
    key: str


def import_reviews(
    *,
    entries: Iterable[Entry],
    name: str,
    by: User | None,
    dry_run: bool = False,
    job: ImportJob | None = None,
    met: set[str] | None = None,
    on_result: Callable[[Result], object] = lambda result: None,
) -> Counter[str]:
    """Store what is new and change what is changed; return how many records came to which end.

    `met` holds the digests of what this run has seen, in other documents too: the very same
    again is a duplicate. With `dry_run` all is done and taken back.
    """
    run = _Run(name, by, job, set() if met is None else met, on_result)
    with transaction.atomic() if dry_run else nullcontext():
        for batch in _batches(entries):
            run.take(batch)
        if dry_run:
            transaction.set_rollback(True)
    if dry_run:
        run.keep_report()
    return run.outcomes


class _Run:
    """One pass over documents: what is known so far of their records."""

    def __init__(
        self,
        name: str,
        by: User | None,
        job: ImportJob | None,
        met: set[str],
        on_result: Callable[[Result], object],
    ) -> None:
        self.name, self.by, self.job, self.met, self.on_result = name, by, job, met, on_result
        self.stream = f"outside:{uuid4()}"
        self.outcomes: Counter[str] = Counter()
        self.report: list[ImportRecord] = []

    def take(self, batch: list[tuple[int, Entry]]) -> None:
        """Take a batch in; where the database refuses something in it, each record alone."""
        try:
            with transaction.atomic():
                take_turn()
                found = _Batch(self.name, self.by, self.stream, self.met).take(self._open(batch))
                self._note(found)
        except (IntegrityError, DataError) as error:
            if len(batch) > 1:
                for one in batch:
                    self.take([one])
                return
            ((number, entry),) = batch
            flaw = replace(translate(error).flaws[0], pointer=entry.pointer)
            found = [Result(entry, number, Outcome.REJECTED, (flaw,))]
            with transaction.atomic():
                self._note(found)
        self._tell(found)

    def _open(self, batch: list[tuple[int, Entry]]) -> list[tuple[int, Entry]]:
        """Leave out what an earlier, interrupted run of the same job has noted."""
        if self.job is None:
            return batch
        places = {Result(entry, number, "").pointer: (number, entry) for number, entry in batch}
        noted = self.job.records.filter(pointer__in=places)
        for pointer, outcome in noted.values_list("pointer", "outcome"):
            _number, entry = places.pop(pointer)
            self.outcomes[outcome] += 1
            if entry.review is not None and outcome != Outcome.REJECTED:
                self.met.add(digest(entry.review.markup))
        return list(places.values())

    def _note(self, found: list[Result]) -> None:
        if self.job is not None:
            self.report += (report := [_report_row(self.job, result) for result in found])
            ImportRecord.objects.bulk_create(report, ignore_conflicts=True)

    def _tell(self, found: list[Result]) -> None:
        for result in found:
            self.outcomes[result.outcome] += 1
            self.on_result(result)

    def keep_report(self) -> None:
        """Write the results that a dry run's rollback has taken along."""
        ImportRecord.objects.bulk_create(self.report, ignore_conflicts=True)


class _Batch:
    """Records that are stored together, in the caller's transaction."""

    def __init__(self, name: str, by: User | None, stream: str, met: set[str]) -> None:
        self.name, self.by, self.stream, self.met = name, by, stream, met
        self.results: list[Result] = []
        self.changes: dict[str, dict[str, Any]] = {}

    def take(self, batch: Sequence[tuple[int, Entry]]) -> list[Result]:
        """Store what is new and what is changed, and say what became of each."""
        given = self._without_duplicates(batch)
        keys = [one.key for one in given]
        held = OutsideReview.objects.filter(key__in=keys).select_related("newsroom", "claimant")
        by_key = {row.key: row for row in held.select_for_update(of=("self",))}
        fresh = {one.key: one for one in reversed(given) if one.key not in by_key}
        new = _new_rows([fresh[key] for key in dict.fromkeys(keys) if key in fresh])
        by_key |= {row.key: row for row in new}
        for one in given:
            self._place(one, by_key[one.key], is_new=fresh.get(one.key) is one)
        self._store(new, by_key)
        self.met |= {one.digest for one in given}
        return sorted(self.results, key=lambda result: result.number)

    def _without_duplicates(self, batch: Sequence[tuple[int, Entry]]) -> list[_Given]:
        kept: dict[str, _Given] = {}
        for number, entry in batch:
            one = self._given(number, entry)
            if one is None:
                continue
            if one.digest in self.met or one.digest in kept:
                self.results.append(Result(entry, number, Outcome.DUPLICATE))
            else:
                kept[one.digest] = one
        return list(kept.values())

    def _given(self, number: int, entry: Entry) -> _Given | None:
        if entry.review is None:
            self.results.append(Result(entry, number, Outcome.REJECTED, entry.flaws))
            return None
        try:
            said = digest(entry.review.markup)
        except rfc8785.CanonicalizationError as error:
            remedy = "Write the number as a text, or leave it out."
            flaw = Flaw(entry.pointer, f"It has no canonical form: {error}.", remedy)
            self.results.append(Result(entry, number, Outcome.REJECTED, (flaw,)))
            return None
        return _Given(number, entry, entry.review, said, key(entry.review))

    def _place(self, one: _Given, row: OutsideReview, *, is_new: bool) -> None:
        """Compare a record with what is held of it, and change that where it says otherwise."""
        outcome = Outcome.CREATED
        if not is_new and one.digest in (row.digest, *row.superseded):
            outcome = Outcome.UNCHANGED
        elif not is_new:
            self.changes.setdefault(str(row.pk), {}).update(_change(row, one))
            outcome = Outcome.UPDATED
        self.results.append(Result(one.entry, one.number, outcome))

    def _store(self, new: list[OutsideReview], by_key: dict[str, OutsideReview]) -> None:
        OutsideReview.objects.bulk_create(new)
        fresh = {row.key for row in new}
        changed = [
            row for row in by_key.values() if row.key not in fresh and str(row.pk) in self.changes
        ]
        if changed:
            OutsideReview.objects.bulk_update(changed, _CHANGING)
        list_outside([*new, *changed])
        if new or changed:
            outbox.record(
                "outside.imported",
                stream=self.stream,
                by=self.by,
                after={
                    "name": self.name,
                    "created": [str(row.pk) for row in new],
                    "updated": {str(row.pk): self.changes[str(row.pk)] for row in changed},
                },
            )


_CHANGING = (
    *("title", "claim_text", "claimant", *_RATING, "verdict", "language", "reviewed_at"),
    *("claim_date", "appearances", "markup", "digest", "superseded", "folded", "changed_at"),
)


def _new_rows(given: list[_Given]) -> list[OutsideReview]:
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


def _said(one: _Given) -> dict[str, Any]:
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


def _change(row: OutsideReview, one: _Given) -> dict[str, Any]:
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


def _newsrooms(given: list[_Given]) -> dict[tuple[str, str], OutsideNewsroom]:
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


def _claimants(given: list[_Given]) -> dict[UUID | None, Source]:
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


def _claims(given: list[_Given]) -> dict[str, UUID]:
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


def _report_row(job: ImportJob, result: Result) -> ImportRecord:
    return ImportRecord(
        job=job,
        pointer=result.pointer,
        outcome=result.outcome,
        flaws=[_report(flaw) for flaw in result.flaws],
        warnings=[_report(flaw) for flaw in result.entry.warnings],
    )


def _report(flaw: Flaw) -> dict[str, str]:
    return {"path": flaw.path, "reason": flaw.reason, "remedy": flaw.remedy}


def _batches(entries: Iterable[Entry]) -> Iterator[list[tuple[int, Entry]]]:
    numbered = enumerate(entries)
    while batch := list(islice(numbered, BATCH)):
        yield batch
