"""Takes reviews of outside newsrooms in: the same once, and what is changed in place.

A batch is one transaction and one event. Who is killed begins again with the same documents: what
is in is unchanged then.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from uuid import uuid4

import rfc8785
from django.db import DataError, IntegrityError, transaction

from claims.models import ImportJob, ImportRecord
from claims.models.vocabulary import Outcome
from claims.operations.standing import take_turn
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.database_errors import translate
from factcheck.core.errors import Flaw
from reviews.markup.wild.identity import digest, key
from reviews.markup.wild.review import Entry
from reviews.models import OutsideReview
from reviews.operations.listings import list_outside
from reviews.operations.outside_rows import CHANGING, Given, change, new_rows

BATCH = 500
_POINTER_CHARACTERS = 60


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
                taken = _Batch(self.name, self.by, self.stream, self.met)
                found = taken.take(self._open(batch))
                self._note(found)
            self.met |= taken.digests  # once they are in: what is refused at the end is tried again
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
        self.digests: set[str] = set()
        self.results: list[Result] = []
        self.changes: dict[str, dict[str, Any]] = {}

    def take(self, batch: Sequence[tuple[int, Entry]]) -> list[Result]:
        """Store what is new and what is changed, and say what became of each."""
        given = self._without_duplicates(batch)
        keys = [one.key for one in given]
        held = OutsideReview.objects.filter(key__in=keys).select_related("newsroom", "claimant")
        by_key = {row.key: row for row in held.select_for_update(of=("self",))}
        fresh = {one.key: one for one in reversed(given) if one.key not in by_key}
        new = new_rows([fresh[key] for key in dict.fromkeys(keys) if key in fresh])
        by_key |= {row.key: row for row in new}
        for one in given:
            self._place(one, by_key[one.key], is_new=fresh.get(one.key) is one)
        self._store(new, by_key)
        self.digests = {one.digest for one in given}
        return sorted(self.results, key=lambda result: result.number)

    def _without_duplicates(self, batch: Sequence[tuple[int, Entry]]) -> list[Given]:
        kept: dict[str, Given] = {}
        for number, entry in batch:
            one = self._given(number, entry)
            if one is None:
                continue
            if one.digest in self.met or one.digest in kept:
                self.results.append(Result(entry, number, Outcome.DUPLICATE))
            else:
                kept[one.digest] = one
        return list(kept.values())

    def _given(self, number: int, entry: Entry) -> Given | None:
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
        return Given(number, entry, entry.review, said, key(entry.review))

    def _place(self, one: Given, row: OutsideReview, *, is_new: bool) -> None:
        """Compare a record with what is held of it, and change that where it says otherwise."""
        outcome = Outcome.CREATED
        if not is_new and one.digest in (row.digest, *row.superseded):
            outcome = Outcome.UNCHANGED
        elif not is_new:
            self.changes.setdefault(str(row.pk), {}).update(change(row, one))
            outcome = Outcome.UPDATED
        self.results.append(Result(one.entry, one.number, outcome))

    def _store(self, new: list[OutsideReview], by_key: dict[str, OutsideReview]) -> None:
        OutsideReview.objects.bulk_create(new)
        fresh = {row.key for row in new}
        changed = [
            row for row in by_key.values() if row.key not in fresh and str(row.pk) in self.changes
        ]
        if changed:
            OutsideReview.objects.bulk_update(changed, CHANGING)
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
