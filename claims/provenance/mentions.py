"""Sources as documents mention them, and the suggestions that two mentions are one source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from claims.provenance.reasons import Reason


@dataclass(frozen=True, slots=True)
class Place:
    """One citation of a source: in which appearance of which claim, and behind whom.

    `start` is where the words for it begin in the document (code points); `relays` are the keys
    of the sources at lower levels of the chain, nearest the document first; `clause` is what is
    said there, in `language`.
    """

    document: str
    appearance: str
    claim: str = ""
    start: int = 0
    role: str = "origin"
    relays: tuple[str, ...] = ()
    publisher: str = ""
    clause: str = ""
    language: str = ""
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A source as one collection mentions it.

    `kind` and `anonymity` are those of the model. `names` are the name with its aliases and
    translations; `glosses` say by language what a descriptor means and are never names;
    `affiliations` are pairs of a body's key and the type. Keys are the caller's.
    """

    key: str
    kind: str
    anonymity: str
    names: tuple[str, ...] = ()
    language: str = ""
    descriptor: str = ""
    glosses: Mapping[str, str] = field(default_factory=dict)
    count: int | None = None
    vouched_by: str = ""
    same_as: tuple[str, ...] = ()
    affiliations: tuple[tuple[str, str], ...] = ()
    places: tuple[Place, ...] = ()

    @property
    def named(self) -> bool:
        """Say whether a reader learns its name."""
        return self.anonymity == "named"


class SuggestionKind(StrEnum):
    """Why two mentions may be one source; the code of the reason.

    Details of the reasons: `same_as` address; `same_name` name; `short_name` name, full;
    `transliteration` one, other; `same_description` one, other, relay, claim; `same_cast` one,
    other, with_one, with_other; `same_clause` one, other, clause; `same_relay` one, other, relay;
    `back_reference` words, antecedent; `same_office` body; `affiliation` body, type.
    Empty details are left out.
    """

    SAME_AS = "same_as"
    SAME_NAME = "same_name"
    SHORT_NAME = "short_name"
    TRANSLITERATION = "transliteration"
    SAME_DESCRIPTION = "same_description"
    SAME_CAST = "same_cast"
    SAME_CLAUSE = "same_clause"
    SAME_RELAY = "same_relay"
    BACK_REFERENCE = "back_reference"
    SAME_OFFICE = "same_office"
    AFFILIATION = "affiliation"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """That `a` and `b` (the smaller key first) may be one source, or belong together.

    `score` orders suggestions (0 to 1, no probability); `also` are weaker grounds for the same
    pair. An affiliation is a possible merge of origins, never an identity.
    """

    a: str
    b: str
    kind: SuggestionKind
    reason: Reason
    score: float
    also: tuple[Reason, ...] = ()

    @property
    def identity(self) -> bool:
        """Say whether it claims that both are one source."""
        return self.kind is not SuggestionKind.AFFILIATION
