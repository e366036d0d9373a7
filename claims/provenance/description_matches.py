"""Finds unnamed mentions that are described, counted and reached alike."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from claims.provenance.descriptions import Description
from claims.provenance.mentions import SuggestionKind
from claims.provenance.naming import stem
from claims.provenance.profiles import Profile, Profiles, alike, same_kind
from claims.provenance.proposals import Proposals
from claims.provenance.reasons import Reason, reason

_WINDOW = 16
"""How many neighbours in a block are compared with each of its members."""
_DAYS = 31


def match_descriptions(profiles: Profiles, proposals: Proposals) -> None:
    """Propose all pairs of unnamed mentions that one description fits."""
    for claim, block in sorted(profiles.by_claim().items()):
        _match_in_claim(claim, block, proposals)
        _match_odd_ones(block, proposals)
    _match_behind_relay(profiles, proposals)
    _match_casts(profiles, proposals)


def neighbours(block: Sequence[Profile]) -> Iterator[tuple[Profile, Profile]]:
    """Yield each member with those before it in the block, at most a window of them."""
    for place, one in enumerate(block):
        for other in block[max(place - _WINDOW, 0) : place]:
            yield one, other


def _match_in_claim(claim: str, block: Sequence[Profile], proposals: Proposals) -> None:
    """Propose what agrees within one claim; equal descriptions stand for one another."""
    equal: dict[tuple[str, ...], list[Profile]] = defaultdict(list)
    for profile in block:
        equal[_signature(profile)].append(profile)
    firsts = [group[0] for _, group in sorted(equal.items())]
    for group in equal.values():
        if len(group) > 1 and alike(group[0], group[1]):
            why, score = _described(group[0], group[1], claim)
            keys = [profile.key for profile in group]
            proposals.link(keys, SuggestionKind.SAME_DESCRIPTION, score, why)
    for one, other in neighbours(firsts):
        if alike(one, other):
            why, score = _described(one, other, claim)
            proposals.add(one.key, other.key, SuggestionKind.SAME_DESCRIPTION, score, why)


def _signature(profile: Profile) -> tuple[str, ...]:
    own = profile.own
    modifiers = sorted(stem(word) for word in own.modifiers)
    return (own.head, str(own.amount), *modifiers, "|", *sorted(profile.spoke_to))


def _described(one: Profile, other: Profile, claim: str) -> tuple[Reason, float]:
    relay = one.shared_relay(other)
    why = reason(
        SuggestionKind.SAME_DESCRIPTION,
        **words_of(one, other),
        **({"relay": relay} if relay else {}),
        **({"claim": claim} if claim else {}),
    )
    return why, 0.8 if relay and claim else 0.65 if claim else 0.45


def words_of(one: Profile, other: Profile) -> dict[str, str]:
    """Return the words for both, those of the smaller key first."""
    low, high = sorted((one, other), key=lambda profile: profile.key)
    return {"one": low.mention.descriptor, "other": high.mention.descriptor}


def _match_behind_relay(profiles: Profiles, proposals: Proposals) -> None:
    """Propose, across claims, one description behind one relay within a month."""
    blocks: dict[tuple[str, ...], list[Profile]] = defaultdict(list)
    for mention in profiles.unnamed:
        profile = profiles.profile(mention, mention.places)
        if profile.own.modifiers and not profile.own.definite:
            for relay in sorted(profile.relays):
                blocks[relay, profile.literal, *_signature(profile)].append(profile)
    for _, block in sorted(blocks.items()):
        ordered = sorted(block, key=lambda profile: (_day(profile), profile.key))
        for one, other in pairwise(ordered):
            if abs(_day(other) - _day(one)) <= _DAYS:
                why, score = _described(one, other, "")
                kind = SuggestionKind.SAME_DESCRIPTION
                proposals.add(one.key, other.key, kind, score, why)


def _day(profile: Profile) -> int:
    days = [p.published_on.toordinal() for p in profile.mention.places if p.published_on]
    return min(days, default=0)


def _match_odd_ones(block: Sequence[Profile], proposals: Proposals) -> None:
    """Propose mentions in other words behind the same relay, where nothing nearer is found.

    A mention that has no fellow of its kind in the document of another may be any of those there.
    """
    by_relay: dict[str, list[Profile]] = defaultdict(list)
    for profile in block:
        for relay in profile.spoke_to:
            by_relay[relay].append(profile)
    for relay, behind in sorted(by_relay.items()):
        first = _first_hand(behind)
        for one in behind:
            if one.documents.isdisjoint(first[0].documents) and not _has_fellow(one, first):
                _propose_all(one, first, relay, proposals)


def _first_hand(behind: Sequence[Profile]) -> list[Profile]:
    """Return the profiles of the document that stands nearest to the relay."""
    nearest = min(behind, key=lambda p: (_hops(p), min(p.documents), p.key))
    return [p for p in behind if not p.documents.isdisjoint(nearest.documents)][:_WINDOW]


def _hops(profile: Profile) -> int:
    return min((len(place.relays) for place in profile.places), default=0)


def _has_fellow(one: Profile, others: Sequence[Profile]) -> bool:
    return any(same_kind(one, other) for other in others)


def _propose_all(one: Profile, others: Sequence[Profile], relay: str, proposals: Proposals) -> None:
    for other in others:
        amounts = one.own.amount, other.own.amount
        if amounts[0].overlaps(amounts[1]) or min(a.least for a in amounts) >= 2:
            why = reason(SuggestionKind.SAME_RELAY, relay=relay, **words_of(one, other))
            proposals.add(one.key, other.key, SuggestionKind.SAME_RELAY, 0.35, why)


def _match_casts(profiles: Profiles, proposals: Proposals) -> None:
    """Propose the rest of two joint groups of which one member is described alike.

    "Officials and sources close to the factions" and "two officials and three sources ..." are
    told of the same people, though Arabic has the officials once as three or more, once as two.
    """
    by_claim: dict[str, list[list[Profile]]] = defaultdict(list)
    for cast in profiles.casts():
        if len(cast) > 1:
            by_claim[cast[0].first.claim].append(cast)
    for claim, casts in sorted(by_claim.items()):
        for place, one in enumerate(casts) if claim else ():
            for other in casts[max(place - _WINDOW, 0) : place]:
                _match_cast(one, other, proposals)


def _match_cast(one: Sequence[Profile], other: Sequence[Profile], proposals: Proposals) -> None:
    pairs = [(a, b) for a in one for b in other if a.key != b.key]
    agreeing = next(((a, b) for a, b in pairs if alike(a, b)), None)
    if agreeing is None:
        return
    for a, b in pairs:
        said = a.described_with(b)
        if said and not same_kind(a, b) and _loosely(*said) and not a.apart(b):
            fellows = dict(
                zip(("with_one", "with_other"), words_of(*agreeing).values(), strict=True)
            )
            why = reason(SuggestionKind.SAME_CAST, **words_of(a, b), **fellows)
            proposals.add(a.key, b.key, SuggestionKind.SAME_CAST, 0.55, why)


def _loosely(one: Description, other: Description) -> bool:
    """Tell whether two descriptions differ in number only, both being of more than one."""
    several = min(one.amount.least, other.amount.least) >= 2
    return several and one.same_head(other) and one.agreement(other) >= 0.5
