"""What is read of somebody's review, whatever it came in: a record that can be stored, or why not.

What the markup does not say is empty or None, never filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from factcheck.core.errors import Flaw


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who is said to have made the claim: a name, or words for somebody without one.

    `kind` and `anonymity` are the claims' own words for them; `note` says what was not stated.
    """

    words: str
    kind: str
    anonymity: str
    same_as: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating as its newsroom gives it; numbers only where they are numbers."""

    label: str = ""
    value: Decimal | None = None
    best: Decimal | None = None
    worst: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whose review it is; `site` is a host without www."""

    name: str = ""
    site: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class WildReview:
    """One review of one claim; `markup` is the record as it came, alone."""

    claim_text: str
    url: str
    publisher: Publisher
    markup: Mapping[str, Any]
    title: str = ""
    claimant: Claimant | None = None
    claimed_at: datetime | None = None
    rating: Rating = Rating()
    language: str = ""
    reviewed_at: datetime | None = None
    appearances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a document, at a JSON pointer; without a review, `flaws` say why.

    Of documents that are a record a line, or a row, the pointer's first step counts them from 0.
    Flaws have whole pointers.
    """

    pointer: str
    review: WildReview | None = None
    flaws: tuple[Flaw, ...] = ()
    warnings: tuple[Flaw, ...] = ()
