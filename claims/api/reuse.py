"""Text reuse over the API: what a document has word for word in common with others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from rest_framework import serializers

from claims import models
from claims.api.serializers import DocumentSummary
from claims.copies import Made, admitted, beside


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in a text: code points from 0, end exclusive."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A shared passage as seen from one of its documents."""

    passage: models.SharedPassage
    document: models.Document
    direction: Literal["reuses", "reused_in"]
    here: Place
    there: Place
    appearances: dict[str, list[Made]]
    admitted: bool


def seen_from(document_id: UUID, passages: Iterable[models.SharedPassage]) -> Iterator[Seen]:
    """Yield what passages are to one of their documents, in a fixed number of queries."""
    passages = list(passages)
    made, pairs = beside(passages), admitted(passages)
    for passage in passages:
        reuses = passage.later_id == document_id
        sides = [
            (passage.earlier, _place(passage, "earlier")),
            (passage.later, _place(passage, "later")),
        ]
        (other, there), (own, here) = sides if reuses else reversed(sides)
        yield Seen(
            passage=passage,
            document=other,
            direction="reuses" if reuses else "reused_in",
            here=here,
            there=there,
            appearances={
                "here": made.get((passage.pk, own.pk), []),
                "there": made.get((passage.pk, other.pk), []),
            },
            admitted=(passage.earlier_id, passage.later_id) in pairs,
        )


def _place(passage: models.SharedPassage, side: str) -> Place:
    return Place(*(getattr(passage, f"{side}_{name}") for name in ("start", "end", "exact")))


class PlaceSerializer(serializers.Serializer[Any]):
    """A passage in a text: code points from 0, end exclusive."""

    start = serializers.IntegerField(read_only=True)
    end = serializers.IntegerField(read_only=True)
    exact = serializers.CharField(read_only=True)


class MadeSerializer(serializers.Serializer[Any]):
    """A claim that is made in a passage or near it."""

    id = serializers.UUIDField(read_only=True, source="appearance", help_text="The appearance.")
    claim = serializers.UUIDField(read_only=True)


class BothSidesSerializer(serializers.Serializer[Any]):
    """Claims made in the passage, or up to 200 characters from it, in either document."""

    here = MadeSerializer(many=True, read_only=True)
    there = MadeSerializer(many=True, read_only=True)


class ReuseSerializer(serializers.Serializer[Any]):
    """A passage that the document shares with another one."""

    document = DocumentSummary(read_only=True, help_text="The other one.")
    direction = serializers.ChoiceField(
        ["reuses", "reused_in"],
        read_only=True,
        help_text="`reuses`: the other one was published first, as far as is known.",
    )
    words = serializers.IntegerField(read_only=True, source="passage.words")
    quoted = serializers.BooleanField(read_only=True, source="passage.quoted")
    here = PlaceSerializer(read_only=True)
    there = PlaceSerializer(read_only=True)
    appearances = BothSidesSerializer(read_only=True)
    admitted = serializers.BooleanField(
        read_only=True,
        help_text="A citation in the later document names the earlier one, or its publisher.",
    )
