"""Makes the spellings of one word alike, and Arabic and Latin spellings of one name comparable."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from claims.spelling import fold

_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
_CONTROLS = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
# Digits part from Arabic letters: a blank is often missing there.
_WORD = re.compile(
    rf"\d+(?:[.,٫٬]\d+)*(?=[ء-ي])|[ء-ي]+ـ*(?=\d)|[^\W_](?:[{_MARKS}{_CONTROLS}]*[^\W_]|(?<=\d)[.,٫٬](?=\d)|['’ʼ](?=[^\W_]))*[{_MARKS}]*"
)
_STOP = re.compile("[.,;:!?،؛؟…\n]")
# The seats of hamza are spelt differently from country to country: مسؤول, مسئول.
_SPELLINGS = str.maketrans("’ʼ", "''", "ءؤئ")
_LONG_ALEF = re.compile("ا{2,}")
_POSSESSIVE = re.compile("'s?$")
_ARTICLE = re.compile("^(?:[وف]?[بك]?ال|[وف]?لل)(?=[ا-ي]{3})")
_ARABIC_ENDING = re.compile("(?:يات|تان|تين|ها|هم|ون|ين|ان|ات|يه|وا|ه|ي|ا)$")
_ARABIC = re.compile("[ا-ي]")
_CLITICS = "وفبلك"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its place (code points, end exclusive) and its form for comparison.

    `apart`: a stop, a comma or a new line stands before it.
    """

    start: int
    end: int
    form: str
    apart: bool = False


@lru_cache(maxsize=1 << 12)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of `text` in order; a hyphen parts words."""
    found, last = [], 0
    for at in _WORD.finditer(text):
        read = form(at.group())
        if read:
            apart = _STOP.search(text, last, at.start()) is not None
            found.append(Word(at.start(), at.end(), read, apart))
            last = at.end()
    return tuple(found)


def forms(text: str) -> list[str]:
    """Return the forms of the words of `text`, in order."""
    return [word.form for word in words(text)]


@lru_cache(maxsize=1 << 16)
def form(word: str) -> str:
    """Return the form of one word: folded, without hamza, doubled alef and English possessive."""
    composed = unicodedata.normalize("NFC", word).translate(_SPELLINGS)
    return _POSSESSIVE.sub("", _LONG_ALEF.sub("ا", fold(composed)))


def is_arabic(text: str) -> bool:
    """Tell whether any letter of the folded text is Arabic."""
    return _ARABIC.search(text) is not None


def is_definite(word: str) -> bool:
    """Tell whether a form carries the Arabic article."""
    return _ARTICLE.match(word) is not None


def bare(word: str) -> str:
    """Return a form without the Arabic article and what is written together with it."""
    return _ARTICLE.sub("", word)


@lru_cache(maxsize=64)
def bares(some: frozenset[str]) -> frozenset[str]:
    """Return forms without the Arabic article."""
    return frozenset(bare(word) for word in some)


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return a form without article and endings of number, gender and relation.

    Stems are for comparing, not for reading; broken plurals keep their own (see `same_stem`).
    """
    kept = bare(word)
    return _arabic_stem(kept) if is_arabic(kept) else _latin_stem(kept)


def _arabic_stem(word: str) -> str:
    for _ in range(2):
        cut = _ARABIC_ENDING.sub("", word)
        word = cut if len(cut) >= 3 else word
    return word


def _latin_stem(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith("s") and len(word) > 3 and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=1 << 16)
def stems(word: str) -> frozenset[str]:
    """Return the stem of a form and, of Arabic, those without a particle that may be joined on."""
    found = {stem(word)}
    if is_arabic(word) and word[0] in _CLITICS and len(word) >= 5 and not is_definite(word):
        found.add(stem(word[1:]))
        if word[0] in "وف" and word[1] in _CLITICS and len(word) >= 6:
            found.add(stem(word[2:]))
    return frozenset(found)


@lru_cache(maxsize=1 << 16)
def same_stem(one: str, other: str) -> bool:
    """Tell whether two forms are one noun, whatever its number.

    Long vowels, by which Arabic makes many plurals, are not compared: مصدر, مصادر.
    """
    if not stems(one).isdisjoint(stems(other)):
        return True
    if not (is_arabic(one) and is_arabic(other)):
        return False
    return not _bones(one).isdisjoint(_bones(other))


def _bones(word: str) -> set[str]:
    """Return the consonants of the stems: four, or three round a long vowel (صاروخ, صواريخ)."""
    bones = ((found, re.sub("[اوي]", "", found)) for found in stems(word))
    return {kept for found, kept in bones if len(kept) >= (3 if kept != found else 4)}


# Transliteration. Letters that the common romanisations confuse stand for one sound.
_ARABIC_SOUNDS = {
    **dict.fromkeys("بپ", "B"), **dict.fromkeys("تطث", "T"), **dict.fromkeys("جغگچژ", "G"),
    **dict.fromkeys("حه", "H"), "خ": "X", **dict.fromkeys("دض", "D"),
    **dict.fromkeys("ذزظ", "Z"), "ر": "R", **dict.fromkeys("سص", "S"), "ش": "C",
    **dict.fromkeys("فڤ", "F"), **dict.fromkeys("قك", "K"), "ل": "L", "م": "M", "ن": "N",
}  # fmt: skip
_LATIN_SOUNDS = {
    "sh": "C", "ch": "C", "kh": "X", "gh": "G", "th": "T", "dh": "Z", "ph": "F", "zh": "G",
    "dj": "G", "ck": "K", "qu": "K", "x": "KS", **dict.fromkeys("bp", "B"), "t": "T",
    **dict.fromkeys("gj", "G"), "h": "H", "d": "D", "z": "Z", "r": "R", "s": "S",
    **dict.fromkeys("fv", "F"), **dict.fromkeys("kqc", "K"), "l": "L", "m": "M", "n": "N",
}  # fmt: skip
_LATIN_SOUND = re.compile("sh|ch|kh|gh|th|dh|ph|zh|dj|ck|qu|c(?=[eiy])|n?g(?=[^aeiouygh])|.")
_ARABIC_VOWELS = {"ا": frozenset("A"), "و": frozenset("U"), "ي": frozenset("I")}
_LATIN_VOWELS = {
    "a": frozenset("A"), "e": frozenset("AI"), "i": frozenset("I"), "y": frozenset("I"),
    "o": frozenset("U"), "u": frozenset("U"), "w": frozenset("U"),
}  # fmt: skip
_LONG_IN_LATIN = re.compile("aa|ee|ii|oo|uu|ei|ou|ai|au")


@dataclass(frozen=True, slots=True)
class Sounds:
    """The consonants of a name and the vowels written before, between and after them."""

    consonants: str
    vowels: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> Sounds:
    """Return the sounds of one form; doubled consonants count once, digits as consonants."""
    heard = _arabic_sounds(bare(word)) if is_arabic(word) else _latin_sounds(word)
    consonants, vowels = "", [""]
    for consonant, vowel in heard:
        if vowel:
            vowels[-1] += vowel
        elif consonant and not (consonants.endswith(consonant) and not vowels[-1]):
            consonants += consonant
            vowels.extend([""] * len(consonant))
    return Sounds(consonants, tuple(vowels))


def _arabic_sounds(word: str) -> Iterator[tuple[str, str]]:
    for letter in word.removesuffix("ه") or word:
        yield (
            _ARABIC_SOUNDS.get(letter, letter if letter.isdigit() else ""),
            (letter if letter in _ARABIC_VOWELS else ""),
        )


def _latin_sounds(word: str) -> Iterator[tuple[str, str]]:
    for sound in _LATIN_SOUND.findall(word.removesuffix("h") or word):
        if sound in _LATIN_VOWELS:
            yield "", sound
        else:
            yield _latin_consonant(sound), ""


def _latin_consonant(sound: str) -> str:
    if sound == "ng":
        return "N"
    return _LATIN_SOUNDS.get(sound, sound if sound.isdigit() else "")


def sound_alike(arabic: str, latin: str) -> bool:
    """Tell whether a Latin form can spell an Arabic one.

    All consonants agree, and every long vowel that Arabic writes is heard in Latin at its place;
    a vowel that Latin writes long must be written in Arabic too (حسن is not Hussein).
    """
    one, other = sounds(arabic), sounds(latin)
    if one.consonants != other.consonants or not one.consonants:
        return False
    last = len(one.vowels) - 1
    return all(
        _vowels_agree(written, heard, first=place == 0, last=place == last)
        for place, (written, heard) in enumerate(zip(one.vowels, other.vowels, strict=True))
    )


def _vowels_agree(arabic: str, latin: str, *, first: bool, last: bool) -> bool:
    if first:
        arabic = arabic.removeprefix("ا")
    if not arabic and _LONG_IN_LATIN.search(latin) and not first:
        return False
    heard = {sound for letter in latin for sound in _LATIN_VOWELS[letter]}
    if last and arabic.endswith("ي"):
        return bool(heard & {"A", "I"})
    return all(_ARABIC_VOWELS[letter] <= heard for letter in arabic)
