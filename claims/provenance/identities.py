"""Suggests which mentions may be one source, with the reason; merges nothing."""

from collections.abc import Iterable, Sequence

from claims.provenance.back_references import match_back_references
from claims.provenance.body_matches import match_bodies
from claims.provenance.clause_matches import match_clauses
from claims.provenance.description_matches import match_descriptions
from claims.provenance.groups import Groups
from claims.provenance.mentions import Mention, Place, Suggestion, SuggestionKind
from claims.provenance.name_matches import match_names
from claims.provenance.profiles import Profiles
from claims.provenance.proposals import Pair, Proposals
from claims.provenance.reasons import Reason

__all__ = ["Mention", "Place", "Reason", "Suggestion", "SuggestionKind", "suggest"]

_CERTAIN = 0.9


def suggest(
    mentions: Iterable[Mention],
    *,
    confirmed: Iterable[Pair] = (),
    rejected: Iterable[Pair] = (),
) -> list[Suggestion]:
    """Return what may be one source, the strongest suggestion first.

    `confirmed` and `rejected` are pairs that a reviewer has decided: they, and what follows from
    them, are not suggested again. Of many that are alike only as many pairs are suggested as
    connect them. The order of `mentions` changes nothing; their keys are unique.
    """
    ordered = sorted(mentions, key=lambda mention: mention.key)
    confirmed = list(confirmed)
    proposals = Proposals(ordered, confirmed, rejected)
    match_names(ordered, proposals)
    relays = _relays(confirmed, proposals.suggestions())
    profiles = Profiles(ordered, relays)
    match_descriptions(profiles, proposals)
    match_clauses(profiles, proposals)
    match_back_references(profiles, proposals)
    match_bodies(ordered, proposals)
    return proposals.suggestions()


def _relays(confirmed: Sequence[Pair], by_name: Sequence[Suggestion]) -> Groups:
    """Return which relays count as one: confirmed, or of one full name or one address."""
    relays = Groups(confirmed)
    for found in by_name:
        if found.score >= _CERTAIN:
            relays.join(found.a, found.b)
    return relays
