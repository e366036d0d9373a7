"""What an event of a review says of its content: which fields changed, and in which words."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from factcheck.core.models import Event
from reviews.differences import Piece, differences
from reviews.models import Revision
from reviews.operations.revisions import Content, content_of

CONTENT = tuple(field.name for field in fields(Content))
WRITES = ("review.opened", "review.revised")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What became of one field; `pieces` are empty where it holds no text."""

    field: str
    before: Any
    after: Any
    pieces: tuple[Piece, ...]


def changes(event: Event) -> list[FieldChange]:
    """Return in what the event made the review's content another one."""
    if event.type not in WRITES:
        return []
    return list(_changes(_NOTHING | event.before, _NOTHING | event.after))


def changed(older: Revision, newer: Revision) -> list[FieldChange]:
    """Return in what a revision differs from another."""
    return list(_changes(asdict(content_of(older)), asdict(content_of(newer))))


_NOTHING = asdict(Content(title=""))


def _changes(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in CONTENT:
        before, after = earlier[name], later[name]
        if before == after:
            continue
        texts = isinstance(before, str) and isinstance(after, str)
        yield FieldChange(name, before, after, differences(before, after) if texts else ())
