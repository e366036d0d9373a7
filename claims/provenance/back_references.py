"""Finds whom a definite description ("the sources") points back at within one document."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from claims.provenance.mentions import SuggestionKind
from claims.provenance.profiles import Profile, Profiles
from claims.provenance.proposals import Proposals
from claims.provenance.reasons import reason

_LOOK_BACK = 12
_MODIFIERS = 2
"""A definite description with more words than this introduces somebody by itself."""


def match_back_references(profiles: Profiles, proposals: Proposals) -> None:
    """Propose each definite mention to be the nearest earlier one that it can mean."""
    for _, casts in sorted(_by_document(profiles).items()):
        for place, cast in enumerate(casts):
            for profile in cast:
                if _points_back(profile):
                    earlier = reversed(casts[max(place - _LOOK_BACK, 0) : place])
                    _propose(profile, next(_antecedents(profile, earlier), []), proposals)


def _by_document(profiles: Profiles) -> dict[str, list[list[Profile]]]:
    """Return the groups cited together, by document and in order of the text."""
    found: dict[str, list[list[Profile]]] = defaultdict(list)
    for cast in profiles.casts():
        found[min(cast[0].documents)].append(cast)
    for casts in found.values():
        casts.sort(key=lambda cast: (cast[0].first.start, cast[0].key))
    return found


def _points_back(profile: Profile) -> bool:
    return profile.own.definite and len(profile.own.modifiers) <= _MODIFIERS


def _antecedents(profile: Profile, earlier: Iterator[list[Profile]]) -> Iterator[list[Profile]]:
    for cast in earlier:
        others = [other for other in cast if other.key != profile.key]
        found = [other for other in others if _can_mean(profile, other)]
        if found:
            yield found
        elif profile.own.anyone and others and _adds_up(profile, others):
            yield others


def _can_mean(profile: Profile, other: Profile) -> bool:
    own, said = profile.own, other.own
    return (
        bool(own.head)
        and profile.literal == other.literal
        and own.same_head(said)
        and own.amount.overlaps(said.amount)
        and not own.missing_in(said)
    )


def _adds_up(profile: Profile, others: Sequence[Profile]) -> bool:
    """Tell whether a group of people can be the number that "the five" or "the sources" gives."""
    own = profile.own.amount
    least = sum(other.own.amount.least for other in others)
    open_end = any(other.own.amount.most is None for other in others)
    return own.most is None or (least <= own.most and (open_end or least == own.least))


def _propose(profile: Profile, others: Sequence[Profile], proposals: Proposals) -> None:
    for other in others:
        why = reason(
            SuggestionKind.BACK_REFERENCE,
            words=profile.mention.descriptor,
            antecedent=other.mention.descriptor,
        )
        proposals.add(profile.key, other.key, SuggestionKind.BACK_REFERENCE, 0.7, why)
