"""Checks that what a record names exists; says by which field where it does not."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from claims import models
from claims.interchange.records import AppearanceRecord
from factcheck.core.errors import Flaw, Invalid


def require(flaws: Iterable[Flaw], what: str) -> None:
    """Raise Invalid if there is any flaw."""
    found = tuple(flaws)
    if found:
        raise Invalid(f"The {what} is not acceptable.", *found)


def missing(model: Any, references: Iterable[tuple[str, UUID | None]]) -> Iterator[Flaw]:
    """Name each reference (pointer, id) to a row that does not exist."""
    named = [(pointer, pk) for pointer, pk in references if pk is not None]
    found = model.objects.filter(pk__in={pk for _, pk in named}).values_list("pk", flat=True)
    held = set(found) if named else set()
    noun = model._meta.verbose_name_raw
    for pointer, pk in named:
        if pk not in held:
            yield Flaw(pointer, f"There is no {noun} {pk}.", f"Create the {noun} first.")


def appearance_references(record: AppearanceRecord) -> Iterator[Flaw]:
    """Name what an appearance and its chain refer to in vain."""
    hops = list(enumerate(record.chain))
    yield from missing(models.Claim, [("/claim", record.claim)])
    yield from missing(models.Source, ((f"/chain/{n}/source", hop.source) for n, hop in hops))
    cited = ((f"/chain/{n}/cited_document", hop.cited_document) for n, hop in hops)
    yield from missing(models.Document, cited)
