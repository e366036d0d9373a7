"""Says when two records are one review, and when they say the very same of it."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import rfc8785

from claims.spelling import fold
from reviews.markup.wild.review import Claimant, WildReview

_CLAIMANTS = UUID("b3c9f3f2-3f0e-5b38-9a55-0c6a0b2f4c11")


def digest(markup: Mapping[str, Any]) -> str:
    """Return the digest of a record's canonical JSON (RFC 8785).

    Raises rfc8785.CanonicalizationError for a number that no double holds exactly.
    """
    return sha256(rfc8785.dumps(dict(markup))).hexdigest()


def key(review: WildReview) -> str:
    """Return what a review keeps, whatever else is changed in it: its address and its claim.

    One without an address is known by its publisher and its title in place of it.
    """
    publisher = review.publisher
    where = [review.url] if review.url else [publisher.site or publisher.name, review.title]
    return sha256(rfc8785.dumps([*where, fold(review.claim_text)])).hexdigest()


def claimant_id(claimant: Claimant, publisher: str) -> UUID:
    """Return the id of a source as one publisher's reviews mention it; equal mentions are one.

    That mentions of two publishers are one source is for people to say.
    """
    said = [publisher, claimant.words, claimant.kind, claimant.anonymity, list(claimant.same_as)]
    return uuid5(_CLAIMANTS, rfc8785.dumps(said).decode())
