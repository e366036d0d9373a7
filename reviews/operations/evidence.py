"""Writes to what a review rests on; each is an event in the review's own stream."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from claims.interchange.checks import anchor_flaws
from claims.interchange.records import Anchor
from claims.models import Document
from claims.operations.references import missing, require
from claims.operations.rows import anchor_rows, drop_loose_anchors
from factcheck.accounts.models import Role, User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid, NotPermitted
from factcheck.core.validation import clean_model
from reviews.models import Evidence, Link, Review, Stance, StoredFile
from reviews.uploads import ENDINGS, guess, safe_name, type_of
from reviews.workflow import Status, verbs_from

# The database finds an address by an index whose entries are no longer than this allows.
URL_BYTES = 2000
MOST_ITEMS = 500
Kind = Evidence.Kind
_HELD_ALONE = (Kind.NOTE, Kind.FILE)


@dataclass(frozen=True)
class Said:
    """What the desk says about a piece of evidence.

    `public`: whether readers see it once the review is published; None leaves it as it is. New
    links, documents and quotations are seen, since they are out in the open; notes and files,
    which the desk alone holds, are not.
    """

    stance: str = Stance.CONTEXT.value
    title: str = ""
    note: str = ""
    public: bool | None = None


@transaction.atomic
def add_link(*, review: Review, url: str, said: Said, by: User) -> Evidence:
    """Name an address; a task asks it at once, and every week.

    Raises NotPermitted, Conflict where the review is not being written, Invalid.
    """
    review = _writable(review, by)
    require(_url_flaws(url), "evidence")
    clean_model(Link(url=url), constraints=False)
    Link.objects.bulk_create([Link(url=url)], ignore_conflicts=True)
    return _add(review, Kind.LINK, said, by, link=Link.objects.get(url=url))


@transaction.atomic
def add_document(*, review: Review, document_id: UUID, said: Said, by: User) -> Evidence:
    """Name a held document as a whole. Raises as `add_link`."""
    review = _writable(review, by)
    require(missing(Document, [("/document", document_id)]), "evidence")
    return _add(review, Kind.DOCUMENT, said, by, document_id=document_id)


@transaction.atomic
def add_quotation(
    *, review: Review, document_id: UUID, anchor: Anchor, said: Said, by: User
) -> Evidence:
    """Name words of a held document by their place. Raises as `add_link`."""
    review = _writable(review, by)
    require(missing(Document, [("/document", document_id)]), "evidence")
    document = Document.objects.get(pk=document_id)
    flaws = anchor_flaws(anchor, document.text)
    require((replace(flaw, pointer=f"/anchor{flaw.pointer}") for flaw in flaws), "evidence")
    row = anchor_rows(document, [anchor])[anchor.start, anchor.end]
    return _add(review, Kind.QUOTATION, said, by, document_id=document_id, anchor=row)


@transaction.atomic
def add_note(*, review: Review, said: Said, by: User) -> Evidence:
    """Set down what the desk has found itself. Raises as `add_link`."""
    review = _writable(review, by)
    _require_note(said.note)
    return _add(review, Kind.NOTE, said, by)


@transaction.atomic
def add_file(
    *, review: Review, content: bytes, name: str, said: Said, by: User, declared: str = ""
) -> Evidence:
    """Keep a file, whose content alone says what it is; the same content is kept once.

    `declared` is the media type that came with it, or "" for none. Raises as `add_link`.
    """
    review = _writable(review, by)
    type_ = _accepted_type(content, declared)
    held = _stored(content, type_)
    return _add(review, Kind.FILE, said, by, file=held, file_name=safe_name(name, type_))


@transaction.atomic
def change(*, evidence: Evidence, said: Said, by: User) -> Evidence:
    """Say something else about it. Raises NotPermitted, Conflict, Invalid."""
    evidence = _held(evidence, by)
    before = Said(evidence.stance, evidence.title, evidence.note, evidence.public)
    said = _decided(said, public=evidence.public)
    if before == said:
        return evidence
    if evidence.kind == Kind.NOTE:
        _require_note(said.note)
    _assign(evidence, asdict(said))
    clean_model(evidence, constraints=False)
    evidence.save(update_fields=[*asdict(said), "updated_at"])
    _record("evidence.changed", evidence, by, before=asdict(before), after=asdict(said))
    return evidence


@transaction.atomic
def move(*, evidence: Evidence, position: int, by: User) -> Evidence:
    """Put it at a position, counted from 1; what stands between moves by one.

    Raises NotPermitted, Conflict, Invalid where there is no such position.
    """
    evidence = _held(evidence, by)
    siblings = Evidence.objects.filter(review=evidence.review_id)
    before, last = evidence.position, siblings.count()
    if not 1 <= position <= last:
        flaw = Flaw("/position", f"{position} is none.", f"Use one from 1 to {last}.")
        raise Invalid("There is no such position.", flaw)
    if position == before:
        return evidence
    if position < before:
        between = siblings.filter(position__gte=position, position__lt=before)
        between.update(position=F("position") + 1)
    else:
        between = siblings.filter(position__gt=before, position__lte=position)
        between.update(position=F("position") - 1)
    _assign(evidence, {"position": position})
    evidence.save(update_fields=["position", "updated_at"])
    sides = {"before": {"position": before}, "after": {"position": position}}
    _record("evidence.moved", evidence, by, **sides)
    return evidence


@transaction.atomic
def remove(*, evidence: Evidence, by: User) -> None:
    """Take it off the review; a file that no other evidence has is deleted.

    Raises NotPermitted, Conflict.
    """
    evidence = _held(evidence, by)
    facts, pk = _facts(evidence), evidence.pk
    evidence.delete()
    later = Evidence.objects.filter(review=evidence.review_id, position__gt=evidence.position)
    later.update(position=F("position") - 1)
    if evidence.anchor_id and evidence.document_id:
        drop_loose_anchors(evidence.document_id)
    if evidence.file_id:
        used = Evidence.objects.filter(file=OuterRef("pk"))
        StoredFile.objects.filter(~Exists(used), pk=evidence.file_id).delete()
    evidence.pk = pk
    _record("evidence.removed", evidence, by, before=facts)


@transaction.atomic
def ask_for_check(*, evidence: Evidence, by: User) -> Evidence:
    """Have its link asked as soon as a worker is free, in whatever state the review is.

    Raises NotPermitted; Conflict where it is no link.
    """
    _require_member(by, evidence.review)
    if evidence.link_id is None:
        flaw = Flaw("", f"It is a {evidence.kind}.", "Ask for a check of a link.")
        raise Conflict("Only links are checked.", flaw)
    Link.objects.filter(pk=evidence.link_id).update(next_check_at=timezone.now())
    evidence = _shown(evidence.pk)
    _record("evidence.check_asked", evidence, by, after={"url": _facts(evidence)["url"]})
    return evidence


def _add(review: Review, kind: Evidence.Kind, said: Said, by: User, **columns: Any) -> Evidence:
    last = review.evidence.count()
    if last >= MOST_ITEMS:
        flaw = Flaw("", f"It has {last} already.", "Remove what it does not rest on.")
        raise Conflict("A review has no more evidence than this.", flaw)
    evidence = Evidence(
        review=review,
        kind=kind.value,
        position=last + 1,
        added_by=by,
        **asdict(_decided(said, public=kind not in _HELD_ALONE)),
        **columns,
    )
    clean_model(evidence, constraints=False)
    evidence.save(force_insert=True)
    _record("evidence.added", evidence, by, after=_facts(evidence))
    return evidence


def _decided(said: Said, *, public: bool) -> Said:
    return replace(said, public=public) if said.public is None else said


def _writable(review: Review, by: User) -> Review:
    """Return the review as it is now, held until the end; all writes to evidence wait here."""
    held = Review.objects.select_for_update(of=("self",)).select_related("newsroom")
    review = held.get(pk=review.pk)
    _require_member(by, review)
    if review.status != Status.DRAFT:
        raise Conflict(
            f"Evidence is changed while a review is a draft; this one is {review.status}.",
            allowed=tuple(verbs_from(Status(review.status), live=review.live)),
        )
    return review


def _held(evidence: Evidence, by: User) -> Evidence:
    """Return it as it is now, with its review held."""
    _writable(evidence.review, by)
    try:
        return _shown(evidence.pk)
    except Evidence.DoesNotExist as error:
        raise Conflict("Somebody else has removed it.") from error


def _shown(pk: UUID) -> Evidence:
    found: Evidence = Evidence.objects.with_parts().get(pk=pk)
    return found


def _require_member(by: User, review: Review) -> None:
    if not by.has_role(Role.REVIEWER, review.newsroom_id):
        raise NotPermitted(f"This takes the role reviewer or higher in {review.newsroom.name}.")


def _require_note(note: str) -> None:
    if not note.strip():
        raise Invalid("A note says something.", Flaw("/note", "It is empty.", "Fill it in."))


def _url_flaws(url: str) -> list[Flaw]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return [Flaw("/url", "It is no address of the web.", "Begin with http:// or https://.")]
    if "@" in parts.netloc:
        return [Flaw("/url", "It holds a user name.", "Leave it out: others would read it.")]
    if len(url.encode()) > URL_BYTES:
        remedy = f"Use one of at most {URL_BYTES} bytes as UTF-8."
        return [Flaw("/url", f"It has {len(url.encode())} bytes.", remedy)]
    return []


def _accepted_type(content: bytes, declared: str) -> str:
    """Return what a file is. Raises Invalid where it is nothing that is taken."""
    most, taken = settings.EVIDENCE_MAX_BYTES, ", ".join(ENDINGS)
    if not content:
        raise _poor_file("It is empty.", "Send a file with something in it.")
    if len(content) > most:
        raise _poor_file(f"It has {len(content)} bytes.", f"Send one of at most {most}.")
    type_ = type_of(content)
    if type_ is None:
        remedy = f"Send one of: {taken}; text is UTF-8."
        raise _poor_file(f"By its content it is {guess(content)}.", remedy)
    said = declared.partition(";")[0].strip().lower()
    if said not in ("", "application/octet-stream", type_):
        raise _poor_file(
            f"It came as {said[:100]}; by its content it is {type_}.",
            f"Send it with Content-Type: {type_}.",
        )
    return type_


def _poor_file(reason: str, remedy: str) -> Invalid:
    return Invalid("The file is not taken.", Flaw("/file", reason, remedy))


def _stored(content: bytes, type_: str) -> StoredFile:
    sha256 = hashlib.sha256(content).hexdigest()
    row = StoredFile(sha256=sha256, content_type=type_, size=len(content), content=content)
    StoredFile.objects.bulk_create([row], ignore_conflicts=True)
    return StoredFile.objects.defer("content").get(sha256=sha256)


def _assign(evidence: Evidence, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(evidence, name, value)
    evidence.updated_at = timezone.now()


def _facts(evidence: Evidence) -> dict[str, Any]:
    """Return what the history keeps of it: files and documents by their digests and ids."""
    facts: dict[str, Any] = {
        name: getattr(evidence, name)
        for name in ("kind", "stance", "position", "title", "note", "public")
    }
    if evidence.link:
        facts["url"] = evidence.link.url
    if evidence.document_id:
        facts["document"] = str(evidence.document_id)
    if evidence.anchor:
        facts["anchor"] = {n: getattr(evidence.anchor, n) for n in ("start", "end", "exact")}
    if evidence.file:
        held = evidence.file
        facts |= {"file_name": evidence.file_name, "sha256": held.sha256, "size": held.size}
        facts["content_type"] = held.content_type
    return facts


def _record(type_: str, evidence: Evidence, by: User, **sides: Mapping[str, Any]) -> None:
    """Record it; both sides name the evidence, where they say anything."""
    named = {"evidence": str(evidence.pk)}
    outbox.record(
        type_,
        stream=f"review:{evidence.review_id}",
        newsroom_id=evidence.review.newsroom_id,
        by=by,
        **{side: named | dict(values) for side, values in sides.items()},
    )
