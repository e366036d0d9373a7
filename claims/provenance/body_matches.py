"""Finds mentions that belong to one body: a group and its spokesman, an office and its holder."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from claims.provenance.lexicon import Lexicon, lexicon_of
from claims.provenance.mentions import Mention, SuggestionKind
from claims.provenance.name_matches import Name, names_of
from claims.provenance.naming import bare, bares, forms
from claims.provenance.proposals import Proposals
from claims.provenance.reasons import reason

_SPOKESPERSON = "spokesperson_of"
_LONGEST_NAME = 5
_HOLDERS = 3
"""How many named holders of one office are proposed for one who is not named."""


def match_bodies(mentions: Sequence[Mention], proposals: Proposals) -> None:
    """Propose members with their bodies, and unnamed spokesmen with the named ones."""
    bodies = dict(_affiliations(mentions))
    for (member, body), type_ in sorted(bodies.items()):
        why = reason(SuggestionKind.AFFILIATION, body=body, type=type_)
        proposals.add(member, body, SuggestionKind.AFFILIATION, 0.5, why)
    _match_offices(mentions, bodies, proposals)


def _affiliations(mentions: Sequence[Mention]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield a member and its body with the type: as described, then as stated, which holds."""
    by_name = _by_name(mentions)
    for mention in mentions:
        for text in (mention.descriptor,) if mention.descriptor else mention.names:
            for body, type_ in _described(text, by_name):
                if body != mention.key:
                    yield (mention.key, body), type_
    for mention in mentions:
        for body, type_ in mention.affiliations:
            if body != mention.key:
                yield (mention.key, body), type_


def _by_name(mentions: Sequence[Mention]) -> dict[tuple[str, ...], Name]:
    """Return the first holder of each name that says who it is."""
    found: dict[tuple[str, ...], Name] = {}
    for mention in mentions:
        for name in names_of(mention):
            if not name.generic and len(name.key) >= 4:
                found.setdefault(name.tokens, name)
    return found


def _described(text: str, by_name: Mapping[tuple[str, ...], Name]) -> Iterator[tuple[str, str]]:
    """Yield the bodies that a description names after an office, with the type."""
    lexicon = lexicon_of("", text)
    if lexicon is None:
        return
    said = [bare(word) for word in forms(text)]
    office = next((p for p, word in enumerate(said) if word in bares(lexicon.offices)), None)
    if office is None or bares(lexicon.near) & set(said):
        return
    speaks = said[office] in bares(lexicon.spokesmen)
    for name in _named_in(said, by_name):
        if name.family == "body" or speaks:
            yield name.holder, _SPOKESPERSON if speaks else "member_of"


def _named_in(said: Sequence[str], by_name: Mapping[tuple[str, ...], Name]) -> Iterator[Name]:
    for start in range(len(said)):
        for size in range(_LONGEST_NAME, 0, -1):
            name = by_name.get(tuple(said[start : start + size]))
            if name is not None and size <= len(said) - start:
                yield name
                break


def _match_offices(
    mentions: Sequence[Mention], bodies: Mapping[tuple[str, str], str], proposals: Proposals
) -> None:
    """Propose that a spokesman without a name is the one who is named elsewhere."""
    named = {mention.key for mention in mentions if mention.named}
    single = {m.key for m in mentions if not m.named and _is_one(m)}
    holders: dict[str, list[str]] = defaultdict(list)
    for (member, body), type_ in sorted(bodies.items()):
        if type_ == _SPOKESPERSON and member in named and len(holders[body]) < _HOLDERS:
            holders[body].append(member)
    for (member, body), type_ in sorted(bodies.items()):
        for holder in holders[body] if type_ == _SPOKESPERSON and member in single else ():
            why = reason(SuggestionKind.SAME_OFFICE, body=body)
            proposals.add(member, holder, SuggestionKind.SAME_OFFICE, 0.6, why)


def _is_one(mention: Mention) -> bool:
    lexicon: Lexicon | None = lexicon_of(mention.language, mention.descriptor)
    heads = forms(mention.descriptor)
    plural = lexicon is not None and any(word in lexicon.plural_nouns for word in heads)
    return mention.count == 1 or (mention.count is None and not plural)
