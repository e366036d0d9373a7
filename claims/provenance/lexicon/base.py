"""What a language has to tell the rules: its words by what they do in a report."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from claims.provenance.naming import form, forms

Phrase = tuple[str, ...]


class Force(IntEnum):
    """How much a reporting verb stands behind what is said, from the weakest."""

    DISTANCED = 0
    SAID = 1
    ANNOUNCED = 2
    AFFIRMED = 3


@dataclass(frozen=True, slots=True)
class Amount:
    """How many: from `least` to `most`, None where there is no upper end."""

    least: int
    most: int | None

    def overlaps(self, other: "Amount") -> bool:
        """Tell whether one number can satisfy both."""
        return (self.most is None or other.least <= self.most) and (
            other.most is None or self.least <= other.most
        )

    @property
    def exact(self) -> int | None:
        """Return the number where there is only one."""
        return self.least if self.least == self.most else None


def exactly(number: int) -> Amount:
    """Return the amount that only `number` satisfies."""
    return Amount(number, number)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """The words of one language, each by its form for comparison (see `naming.form`)."""

    language: str
    numbers: Mapping[str, int]
    """Number words; scale words (hundred, thousand) multiply what stands before them."""
    number_phrases: Mapping[Phrase, int]
    """Numbers of two words that are none, or others, alone."""
    quantifiers: Mapping[str, Amount]
    """Words that say roughly how many: several, some."""
    bounds: Mapping[Phrase, str]
    """Phrases round a number: least, more, most, less, about."""
    cues: Mapping[str, Force]
    """Reporting verbs and phrases in all their forms, joined by one blank."""
    confirming: frozenset[str]
    negations: frozenset[str]
    abilities: frozenset[str]
    """Words that speak of being able: a source that cannot confirm has spoken about it."""
    hedges: frozenset[Phrase]
    weekdays: Mapping[str, int]
    """Names of days; Monday is 0."""
    near_days: Mapping[str, int]
    """Days named from the day of writing: today 0, yesterday -1."""
    months: frozenset[str]
    clock: frozenset[str]
    """Words beside a number that make it a time, a year or a share."""
    functions: frozenset[str]
    """Words that build sentences and say nothing of the matter."""
    demonstratives: frozenset[str]
    articles: frozenset[str]
    """Definite articles that are words of their own."""
    singular_articles: frozenset[str]
    persons: Mapping[str, str]
    """Nouns for people who speak, singular and irregular plural, to the singular."""
    anyone: frozenset[str]
    """Those of them that say nothing but that somebody spoke: sources, people."""
    stops: frozenset[str]
    """Words at which the noun phrase proper ends and what is said of it begins."""
    titles: frozenset[str]
    """Words before a person's name, and words that make an office."""
    labels: frozenset[str]
    """Words that a name of an outlet or a company keeps or drops: agency, channel, Ltd."""
    bodies: frozenset[str]
    """Words for kinds of bodies; a name made of them alone names a body only in its context."""
    offices: frozenset[str]
    """Words for those who speak for a body or belong to it."""
    spokesmen: frozenset[str]
    near: frozenset[str]
    """Words for nearness without membership: close to, familiar with."""
    plural_nouns: frozenset[str]
    """Forms that mean several though their ending does not say so."""
    number_of: Callable[[str], Amount]
    """How many a noun's form says by itself."""
    counts_before: bool = True
    """Whether the head of a noun phrase comes last in it (armed groups)."""


def listed(text: str) -> frozenset[str]:
    """Return the forms of a list of words."""
    return frozenset(form(word) for word in text.split())


def phrases(*texts: str) -> frozenset[Phrase]:
    """Return the forms of phrases, each a tuple of words."""
    return frozenset(tuple(forms(text)) for text in texts)


def numbered(pairs: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Return the forms of words to their numbers; each text lists the spellings of one."""
    return {form(word): number for number, text in pairs for word in text.split()}


def persons(*rows: str) -> dict[str, str]:
    """Return the forms of nouns to the singular, which each row names first."""
    return {form(word): form(row.split()[0]) for row in rows for word in row.split()}
