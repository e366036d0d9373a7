"""Takes files of the import format in: each document whole or not at all, twice as once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from claims import archive, models
from claims.interchange.checks import self_citations
from claims.interchange.reader import Entry, ImportFile
from claims.interchange.records import (
    AffiliationRecord,
    AppearanceRecord,
    ClaimRecord,
    DocumentRecord,
    IdentityRecord,
    Record,
    RelationRecord,
    SourceRecord,
)
from claims.interchange.units import units
from claims.models.vocabulary import IdentityState, Outcome
from claims.operations import figures, rows
from claims.operations.claims import check_claim, relation_row, stored_relation
from claims.operations.documents import check_document
from claims.operations.identities import state_identity
from claims.operations.references import appearance_references, missing, require
from claims.operations.sources import check_source
from claims.operations.standing import standing, take_turn
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.database_errors import translate
from factcheck.core.errors import Flaw, Invalid

_WITH_ID = (SourceRecord, ClaimRecord, DocumentRecord)


@dataclass
class Result:
    """What became of one record of the file."""

    entry: Entry
    outcome: str
    flaws: list[Flaw] = field(default_factory=list)
    warnings: list[Flaw] = field(default_factory=list)


def import_file(
    *,
    file: ImportFile,
    by: User | None,
    dry_run: bool = False,
    job: models.ImportJob | None = None,
    on_result: Callable[[Result], object] = lambda result: None,
) -> list[Result]:
    """Store what is new in a file and return what became of every record, in the file's order.

    Every document is stored in one transaction with the sources and claims that it needs, or
    rejected. What is stored already and the same is `unchanged`; what is stored and differs is
    rejected. What a file says of a claim that is merged is said of the one that it is now. With
    `dry_run` all is done and taken back.
    """
    run = _Run(file, by, job, on_result)
    if not dry_run:
        run.everything()
    else:
        with transaction.atomic():
            run.everything()
            transaction.set_rollback(True)
        run.keep_report()
    return [run.results[entry.pointer] for entry in file.entries]


class _Run:
    """One pass over a file: what is known so far of each of its records."""

    def __init__(
        self,
        file: ImportFile,
        by: User | None,
        job: models.ImportJob | None,
        on_result: Callable[[Result], object],
    ) -> None:
        self.file, self.by, self.job, self.on_result = file, by, job, on_result
        self.results: dict[str, Result] = {}
        self.by_id: dict[UUID, Entry] = {
            entry.record.id: entry for entry in file.entries if isinstance(entry.record, _WITH_ID)
        }
        self.broken = {entry.id for entry in file.entries if entry.flaws and entry.id}

    def everything(self) -> None:
        """Go through the file: documents with what they need, then what is left."""
        for entry in self.file.entries:
            if entry.flaws:
                self._store([entry], lambda _: None)
        for group in self._groups():
            self._store(group, self._documents)
        orphans = self._orphans()
        for entry in self.file.entries:
            if entry.pointer not in self.results:
                orphan = isinstance(entry.record, SourceRecord | ClaimRecord) and (
                    entry.id in orphans
                )
                self._store([entry], self._orphan if orphan else self._single)

    def _orphans(self) -> set[str]:
        """Return the ids that only rejected documents name: they stay out with them."""
        named: dict[bool, set[str]] = {True: set(), False: set()}
        for entry in self.file.entries:
            if entry.mentions:
                rejected = self.results[entry.pointer].outcome == Outcome.REJECTED
                named[rejected] |= entry.mentions
        return self._without_vouching(named[True] - named[False])

    def _without_vouching(self, orphans: set[str]) -> set[str]:
        """Leave out those that vouch for a source which comes in."""
        sources = {e.id: e.record for e in self.file.entries if isinstance(e.record, SourceRecord)}
        fresh = [record for given, record in sources.items() if given not in orphans]
        while fresh:
            relays = {self.file.ids[r.vouched_by] for r in fresh if r.vouched_by} & orphans
            orphans = orphans - relays
            fresh = [sources[given] for given in relays if given in sources]
        return orphans

    def _orphan(self, unit: "_Unit") -> None:
        (entry,) = unit.entries
        assert isinstance(entry.record, SourceRecord | ClaimRecord)  # noqa: S101
        model = models.Source if isinstance(entry.record, SourceRecord) else models.Claim
        if model.objects.filter(pk=entry.record.id).exists():
            self._single(unit)
        else:
            reason = "Only documents that were rejected name it."
            unit.flaw(entry, Flaw("", reason, "Correct the document: it comes in with it."))

    def keep_report(self) -> None:
        """Write the results that a dry run's rollback has taken along."""
        if self.job is not None:
            models.ImportRecord.objects.bulk_create(
                (_report_row(self.job, result) for result in self.results.values()),
                ignore_conflicts=True,
            )

    def _groups(self) -> list[list[Entry]]:
        documents = {
            entry.record.id: entry.record
            for entry in self.file.entries
            if isinstance(entry.record, DocumentRecord)
        }
        needs = {pk: sorted(document.document_ids()) for pk, document in documents.items()}
        return [[self.by_id[pk] for pk in group] for group in units(needs)]

    def _store(self, entries: list[Entry], work: Callable[["_Unit"], None]) -> None:
        """Do one unit in a transaction of its own and note what became of its records."""
        unit = _Unit(self, entries)
        try:
            with transaction.atomic(), _checked_at_the_end():
                take_turn()
                if self._done_before(entries):
                    return
                work(unit)
                if unit.flawed():
                    raise _Rejected
                self._note(unit)
        except _Rejected:
            self._reject(unit)
        except (IntegrityError, DataError) as error:
            unit.flaw(entries[0], translate(error).flaws[0])
            self._reject(unit)

    def _reject(self, unit: "_Unit") -> None:
        """Note a unit's own records as rejected; what it wanted to create along stays undecided."""
        unit.reject()
        with transaction.atomic():
            self._note(unit)

    def _note(self, unit: "_Unit") -> None:
        self.results |= {result.entry.pointer: result for result in unit.results.values()}
        if self.job is not None:
            models.ImportRecord.objects.bulk_create(
                (_report_row(self.job, result) for result in unit.results.values()),
                ignore_conflicts=True,
            )
        for result in unit.results.values():
            self.on_result(result)

    def _done_before(self, entries: list[Entry]) -> bool:
        """Take over what an earlier, interrupted run of the same job has noted."""
        if self.job is None:
            return False
        rows_ = self.job.records.filter(pointer__in=[entry.pointer for entry in entries])
        noted = {row.pointer: row for row in rows_}
        for entry in entries:
            if entry.pointer in noted:
                self.results[entry.pointer] = Result(entry, noted[entry.pointer].outcome)
        return len(noted) == len(entries)

    def _documents(self, unit: "_Unit") -> None:
        records = [e.record for e in unit.entries if isinstance(e.record, DocumentRecord)]
        stored = archive.stored_documents(record.id for record in records)
        for record in sorted(records, key=lambda r: _depth(r, {x.id: x for x in records})):
            self._document(unit, record, stored.get(record.id))

    def _document(
        self, unit: "_Unit", record: DocumentRecord, stored: DocumentRecord | None
    ) -> None:
        entry, given = self.by_id[record.id], record
        record = _of_standing_claims(record)
        fresh = self._new_appearances(unit, entry, record)
        if stored is not None:
            unit.differences(entry, replace(record, appearances=()), stored)
        if stored is not None and not fresh:
            unit.result(entry, Outcome.UNCHANGED)
            return
        unit.needed_sources(record.source_ids(), entry)
        unit.needed_claims(record.claim_ids(), entry)
        unit.references(entry, record)
        if unit.flawed():
            return
        if stored is None:
            document = rows.insert_document(record)
        else:
            document = models.Document.objects.select_for_update().get(pk=record.id)
        rows.insert_appearances(document, fresh)
        figures.outdate(made.claim for made in fresh)
        warnings = [*_self_citation_warnings(entry, record), *_merge_warnings(entry, given, fresh)]
        unit.result(entry, Outcome.CREATED, warnings=warnings)
        outbox.record(
            "document.imported",
            stream=f"document:{record.id}",
            by=self.by,
            after={"dataset": self.file.dataset, "appearances": [str(a.id) for a in fresh]},
        )

    def _new_appearances(
        self, unit: "_Unit", entry: Entry, record: DocumentRecord
    ) -> list[AppearanceRecord]:
        """Return those not stored yet, and name those that are stored otherwise."""
        stored = archive.stored_appearances(made.id for made in record.appearances)
        fresh = []
        for place, made in enumerate(record.appearances):
            pointer = f"/appearances/{place}"
            if made.id not in stored:
                fresh.append(made)
            elif stored[made.id][0] != record.id:
                reason = f"The appearance is stored in document {stored[made.id][0]}."
                unit.flaw(entry, Flaw(f"{pointer}/id", reason, "Give it an id of its own."))
            else:
                unit.differences(entry, made, stored[made.id][1], pointer)
        return fresh

    def _single(self, unit: "_Unit") -> None:
        (entry,) = unit.entries
        try:
            self._store_single(unit, entry)
        except Invalid as error:
            for flaw in error.flaws:
                unit.flaw(entry, unit.in_file_terms(flaw))

    def _store_single(self, unit: "_Unit", entry: Entry) -> None:
        match entry.record:
            case SourceRecord():
                unit.needed_sources({entry.record.id}, entry)
            case ClaimRecord():
                unit.needed_claims({entry.record.id}, entry)
            case IdentityRecord():
                row = _identity(entry.record, self.by)
                if unit.compare(entry, state_identity(row=row), row, ("state", "reason")):
                    figures.outdate_sources([entry.record.a, entry.record.b])
            case AffiliationRecord():
                if unit.row(entry, *_affiliation(entry.record)):
                    figures.outdate_sources([entry.record.source, entry.record.body])
            case RelationRecord():
                self._relation(unit, entry, entry.record)

    def _relation(self, unit: "_Unit", entry: Entry, given: RelationRecord) -> None:
        """Store a relation; between what is one claim by now there is none, and nothing to say."""
        into = standing([given.from_, given.to])
        from_, to = into.get(given.from_, given.from_), into.get(given.to, given.to)
        if into and from_ == to:
            unit.result(entry, Outcome.UNCHANGED)
            return
        found, row, compared = _relation(replace(given, from_=from_, to=to))
        unit.row(entry, found, row, () if into else compared)


class _Unit:
    """The records that are stored together, and what became of them."""

    def __init__(self, run: _Run, entries: list[Entry]) -> None:
        self.run, self.entries = run, entries
        self.results: dict[str, Result] = {}
        for entry in entries:
            for flaw in entry.flaws:
                self.flaw(entry, replace(flaw, pointer=flaw.pointer[len(entry.pointer) :]))

    def result(self, entry: Entry, outcome: str, warnings: Iterable[Flaw] = ()) -> Result:
        """Return the entry's result; the first outcome stands."""
        result = self.results.setdefault(entry.pointer, Result(entry, outcome))
        result.warnings.extend(warnings)
        return result

    def flaw(self, entry: Entry, flaw: Flaw) -> None:
        """Note what is wrong with an entry; `flaw.pointer` is relative to it."""
        result = self.result(entry, Outcome.REJECTED)
        result.flaws.append(replace(flaw, pointer=entry.pointer + flaw.pointer))

    def flawed(self) -> bool:
        """Say whether anything of the unit is wrong so far."""
        return any(result.flaws for result in self.results.values())

    def reject(self) -> None:
        """Leave only what is wrong by itself and the unit's own records, all rejected."""
        self.results = {pointer: result for pointer, result in self.results.items() if result.flaws}
        cause = next(iter(self.results.values())).flaws[0].pointer
        for entry in self.entries:
            if entry.pointer not in self.results:
                remedy = "Correct that one; documents that cite each other come in together."
                self.flaw(entry, Flaw("", f"It belongs together with {cause}.", remedy))
        for result in self.results.values():
            result.outcome = Outcome.REJECTED

    def differences(self, entry: Entry, given: Any, stored: Any, pointer: str = "") -> None:
        """Name the fields in which a record differs from what is stored under its id."""
        for f in fields(given):
            if getattr(given, f.name) != getattr(stored, f.name):
                self.flaw(
                    entry,
                    Flaw(
                        f"{pointer}/{f.name.rstrip('_')}",
                        "It is stored with another value.",
                        "Change what is stored through the API, or give the record a new id.",
                    ),
                )

    def needed_sources(self, ids: Iterable[UUID], by: Entry) -> None:
        """Insert those sources of the file, and those that vouch for them, that are not stored."""
        wanted = self._with_vouching(set(ids))
        stored = archive.stored_sources(wanted)
        fresh = self._fresh(wanted, stored, by, check_source)
        rows.insert_sources([record for record in fresh if isinstance(record, SourceRecord)])

    def needed_claims(self, ids: Iterable[UUID], by: Entry) -> None:
        """Insert those claims of the file that are not stored."""
        wanted = set(ids)
        fresh = self._fresh(wanted, archive.stored_claims(wanted), by, check_claim)
        rows.insert_claims([record for record in fresh if isinstance(record, ClaimRecord)])

    def references(self, entry: Entry, record: DocumentRecord) -> None:
        """Name what a document refers to in vain."""
        records = (other.record for other in self.entries)
        together = {other.id for other in records if isinstance(other, _WITH_ID)}
        references = list(missing(models.Source, [("/publisher", record.publisher)]))
        references += missing(models.Document, [("/supersedes", record.supersedes)])
        for place, made in enumerate(record.appearances):
            for flaw in appearance_references(made):
                references.append(replace(flaw, pointer=f"/appearances/{place}{flaw.pointer}"))
        for flaw in references:
            if not any(str(pk) in flaw.reason for pk in together):
                self.flaw(entry, self.in_file_terms(flaw))
        try:
            check_document(replace(record, appearances=()))
        except Invalid as error:
            for flaw in error.flaws:
                self.flaw(entry, flaw)

    def row(self, entry: Entry, found: Any, row: Any, compared: Sequence[str]) -> bool:
        """Store a row that has no id in the file, or see whether the stored one is the same.

        True if it was stored.
        """
        if found is None:
            row.save(force_insert=True)
        return self.compare(entry, found, row, compared)

    def compare(self, entry: Entry, found: Any, row: Any, compared: Sequence[str]) -> bool:
        """Note a row as stored where none was found before, else in what the found one differs."""
        if found is None:
            self.result(entry, Outcome.CREATED)
            return True
        for name in compared:
            if getattr(found, name) != getattr(row, name):
                remedy = "Change what is stored, or leave the record out."
                self.flaw(entry, Flaw(f"/{name}", "It is stored with another value.", remedy))
        self.result(entry, Outcome.UNCHANGED)
        return False

    def _with_vouching(self, ids: set[UUID]) -> set[UUID]:
        fresh = ids
        while fresh:
            records = [self.run.by_id[pk].record for pk in fresh if pk in self.run.by_id]
            vouching = {r.vouched_by for r in records if isinstance(r, SourceRecord)}
            fresh = {pk for pk in vouching if pk} - ids
            ids = ids | fresh
        return ids

    def _fresh(
        self, wanted: set[UUID], stored: dict[UUID, Any], by: Entry, check: Callable[..., None]
    ) -> list[Record]:
        """Return the file's records that are wanted and not stored, and judge all of them."""
        fresh: list[Record] = []
        for pk in sorted(wanted):
            entry = self.run.by_id.get(pk)
            if entry is None or entry.record is None:
                continue
            if pk in stored:
                self._judge_stored(entry, stored[pk], by)
            elif self._acceptable(entry, check):
                self.result(entry, Outcome.CREATED)
                fresh.append(entry.record)
        return fresh

    def _judge_stored(self, entry: Entry, stored: Any, by: Entry) -> None:
        if entry.pointer in self.run.results:
            return
        self.differences(entry, entry.record, stored)
        self.result(entry, Outcome.UNCHANGED)

    def _acceptable(self, entry: Entry, check: Callable[..., None]) -> bool:
        try:
            check(record=entry.record)
        except Invalid as error:
            flaws = [flaw for flaw in error.flaws if flaw.pointer != "/vouched_by"]
            for flaw in flaws:
                self.flaw(entry, flaw)
            return not flaws
        return True

    def in_file_terms(self, flaw: Flaw) -> Flaw:
        """Call an object by its id in the file, and say so if the file's own record was refused."""
        reason, remedy = flaw.reason, flaw.remedy
        for pk, given in self.run.file.ids.items():
            if str(pk) in reason:
                reason = reason.replace(str(pk), repr(given))
                if given in self.run.broken:
                    remedy = "The file's record of it was rejected: correct that first."
                break
        return Flaw(flaw.pointer, reason, remedy)


class _Rejected(Exception):
    """Rolls a unit back; what is wrong stands in its results."""


@contextmanager
def _checked_at_the_end() -> Iterator[None]:
    """Have deferred constraints speak within the unit, whose fault it is, not at the commit."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _of_standing_claims(record: DocumentRecord) -> DocumentRecord:
    """Return a document with what it says of merged claims said of those that they are now."""
    into = standing(record.claim_ids())
    made = tuple(replace(a, claim=into.get(a.claim, a.claim)) for a in record.appearances)
    return replace(record, appearances=made) if into else record


def _merge_warnings(
    entry: Entry, given: DocumentRecord, fresh: list[AppearanceRecord]
) -> Iterator[Flaw]:
    claims = {made.id: made.claim for made in fresh}
    for place, made in enumerate(given.appearances):
        if made.id in claims and claims[made.id] != made.claim:
            yield Flaw(
                f"{entry.pointer}/appearances/{place}/claim",
                f"The claim is merged into {claims[made.id]}.",
                "It is stored there; name that claim from now on.",
            )


def _depth(record: DocumentRecord, group: Mapping[UUID, DocumentRecord]) -> int:
    """Count the earlier versions within a group; they are stored first."""
    depth = 0
    seen = {record.id}
    while (earlier := record.supersedes) and earlier in group and earlier not in seen:
        record = group[earlier]
        seen.add(record.id)
        depth += 1
    return depth


def _self_citation_warnings(entry: Entry, record: DocumentRecord) -> Iterator[Flaw]:
    for place, made in enumerate(record.appearances):
        for level in self_citations(made.chain):
            yield Flaw(
                f"{entry.pointer}/appearances/{place}/chain",
                f"A source of level {level} has it from itself.",
                "It is kept, and shown as circular; correct it if it is a slip.",
            )


def _report_row(job: models.ImportJob, result: Result) -> models.ImportRecord:
    return models.ImportRecord(
        job=job,
        pointer=result.entry.pointer,
        given_id=result.entry.id,
        outcome=result.outcome,
        flaws=[_report(flaw) for flaw in result.flaws],
        warnings=[_report(flaw) for flaw in result.warnings],
    )


def _report(flaw: Flaw) -> dict[str, str]:
    return {"path": flaw.path, "reason": flaw.reason, "remedy": flaw.remedy}


def _identity(record: IdentityRecord, by: User | None) -> models.SourceIdentity:
    """Return the row to store."""
    sides = [("/a", record.a), ("/b", record.b)]
    require(missing(models.Source, sides), "identity")
    decided = record.state != IdentityState.SUGGESTED
    return models.SourceIdentity(
        a_id=record.a,
        b_id=record.b,
        state=record.state,
        reason=record.reason,
        decided_by=by if decided else None,
        decided_at=timezone.now() if decided else None,
    )


def _affiliation(record: AffiliationRecord) -> tuple[Any, Any, tuple[str, ...]]:
    """Return the stored row, the row to store, and the columns to compare."""
    sides = [("/source", record.source), ("/body", record.body)]
    require(missing(models.Source, sides), "affiliation")
    key = {"source_id": record.source, "body_id": record.body, "type": record.type}
    found = models.SourceAffiliation.objects.filter(**key).first()
    return found, models.SourceAffiliation(**key, note=record.note), ("note",)


def _relation(record: RelationRecord) -> tuple[Any, Any, tuple[str, ...]]:
    row = relation_row(record)
    return stored_relation(row), row, ("strength", "dimensions", "note")
