"""Everything that is published about one revision of a review: plain data, stored as JSON.

The page's address is no part of it: it belongs to the deployment and is given at rendering.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal

FORMAT = 1

Voice = Literal["outlet", "attributed"]
Zone = Literal["title", "body"]
Modality = Literal[
    "unverified", "possible", "likely", "nearly_certain", "asserted", "denied", "predicted"
]
Polarity = Literal["positive", "negative"]
Role = Literal["relay", "origin"]
Mode = Literal["direct_quote", "indirect", "report_of_report", "statement", "social_post"]
Anonymity = Literal["named", "described", "anonymous"]
Kind = Literal[
    "person",
    "organization",
    "news_outlet",
    "government_body",
    "group",
    "document",
    "social_account",
    "unnamed",
]
EvidenceKind = Literal["link", "document", "quotation", "note", "file"]
Stance = Literal["supports", "refutes", "context"]


@dataclass(frozen=True, slots=True)
class SourceRef:
    """One source identity: equal keys are one source. `descriptor` stands in for a name."""

    key: str
    kind: Kind
    anonymity: Anonymity
    language: str
    name: str = ""
    descriptor: str = ""
    descriptor_literal: bool = True
    count: int | None = None
    same_as: tuple[str, ...] = ()

    @property
    def is_named(self) -> bool:
        return self.anonymity == "named" and self.name != ""


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """One held document; `url` and `title` are empty and `publisher` None where unknown."""

    key: str
    language: str
    title: str = ""
    url: str = ""
    publisher: SourceRef | None = None
    published_at: datetime | None = None
    published_at_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """One citation of a chain; `cue` and `mention` are the document's own words, or empty."""

    source: SourceRef
    role: Role
    mode: Mode
    cue: str = ""
    mention: str = ""
    on_condition_of_anonymity: bool = False
    said_on: date | None = None
    cited_document_url: str = ""


@dataclass(frozen=True, slots=True)
class Retelling:
    """One appearance of the claim, with its chain from nearest the document to the origin.

    No levels: the publisher says it in its own voice. Hops of one level are joint sources.
    """

    document: DocumentRef
    quote: str
    voice: Voice
    zone: Zone
    modality: Modality
    polarity: Polarity
    levels: tuple[tuple[Hop, ...], ...] = ()

    @property
    def origins(self) -> tuple[SourceRef | None, ...]:
        """The last sources of the chain; None for an unknown publisher in its own voice."""
        if not self.levels:
            return (self.document.publisher,)
        return tuple(hop.source for hop in self.levels[-1])


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a document that differ, and the claim's words around them, cut where long."""

    document: DocumentRef
    exact: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """In what two retellings differ, in a sentence; `label` is what kind of difference it is."""

    label: str
    sentence: str
    a: Passage
    b: Passage


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rating; `best` is the truest end of the scale. Numbers are None on a nominal scale."""

    label: str
    value: int | None = None
    best: int | None = None
    worst: int | None = None


@dataclass(frozen=True, slots=True)
class Newsroom:
    name: str
    url: str
    logo_url: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong in what stood from `published_at` until `corrected_at`, with its rating.

    `wrong_since` is None where it was wrong from its publication on.
    """

    note: str
    published_at: datetime
    corrected_at: datetime
    rating: Verdict
    wrong_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """An earlier publication of the review; `withdrawn_at` is None where it was never taken back.

    A revision is published once, so its number names the edition.
    """

    revision: int
    published_at: datetime
    rating: Verdict
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that the newsroom holds: what it is, never its bytes. `size` is in bytes."""

    name: str
    content_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that the finding rests on; `stance` is what it says to the claim.

    A link has `url`, and `archived_at` where a copy is kept; a document has `document`; a
    quotation has it and `quotation`, its own words; a file has `file`. `title` and `note` are
    the newsroom's words about it, and may be empty.
    """

    kind: EvidenceKind
    stance: Stance
    title: str = ""
    note: str = ""
    url: str = ""
    archived_at: datetime | None = None
    document: DocumentRef | None = None
    quotation: str = ""
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """One revision; datetimes are aware. Retellings are shown in the order given.

    `words` are the figures of provenance in sentences of the review's language, `picture` is
    their graph as SVG; both empty where nothing was said of the claim. `differences` are in its
    language too, by kind; `differences_left_out` says how many more there were. `corrections`
    are all that were ever published of the review, the oldest first, and so is `history`, which
    has what was published before. `evidence` is in the newsroom's order.
    """

    revision: int
    language: str
    claim_text: str
    title: str
    rating: Verdict
    summary: str
    explanation: str
    published_at: datetime
    modified_at: datetime
    newsroom: Newsroom
    retellings: tuple[Retelling, ...] = ()
    words: tuple[str, ...] = ()
    picture: str = ""
    differences: tuple[Difference, ...] = ()
    differences_left_out: int = 0
    corrections: tuple[Correction, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    history: tuple[Edition, ...] = ()


def to_json(dossier: Dossier) -> dict[str, Any]:
    """Return what `from_json` takes: objects, arrays, strings, integers, booleans and null only."""
    return {"format": FORMAT, **_object(dossier)}


def from_json(data: dict[str, Any]) -> Dossier:
    """Rebuild the dossier. Raises ValueError where the snapshot is of an unknown format."""
    if data.get("format") != FORMAT:
        raise ValueError(f"unknown dossier format: {data.get('format')!r}")
    values = {name: value for name, value in data.items() if name != "format"}
    return Dossier(
        **values
        | {
            "rating": Verdict(**data["rating"]),
            "newsroom": Newsroom(**data["newsroom"]),
            "published_at": datetime.fromisoformat(data["published_at"]),
            "modified_at": datetime.fromisoformat(data["modified_at"]),
            "retellings": tuple(_retelling(item) for item in data["retellings"]),
            "words": tuple(data.get("words", ())),
            "differences": tuple(_difference(item) for item in data.get("differences", ())),
            "corrections": tuple(_correction(item) for item in data.get("corrections", ())),
            "evidence": tuple(_evidence(item) for item in data.get("evidence", ())),
            "history": tuple(_edition(item) for item in data.get("history", ())),
        }
    )


def _object(value: Any) -> dict[str, Any]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _object(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date):  # datetime is a date too
        return value.isoformat()
    return value


def _retelling(data: dict[str, Any]) -> Retelling:
    levels = tuple(tuple(_hop(hop) for hop in level) for level in data["levels"])
    return Retelling(**data | {"document": _document(data["document"]), "levels": levels})


def _difference(data: dict[str, Any]) -> Difference:
    return Difference(**data | {side: _passage(data[side]) for side in ("a", "b")})


def _correction(data: dict[str, Any]) -> Correction:
    read = _moments(data, "published_at", "corrected_at", "wrong_since")
    return Correction(**data | read | {"rating": Verdict(**data["rating"])})


def _edition(data: dict[str, Any]) -> Edition:
    read = _moments(data, "published_at", "withdrawn_at")
    return Edition(**data | read | {"rating": Verdict(**data["rating"])})


def _evidence(data: dict[str, Any]) -> Evidence:
    parts = {
        "document": data["document"] and _document(data["document"]),
        "file": data["file"] and File(**data["file"]),
    }
    return Evidence(**data | parts | _moments(data, "archived_at"))


def _moments(data: dict[str, Any], *names: str) -> dict[str, datetime | None]:
    return {name: data[name] and datetime.fromisoformat(data[name]) for name in names}


def _passage(data: dict[str, Any]) -> Passage:
    return Passage(**data | {"document": _document(data["document"])})


def _hop(data: dict[str, Any]) -> Hop:
    said_on = data["said_on"] and date.fromisoformat(data["said_on"])
    return Hop(**data | {"source": _source(data["source"]), "said_on": said_on})


def _document(data: dict[str, Any]) -> DocumentRef:
    publisher = data["publisher"] and _source(data["publisher"])
    published_at = data["published_at"] and datetime.fromisoformat(data["published_at"])
    return DocumentRef(**data | {"publisher": publisher, "published_at": published_at})


def _source(data: dict[str, Any]) -> SourceRef:
    return SourceRef(**data | {"same_as": tuple(data["same_as"])})
