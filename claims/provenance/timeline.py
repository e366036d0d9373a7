"""When the claim appeared where, and when an origin was first told."""

from dataclasses import dataclass
from datetime import UTC, datetime

from claims.provenance.graph import DocumentNode, Graph, document_id
from claims.provenance.origins import Origins

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """One document: when, with which appearances, and which origin classes nobody told before.

    A class counts as told by the document whose own chain, or own voice, ends there.
    """

    document: str
    published_at: datetime | None
    appearances: tuple[str, ...]
    new_classes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Documents by the time of publication, those without one last.

    `first` is the first appearance: the earliest document, or those that share the earliest time.
    """

    first: tuple[str, ...]
    moments: tuple[Moment, ...]


def timeline(graph: Graph, origins: Origins) -> Timeline:
    """Return the documents in the order in which they were published."""
    told: dict[str, list[str]] = {}
    for telling in graph.tellings:
        told.setdefault(telling.document, []).append(telling.appearance)
    ends: dict[str, list[str]] = {}
    for found in origins.classes:
        for proof in found.told_by:
            ends.setdefault(proof.appearance, []).append(found.key)
    moments, known = [], set[str]()
    for document in sorted(graph.documents.values(), key=_when):
        here = {key for appearance in told[document.key] for key in ends.get(appearance, ())}
        moments.append(
            Moment(
                document=document_id(document.key),
                published_at=document.published_at,
                appearances=tuple(told[document.key]),
                new_classes=tuple(sorted(here - known)),
            )
        )
        known |= here
    return Timeline(_first(moments), tuple(moments))


def _when(document: DocumentNode) -> tuple[datetime, str]:
    return document.published_at or NEVER, document.key


def _first(moments: list[Moment]) -> tuple[str, ...]:
    dated = [moment for moment in moments if moment.published_at is not None]
    return tuple(m.document for m in dated if m.published_at == dated[0].published_at)
