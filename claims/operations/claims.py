"""Writes to claims and to the relations between them."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from claims import archive, models
from claims.interchange.records import ClaimRecord, RelationRecord
from claims.interchange.topics import TOPIC_CHARACTERS, TOPICS_AT_MOST
from claims.interchange.writer import as_json
from claims.operations import rows
from claims.operations.references import require
from claims.operations.standing import hold_standing, locked, require_standing
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid
from factcheck.core.validation import clean_model


@transaction.atomic
def create_claim(*, record: ClaimRecord, by: User) -> models.Claim:
    """Create a claim. Raises Invalid."""
    check_claim(record)
    rows.insert_claims([record])
    claim: models.Claim = models.Claim.objects.get(pk=record.id)
    outbox.record("claim.created", stream=f"claim:{claim.pk}", by=by, after=as_json(record))
    return claim


@transaction.atomic
def change_claim(*, claim: models.Claim, record: ClaimRecord, by: User) -> models.Claim:
    """Make a claim what the record says. Raises Invalid, Conflict."""
    claim = locked(claim.pk)
    require_standing([claim.pk])
    before = archive.claim_record(claim)
    if before == record:
        return claim
    check_claim(record)
    rows.assign(claim, rows.claim_values(record))
    if before.texts != record.texts:
        claim.texts.all().delete()
        rows.insert_texts([record])
    outbox.record(
        "claim.changed",
        stream=f"claim:{claim.pk}",
        by=by,
        before=as_json(before),
        after=as_json(record),
    )
    return claim


@transaction.atomic
def remove_claim(*, claim: models.Claim, by: User) -> None:
    """Delete a claim that appears nowhere and was never reviewed. Raises Conflict."""
    require_standing([claim.pk])
    before, pk = as_json(archive.claim_record(claim)), claim.pk
    try:
        claim.delete()
    except ProtectedError as error:
        raise Conflict(
            "The claim is in use.",
            Flaw("", "It appears in documents or has reviews.", "Remove the appearances first."),
        ) from error
    outbox.record("claim.removed", stream=f"claim:{pk}", by=by, before=before)


@transaction.atomic
def set_status(*, claim_id: UUID, status: str, by: User, reason: str = "") -> None:
    """Move a claim to what follows from its reviews; the same status again is nothing."""
    claim = locked(claim_id)
    if claim.status == status:
        return
    before = claim.status
    rows.assign(claim, {"status": status, "status_reason": reason})
    outbox.record(
        "claim.status_changed",
        stream=f"claim:{claim_id}",
        by=by,
        before={"status": before},
        after={"status": status},
    )


@transaction.atomic
def relate(*, record: RelationRecord, by: User) -> models.ClaimRelation:
    """Say how one claim, or one telling of it, stands to another. Raises Invalid, Conflict."""
    relation = relation_row(record)
    hold_standing(pk for pk in (relation.from_claim_id, relation.to_claim_id) if pk)
    if models.ClaimRelation.objects.filter(**_sides(relation)).exists():
        raise Conflict("This relation is stored already.", Flaw("", "It exists.", "Keep it."))
    relation.save(force_insert=True)
    outbox.record(
        "relation.created", stream=f"relation:{relation.pk}", by=by, after=as_json(record)
    )
    return relation


@transaction.atomic
def remove_relation(*, relation: models.ClaimRelation, by: User) -> None:
    """Delete a relation."""
    before, pk = as_json(archive.relation_record(relation)), relation.pk
    relation.delete()
    outbox.record("relation.removed", stream=f"relation:{pk}", by=by, before=before)


def relation_row(record: RelationRecord) -> models.ClaimRelation:
    """Return the unsaved row of a relation, with its sides found. Raises Invalid."""
    require(_relation_flaws(record), "relation")
    kind = "claim" if models.Claim.objects.filter(pk=record.from_).exists() else "appearance"
    return models.ClaimRelation(
        type=record.type,
        strength=record.strength,
        dimensions=list(record.dimensions),
        note=record.note,
        **{f"from_{kind}_id": record.from_, f"to_{kind}_id": record.to},
    )


def stored_relation(row: models.ClaimRelation) -> models.ClaimRelation | None:
    """Return the stored relation of the same type between the same sides."""
    return models.ClaimRelation.objects.filter(**_sides(row)).first()


def _sides(row: models.ClaimRelation) -> dict[str, object]:
    names = ("from_claim_id", "to_claim_id", "from_appearance_id", "to_appearance_id")
    return {"type": row.type} | {name: getattr(row, name) for name in names}


def _relation_flaws(record: RelationRecord) -> Iterator[Flaw]:
    if record.from_ == record.to:
        yield Flaw("/to", "Both sides are the same.", "Name two claims or two appearances.")
        return
    pair = {record.from_, record.to}
    claims = set(models.Claim.objects.filter(pk__in=pair).values_list("pk", flat=True))
    tellings = dict(models.Appearance.objects.filter(pk__in=pair).values_list("pk", "claim_id"))
    for pointer, side in (("/from", record.from_), ("/to", record.to)):
        if side not in claims and side not in tellings:
            yield Flaw(pointer, f"There is no claim or appearance {side}.", "Create it first.")
            return
    if len(claims) == 1:
        yield Flaw("/to", "One side is a claim, the other an appearance.", "Name two of a kind.")
    if record.type == "same_claim" and len(set(tellings.values())) != 1:
        yield Flaw(
            "/type",
            "The sides are not two appearances of one claim.",
            "Give both appearances the same `claim`, or use another type.",
        )


def _topic_flaws(record: ClaimRecord) -> Iterator[Flaw]:
    if len(record.topics) > TOPICS_AT_MOST:
        remedy = f"Use at most {TOPICS_AT_MOST}."
        yield Flaw("/topics", f"There are {len(record.topics)} topics.", remedy)
    for topic in record.topics:
        if not topic or len(topic) > TOPIC_CHARACTERS:
            remedy = f"Use one of 1 to {TOPIC_CHARACTERS} characters."
            yield Flaw("/topics", f"“{topic[:80]}” is no topic.", remedy)


def check_claim(record: ClaimRecord) -> None:
    """Raise Invalid where a claim could not be stored as it is."""
    if record.language not in record.texts:
        remedy = "Add the text, or name a language that has one."
        flaw = Flaw("/language", f"There is no text in {record.language!r}.", remedy)
        raise Invalid("The claim is not acceptable.", flaw)
    require(_topic_flaws(record), "claim")
    row = models.Claim(id=record.id, **rows.claim_values(record))
    row._state.adding = False
    clean_model(row)
