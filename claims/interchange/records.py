"""The records of the import format, which every door hands to the operations.

Field names, defaults and vocabularies are those of docs/import-format.v1.schema.json; ids are
those of the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from claims.interchange.topics import topics as as_stored


@dataclass(frozen=True, slots=True)
class Name:
    """A further name of a source."""

    type: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Anyone or anything that can be cited."""

    id: UUID
    kind: str
    anonymity: str
    name: str = ""
    language: str = ""
    names: tuple[Name, ...] = ()
    descriptor: str = ""
    descriptor_literal: bool = True
    count: int | None = None
    vouched_by: UUID | None = None
    same_as: tuple[str, ...] = ()
    canonical: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """A proposition that can be reviewed; `texts` maps language tags to texts.

    Topics are taken however they are typed and held as they are stored.
    """

    id: UUID
    language: str
    texts: Mapping[str, str]
    note: str = ""
    topics: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Make the topics the same for every spelling of them."""
        object.__setattr__(self, "topics", as_stored(self.topics))


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a text: code points from 0, end exclusive, and the words there."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """One hop of a chain."""

    level: int
    source: UUID
    role: str
    mode: str
    cue: Anchor | None = None
    mention: Anchor | None = None
    anaphora: str = ""
    scope: str = "local"
    quoted: str = ""
    on_condition_of_anonymity: bool = False
    said_on: date | None = None
    said_on_basis: str = ""
    said_when: Anchor | None = None
    channel: Anchor | None = None
    cited_document: UUID | None = None
    note: str = ""

    def anchors(self) -> dict[str, Anchor]:
        """Return the anchors that there are, by field name."""
        named = {
            "cue": self.cue,
            "mention": self.mention,
            "said_when": self.said_when,
            "channel": self.channel,
        }
        return {name: anchor for name, anchor in named.items() if anchor is not None}


@dataclass(frozen=True, slots=True)
class AppearanceRecord:
    """One place in a document where a claim is made, with its chain in order of level."""

    id: UUID
    claim: UUID
    anchor: Anchor
    voice: str
    modality: str
    polarity: str
    zone: str = "body"
    modality_cue: Anchor | None = None
    content_type: str = "factual"
    checkworthy: bool | None = None
    checkworthy_reason: str = ""
    about: tuple[str, ...] = ()
    gloss: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    chain: tuple[CitationRecord, ...] = ()

    def anchors(self) -> dict[str, Anchor]:
        """Return all anchors, by JSON pointer relative to the appearance."""
        found = {"/anchor": self.anchor}
        if self.modality_cue is not None:
            found["/modality_cue"] = self.modality_cue
        for place, citation in enumerate(self.chain):
            for name, anchor in citation.anchors().items():
                found[f"/chain/{place}/{name}"] = anchor
        return found


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document that is held, with the appearances in it."""

    id: UUID
    language: str
    text: str
    publisher: UUID | None = None
    url: str = ""
    title: str = ""
    published_at: datetime | None = None
    published_at_inferred: bool = False
    supersedes: UUID | None = None
    note: str = ""
    appearances: tuple[AppearanceRecord, ...] = ()

    def source_ids(self) -> set[UUID]:
        """Return the sources that the document needs."""
        cited = {hop.source for appearance in self.appearances for hop in appearance.chain}
        return cited | ({self.publisher} if self.publisher else set())

    def claim_ids(self) -> set[UUID]:
        """Return the claims that are made in the document."""
        return {appearance.claim for appearance in self.appearances}

    def document_ids(self) -> set[UUID]:
        """Return the other documents that the document names."""
        cited = {hop.cited_document for made in self.appearances for hop in made.chain}
        return {other for other in cited | {self.supersedes} if other} - {self.id}


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """That two sources are one; `a` is the smaller id."""

    a: UUID
    b: UUID
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class AffiliationRecord:
    """That a source belongs to a body."""

    source: UUID
    body: UUID
    type: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """How one claim, or one telling of it, stands to another."""

    type: str
    from_: UUID
    to: UUID
    strength: str = "full"
    dimensions: tuple[str, ...] = ()
    note: str = ""


Record = (
    SourceRecord
    | ClaimRecord
    | DocumentRecord
    | IdentityRecord
    | AffiliationRecord
    | RelationRecord
)
