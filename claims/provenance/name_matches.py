"""Finds mentions with one name: in another spelling, shortened, or in another script."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from claims.provenance.lexicon import Lexicon, lexicon_of
from claims.provenance.mentions import Mention, SuggestionKind
from claims.provenance.naming import bare, bares, forms, is_arabic, is_definite, sound_alike, sounds
from claims.provenance.proposals import Proposals
from claims.provenance.reasons import reason

_LATIN_ARTICLES = ("al", "el", "the")
_FAMILIES = {
    "person": ("person",),
    "document": ("document",),
    "social_account": ("person", "body"),
}
_BUCKET = 16
"""How many names that sound alike are compared with one another."""
_LEAST_CONSONANTS = 4
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a mention without titles and labels.

    `generic` names are made of words for offices and kinds of bodies (the army): they name
    somebody only within one document.
    """

    holder: str
    family: str
    text: str
    tokens: tuple[str, ...]
    generic: bool

    @property
    def key(self) -> str:
        """Return what equal names share, however their parts are joined."""
        return "".join(self.tokens).replace("عبدال", "عبد")

    @property
    def arabic(self) -> bool:
        """Say whether it is written in Arabic letters."""
        return is_arabic(self.key)


def names_of(mention: Mention) -> list[Name]:
    """Return the names of a named mention, none for others."""
    if not mention.named:
        return []
    found: dict[tuple[str, str], Name] = {}
    for text in mention.names:
        for name in _read(mention, text):
            found.setdefault((name.family, name.key), name)
    return list(found.values())


def _read(mention: Mention, text: str) -> Iterator[Name]:
    lexicon = lexicon_of("", text)
    if lexicon is None:
        return
    families = _FAMILIES.get(mention.kind, ("body",))
    tokens = [_plain(word) for word in forms(text)]
    person = families[0] == "person"
    kept = _without_titles(forms(text), lexicon) if person else _without_labels(tokens, lexicon)
    generic = _is_generic(kept, lexicon)
    for family in families:
        if kept and len("".join(kept)) > 1:
            yield Name(mention.key, family, text, tuple(kept), generic)


def _plain(word: str) -> str:
    kept = bare(word)
    for head in ("abdul", "abdel", "abdal"):
        kept = f"abd{kept.removeprefix(head)}" if kept.startswith(head) else kept
    return kept


def _without_titles(found: Sequence[str], lexicon: Lexicon) -> list[str]:
    """Return a person's name without what stands before it: office, rank, nationality."""
    titles = bares(lexicon.titles)
    rest = [word for word in found if word not in _LATIN_ARTICLES]
    titled = False
    while len(rest) > 1 and bare(rest[0]) in titles:
        if len(rest) == 2 and is_arabic(rest[0]) and not is_definite(rest[0]) and not titled:
            break
        rest, titled = rest[1:], True
    if titled and len(rest) > 2 and is_definite(rest[0]) and rest[0].endswith("ي"):
        rest = rest[1:]
    return [_plain(word) for word in rest]


def _without_labels(tokens: Sequence[str], lexicon: Lexicon) -> list[str]:
    labels = bares(lexicon.labels)
    all_kept = [token for token in tokens if token not in _LATIN_ARTICLES]
    kept = [token for token in all_kept if token not in labels]
    return kept or list(all_kept)


def _is_generic(tokens: Sequence[str], lexicon: Lexicon) -> bool:
    common = (bares(lexicon.titles), bares(lexicon.bodies), bares(lexicon.labels))
    return all(any(token in some for some in common) for token in tokens)


def match_names(mentions: Sequence[Mention], proposals: Proposals) -> None:
    """Propose all pairs of mentions that share an address or a name."""
    names = [name for mention in mentions for name in names_of(mention)]
    _match_addresses(mentions, proposals)
    _match_keys(names, proposals)
    _match_in_documents(mentions, names, proposals)
    _match_short(names, proposals)
    _match_sounds(names, proposals)


def _match_addresses(mentions: Sequence[Mention], proposals: Proposals) -> None:
    holders = defaultdict(list)
    for mention in mentions:
        for address in mention.same_as:
            holders[address.rstrip("/")].append(mention.key)
    for address, keys in sorted(holders.items()):
        why = reason(SuggestionKind.SAME_AS, address=address)
        proposals.link(keys, SuggestionKind.SAME_AS, 0.98, why)


def _match_keys(names: Sequence[Name], proposals: Proposals) -> None:
    alike = defaultdict(list)
    for name in names:
        if not name.generic:
            alike[name.family, name.key].append(name)
    for _, group in sorted(alike.items()):
        why = reason(SuggestionKind.SAME_NAME, name=group[0].text)
        short = group[0].family == "person" and len(group[0].tokens) == 1
        holders = [name.holder for name in group]
        proposals.link(holders, SuggestionKind.SAME_NAME, 0.7 if short else 0.95, why)


def _match_in_documents(
    mentions: Sequence[Mention], names: Sequence[Name], proposals: Proposals
) -> None:
    documents = {m.key: sorted({place.document for place in m.places}) for m in mentions}
    alike = defaultdict(list)
    for name in names:
        for document in documents[name.holder] if name.generic else ():
            alike[document, name.family, name.key].append(name)
    for _, group in sorted(alike.items()):
        why = reason(SuggestionKind.SAME_NAME, name=group[0].text)
        proposals.link([name.holder for name in group], SuggestionKind.SAME_NAME, 0.7, why)


def _match_short(names: Sequence[Name], proposals: Proposals) -> None:
    """Propose a bare surname for the one full name that it can stand for."""
    full: dict[str, dict[str, Name]] = defaultdict(dict)
    for name in names:
        if name.family == "person" and len(name.tokens) > 1:
            full[name.tokens[-1]].setdefault(name.key, name)
    with_full = {name.holder for kept in full.values() for name in kept.values()}
    for name in names:
        known = full.get(name.key, {})
        if name.family == "person" and len(known) == 1 and name.holder not in with_full:
            (other,) = known.values()
            why = reason(SuggestionKind.SHORT_NAME, name=name.text, full=other.text)
            proposals.add(name.holder, other.holder, SuggestionKind.SHORT_NAME, 0.6, why)


def _match_sounds(names: Sequence[Name], proposals: Proposals) -> None:
    arabic_holders = {name.holder for name in names if name.arabic}
    heard: dict[tuple[str, str], dict[str, Name]] = defaultdict(dict)
    for name in names:
        consonants = "".join(sounds(token).consonants for token in name.tokens)
        if len(consonants) >= _LEAST_CONSONANTS and not name.generic:
            heard[name.family, consonants].setdefault(name.key, name)
    for _, group in sorted(heard.items()):
        alike = sorted(group.values(), key=lambda name: name.key)[:_BUCKET]
        for place, one in enumerate(alike):
            for other in alike[:place]:
                both = {one.holder, other.holder}
                if not both <= arabic_holders and _sound_alike(one, other):
                    why = reason(SuggestionKind.TRANSLITERATION, one=other.text, other=one.text)
                    kind = SuggestionKind.TRANSLITERATION
                    proposals.add(one.holder, other.holder, kind, 0.75, why)


def _sound_alike(one: Name, other: Name) -> bool:
    if one.arabic and other.arabic:
        return False
    if one.arabic != other.arabic:
        arabic, latin = (one, other) if one.arabic else (other, one)
        if len(arabic.tokens) != len(latin.tokens):
            return sound_alike(arabic.key, latin.key)
        pairs = zip(arabic.tokens, latin.tokens, strict=True)
        return all(sound_alike(token, spelt) for token, spelt in pairs)
    if min(len(one.tokens), len(other.tokens)) < 2:
        return False
    return SequenceMatcher(None, one.key, other.key).ratio() >= _ALIKE
