"""Why two mentions may be one source, in a sentence for whoever decides whether they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from claims.provenance.labels import clean, isolated, quoted, shortened
from claims.provenance.mentions import SuggestionKind
from claims.provenance.reasons import Detail, Reason
from claims.provenance.wording import wording
from claims.spelling import fold
from factcheck.core.directions import Direction

_CLAUSE_ROOM = 90
"""How wide a clause is quoted, in units of the font size."""
_KEYS = ("relay", "body")


def keys_in(reason: Reason) -> tuple[str, ...]:
    """Return the keys of sources that the sentence calls by their labels."""
    return tuple(str(key) for name in _KEYS if (key := reason.get(name)))


def say(
    reason: Reason, language: str, names: Mapping[str, str], sides: tuple[str, ...] = ()
) -> str:
    """Return the reason in Arabic or, for any other language, in English.

    `names` has labels by key (see `keys_in`); without one the sentence does without it. `sides`
    are the labels of both mentions: they follow a shared name that is another one.
    """
    told = wording(language)
    phrases = _ARABIC if told.language == "ar" else _ENGLISH
    return _Sentence(reason, names, sides, phrases, told.direction).text()


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Sentences with places for words of the texts and for labels.

    The Arabic ones are built so that nothing has to agree with either in number or gender.
    """

    same_as: str
    same_name: str
    short_name: str
    transliteration: str
    one_description: str
    two_descriptions: str
    through: str
    same_claim: str
    same_cast: str
    one_told: str
    two_told: str
    same_relay: str
    some_relay: str
    back_reference: str
    same_office: str
    some_office: str
    affiliations: Mapping[Detail, str]
    named: str


_ENGLISH = _Phrases(
    same_as="One address identifies both: {address}.",
    same_name="Both are named {name}{sides}.",
    short_name="{name} can stand for {full}, the only full name here that ends in it.",
    transliteration="{one} and {other} are spellings of one name.",
    one_description="The same description, {one}{through}{claim}.",
    two_descriptions="Descriptions that fit one source, {one} and {other}{through}{claim}.",
    through=", both through {relay}",
    same_claim=", for the same claim",
    same_cast=(
        "{one} and {other} are each cited beside a source that both places describe alike: "
        "{with_one} and {with_other}."
    ),
    one_told="Two documents have nearly the same sentence from {one}: {clause}.",
    two_told="Two documents have nearly the same sentence, from {one} and from {other}: {clause}.",
    same_relay=(
        "Both are behind {relay} for the same claim, and nothing in {one} and {other} "
        "tells them apart."
    ),
    some_relay="one relay",
    back_reference="In the same document {words} points back at {antecedent}.",
    same_office="Both speak for {body}.",
    some_office="Both speak for one body.",
    affiliations={
        "member_of": "One is a member of the other{named}.",
        "part_of": "One is a part of the other{named}.",
        "spokesperson_of": "One speaks for the other{named}.",
    },
    named=", {body}",
)

_ARABIC = _Phrases(
    same_as="عنوان واحد يعرّف المصدرين: {address}.",
    same_name="للمصدرين اسم واحد: {name}{sides}.",
    short_name="قد يُقصد بـ{name} {full}، وهو الاسم الكامل الوحيد هنا الذي ينتهي به.",
    transliteration="{one} و{other} كتابتان لاسم واحد.",
    one_description="الوصف واحد، {one}{through}{claim}.",
    two_descriptions="وصفان قد يكونان لمصدر واحد، {one} و{other}{through}{claim}.",
    through="، وكلا المصدرين عبر {relay}",
    same_claim="، في الادعاء نفسه",
    same_cast=(
        "ورد المصدران {one} و{other} كلٌّ إلى جانب مصدر يتشابه وصفه في الموضعين: "
        "{with_one} و{with_other}."
    ),
    one_told="تنقل وثيقتان الجملة نفسها تقريبًا عن {one}: {clause}.",
    two_told="تنقل وثيقتان الجملة نفسها تقريبًا، عن {one} وعن {other}: {clause}.",
    same_relay=(
        "كلا المصدرين وراء {relay} في الادعاء نفسه، وليس في الوصفين {one} و{other} ما يميّز بينهما."
    ),
    some_relay="ناقل واحد",
    back_reference="في الوثيقة نفسها تعود عبارة {words} على {antecedent}.",
    same_office="المصدران يتحدثان باسم {body}.",
    some_office="المصدران يتحدثان باسم جهة واحدة.",
    affiliations={
        "member_of": "أحد المصدرين عضو في الآخر{named}.",
        "part_of": "أحد المصدرين جزء من الآخر{named}.",
        "spokesperson_of": "أحد المصدرين يتحدث باسم الآخر{named}.",
    },
    named="، وهو {body}",
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One reason, to be put into one language."""

    reason: Reason
    names: Mapping[str, str]
    sides: tuple[str, ...]
    phrases: _Phrases
    direction: Direction

    def text(self) -> str:
        """Return the sentence."""
        return self._pattern().format_map(
            {name: self._shown(name, str(value)) for name, value in self.reason.details}
            | {"relay": self._label("relay") or self.phrases.some_relay}
            | {"body": self._label("body"), "sides": self._sides()}
            | {"through": self._with("through", "relay"), "named": self._with("named", "body")}
            | {"claim": self.phrases.same_claim if self.reason.get("claim") else ""}
        )

    def _pattern(self) -> str:
        match SuggestionKind(self.reason.code):
            case SuggestionKind.SAME_DESCRIPTION:
                return self._by_words("one_description", "two_descriptions")
            case SuggestionKind.SAME_CLAUSE:
                return self._by_words("one_told", "two_told")
            case SuggestionKind.SAME_OFFICE if not self._label("body"):
                return self.phrases.some_office
            case SuggestionKind.AFFILIATION:
                return self.phrases.affiliations[self.reason.get("type")]
            case kind:
                return str(getattr(self.phrases, kind.value))

    def _by_words(self, alike: str, apart: str) -> str:
        """Choose by whether both are described in the same words, however spelled."""
        one, other = (fold(str(self.reason.get(name))) for name in ("one", "other"))
        return str(getattr(self.phrases, alike if one == other else apart))

    def _shown(self, name: str, value: str) -> str:
        text = clean(value)
        if name == "clause":
            text = shortened(text, _CLAUSE_ROOM)
        return isolated(text if name == "address" else quoted(text), self.direction)

    def _label(self, name: str) -> str:
        shown = clean(self.names.get(str(self.reason.get(name)), ""))
        return isolated(shown, self.direction) if shown else ""

    def _with(self, phrase: str, name: str) -> str:
        """Return a part of the sentence that is left out where nobody knows the label."""
        shown = self._label(name)
        return str(getattr(self.phrases, phrase)).format_map({name: shown}) if shown else ""

    def _sides(self) -> str:
        """Return by which other labels the reader knows the two, if by any."""
        labels = {fold(side): clean(side) for side in self.sides}
        if labels.keys() <= {fold(str(self.reason.get("name")))}:
            return ""
        return f" ({' / '.join(isolated(side, self.direction) for side in labels.values())})"
