"""The words in which provenance is told, in Arabic and English; other languages get English."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from claims.provenance.doubts import PossibleReason
from factcheck.core.directions import Direction

Case = Literal["subject", "object"]
Thing = Literal["articles", "origins", "independent", "links", "ways", "merges", "more"]


@dataclass(frozen=True, slots=True)
class EnglishNoun:
    """One and several."""

    one: str
    other: str

    def counted(self, number: int, case: Case) -> str:
        """Return the number, in words up to ten, and the noun in agreement."""
        del case
        shown = _ENGLISH_NUMBERS[number] if number < len(_ENGLISH_NUMBERS) else str(number)
        return f"{shown} {self.one if number == 1 else self.other}"

    def begun(self, number: int) -> str:
        """Return the number alone."""
        return self.counted(number, "object").split()[0]


@dataclass(frozen=True, slots=True)
class ArabicNoun:
    """The forms after a number; `one` and `two` say the number themselves.

    `few` follows 3 to 10, `many` 11 to 99 and `other` whole hundreds; 3 to 10 in words have the
    other gender than the noun. `begin` is one and two where a range begins and its end has the
    whole noun.
    """

    one: str
    two: str
    two_object: str
    few: str
    many: str
    other: str
    feminine: bool = False
    begin: tuple[str, str] | None = None

    def counted(self, number: int, case: Case) -> str:
        """Return the number, in words up to ten, and the noun in agreement."""
        if number in (1, 2):
            two = self.two if case == "subject" else self.two_object
            return self.one if number == 1 else two
        numbers = _ARABIC_FOR_FEMININE if self.feminine else _ARABIC_FOR_MASCULINE
        return f"{numbers.get(number, str(number))} {self._form(number % 100)}"

    def begun(self, number: int) -> str:
        """Return the number alone, or the noun that says one or two."""
        if number in (1, 2):
            return (self.begin or (self.one, self.two_object))[number - 1]
        numbers = _ARABIC_FOR_FEMININE if self.feminine else _ARABIC_FOR_MASCULINE
        return numbers.get(number, str(number))

    def _form(self, rest: int) -> str:
        if 3 <= rest <= 10:
            return self.few
        return self.many if rest >= 11 else self.other


_ENGLISH_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
)
_ARABIC_FOR_FEMININE = dict(
    enumerate(("ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر"), start=3)
)
_ARABIC_FOR_MASCULINE = dict(
    enumerate(("ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة"), start=3)
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences with places for what is counted and named.

    The Arabic ones are built so that nothing but the noun has to agree with a number or a gender.
    """

    language: str
    direction: Direction
    nouns: dict[Thing, EnglishNoun | ArabicNoun]
    months: tuple[str, ...]
    last: str
    comma: str
    semicolon: str
    nothing: str
    nothing_left: str
    retracted: str
    no_longer: str
    cited_report: str
    copied: str
    copied_key: str
    summary: str
    summary_none: str
    between: str
    through: str
    unnamed: str
    article: str
    untitled: str
    more_items: str
    not_established: str
    by_way_of: str
    more_merges: str
    reasons: dict[PossibleReason, str]
    one_body: str
    hangs: str
    hangs_partly: str
    likewise: str
    narrow: str
    all_unnamed: str
    through_unnamed: str
    cycle: str
    cycle_alone: str
    from_nowhere: str
    from_somewhere: str
    own_voice: str
    unsigned: str
    away: str
    away_up_to: str
    away_between: str
    first: str
    no_date: str
    heading: str
    articles_heading: str
    relays_heading: str
    origins_heading: str
    own_voice_mark: str
    unsigned_mark: str
    unnamed_mark: str
    edge_key: str
    stitched_key: str
    circular_key: str
    unnamed_key: str
    bottleneck_key: str
    class_key: str
    maybe_key: str
    not_shown: str

    def counted(self, thing: Thing, number: int, case: Case = "subject") -> str:
        """Return the number and the noun in agreement."""
        return self.nouns[thing].counted(number, case)

    def bare(self, thing: Thing, number: int) -> str:
        """Return a number that begins a range: the noun comes with its end where that goes."""
        return self.nouns[thing].begun(number)

    def day(self, day: date) -> str:
        """Return the day as readers of the language write it."""
        return f"{day.day} {self.months[day.month - 1]} {day.year}"

    def listed(self, items: list[str]) -> str:
        """Return the items with commas, and the word for "and" before the last one."""
        if len(items) < 2:
            return "".join(items)
        return f"{self.comma.join(items[:-1])}{self.last}{items[-1]}"


_ENGLISH = Wording(
    language="en",
    direction="ltr",
    nouns={
        "articles": EnglishNoun("article", "articles"),
        "origins": EnglishNoun("origin", "origins"),
        "independent": EnglishNoun("independent origin", "independent origins"),
        "links": EnglishNoun("citation", "citations"),
        "ways": EnglishNoun("way", "ways"),
        "merges": EnglishNoun("further possible merge", "further possible merges"),
        "more": EnglishNoun("more", "more"),
    },
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    last=" and ",
    comma=", ",
    semicolon="; ",
    nothing="No article that we hold makes this claim.",
    nothing_left="No article that we hold stands for this claim any more.",
    retracted="Retracted since {day}: {which} ({reason}).",
    no_longer="Counted no longer: {articles}.",
    cited_report="a report that is cited",
    copied="Told in words copied from an earlier article, which no citation admits: {articles}.",
    copied_key="shares a passage, and does not say so",
    summary="{articles}, {origins}: {which}.",
    summary_none="{articles}, no known origin.",
    between="between {low} and {high}",
    through="{origin}, through {relays}",
    unnamed="unnamed {words}",
    article="the article {title}",
    untitled="an article without a title",
    more_items="{number}",
    not_established="Not established: whether {which} are one origin; {reason}.",
    by_way_of=" (by way of {through})",
    more_merges="Not established either: {merges}.",
    reasons={
        "same_relay": "they have no name and are reached only through {through}",
        "suggested": "it has been suggested{through} and nobody has decided",
        "affiliation": "they are, or belong to, one body: {through}",
    },
    one_body="they belong to one body",
    hangs="Everything that we hold hangs on {which}.",
    hangs_partly="Everything that leads to an origin hangs on {which}.",
    likewise="{first}, and likewise on {others}",
    narrow="{ways} to an origin share nothing; all that leads to an origin passes {which}.",
    all_unnamed="No origin has a name.",
    through_unnamed="Named, but reached only through sources without a name: {which}.",
    cycle="Circular: {which} have it from each other; {end}.",
    cycle_alone="Circular: {which} is cited as its own source; {end}.",
    from_nowhere="no origin is reachable",
    from_somewhere="an origin is reachable all the same",
    own_voice="Told in the publisher's own voice: {articles}.",
    unsigned="Told in the voice of a publisher that nobody knows: {articles}.",
    away="From article to origin: {links}.",
    away_up_to="From article to origin: at most {links}.",
    away_between="From article to origin: between {low} and {high}.",
    first="First appearance that we hold: {which}, {day}.",
    no_date="When it first appeared is not known.",
    heading="Who has it from whom",
    articles_heading="Articles",
    relays_heading="Relays",
    origins_heading="Origins",
    own_voice_mark="own voice",
    unsigned_mark="own voice, publisher unknown",
    unnamed_mark="unnamed",
    edge_key="has it from",
    stitched_key="names this article",
    circular_key="in a circle",
    unnamed_key="unnamed, in the article's words",
    bottleneck_key="bottleneck: without it, fewer ways to an origin",
    class_key="one origin",
    maybe_key="perhaps one origin: not established",
    not_shown="{number} not shown",
)

_ARABIC = Wording(
    language="ar",
    direction="rtl",
    nouns={
        "articles": ArabicNoun(
            "مقالة واحدة", "مقالتان", "مقالتين", "مقالات", "مقالة", "مقالة", feminine=True
        ),
        "origins": ArabicNoun(
            "مصدر أصلي واحد",
            "مصدران أصليان",
            "مصدرين أصليين",
            "مصادر أصلية",
            "مصدرًا أصليًا",
            "مصدر أصلي",
        ),
        "independent": ArabicNoun(
            "مصدر أصلي واحد",
            "مصدران أصليان مستقلان",
            "مصدرين أصليين مستقلين",
            "مصادر أصلية مستقلة",
            "مصدرًا أصليًا مستقلًا",
            "مصدر أصلي مستقل",
            begin=("مصدر واحد", "مصدرين"),
        ),
        "links": ArabicNoun(
            "حلقة واحدة", "حلقتان", "حلقتين", "حلقات", "حلقة", "حلقة", feminine=True
        ),
        "ways": ArabicNoun("طريق واحد", "طريقان", "طريقين", "طرق", "طريقًا", "طريق"),
        "merges": ArabicNoun(
            "احتمال دمج واحد",
            "احتمالا دمج",
            "احتمالي دمج",
            "احتمالات دمج",
            "احتمال دمج",
            "احتمال دمج",
        ),
        "more": ArabicNoun("واحد غيرها", "اثنان غيرها", "اثنين غيرها", "غيرها", "غيرها", "غيرها"),
    },
    # Both sets of names are in use, each in half of the Arab world.
    months=(
        "يناير/كانون الثاني",
        "فبراير/شباط",
        "مارس/آذار",
        "أبريل/نيسان",
        "مايو/أيار",
        "يونيو/حزيران",
        "يوليو/تموز",
        "أغسطس/آب",
        "سبتمبر/أيلول",
        "أكتوبر/تشرين الأول",
        "نوفمبر/تشرين الثاني",
        "ديسمبر/كانون الأول",
    ),
    last=" و",
    comma=" و",
    semicolon="؛ ",
    nothing="لا مقالة لدينا تورد هذا الادعاء.",
    nothing_left="لم تبقَ لدينا مقالة قائمة تورد هذا الادعاء.",
    retracted="سُحب منذ {day}: {which} ({reason}).",
    no_longer="ما لم يعد محسوبًا: {articles}.",
    cited_report="تقرير مستشهَد به",
    copied="ما ورد بألفاظ منقولة عن مقالة أسبق من دون ذكر ذلك: {articles}.",
    copied_key="مقطع مشترك من دون ذكر ذلك",
    summary="{articles} و{origins}: {which}.",
    summary_none="{articles} ولا مصدر أصلي معروف.",
    between="ما بين {low} و{high}",
    through="{origin}، عبر {relays}",
    unnamed="{words} (من دون تسمية)",
    article="المقالة {title}",
    untitled="مقالة بلا عنوان",
    more_items="{number}",
    not_established="لم يثبت إن كان {which} مصدرًا أصليًا واحدًا أم أكثر: {reason}.",
    by_way_of=" مرورًا بـ{through}",
    more_merges="ولم يثبت كذلك: {merges}.",
    reasons={
        "same_relay": "الأسماء غير مذكورة ولا طريق إليها إلا عبر {through}",
        "suggested": "ثمة اقتراح بذلك{through} لم يُبتّ فيه",
        "affiliation": "الجهة واحدة أو الانتماء إليها واحد، وهي {through}",
    },
    one_body="الانتماء إلى جهة واحدة",
    hangs="كل ما لدينا يقوم على {which}.",
    hangs_partly="كل ما يفضي إلى مصدر أصلي يقوم على {which}.",
    likewise="{first}، وكذلك على {others}",
    narrow="الطرق إلى المصادر الأصلية التي لا تتقاطع: {ways}؛ ولا وصول إلا عبر {which}.",
    all_unnamed="لا اسم لأي مصدر أصلي.",
    through_unnamed="الاسم معروف لكن لا طريق إليه إلا عبر مصادر بلا أسماء: {which}.",
    cycle="التناقل دائري بين {which}، {end}.",
    cycle_alone="النقل عن {which} يعود إلى المنقول عنه نفسه، {end}.",
    from_nowhere="ولا يفضي إلى أي مصدر أصلي",
    from_somewhere="ويفضي مع ذلك إلى مصدر أصلي",
    own_voice="ما ورد على لسان الناشر نفسه: {articles}.",
    unsigned="ما ورد على لسان ناشر لا يعرفه أحد: {articles}.",
    away="من المقالة إلى المصدر الأصلي: {links}.",
    away_up_to="من المقالة إلى المصدر الأصلي: {links} على الأكثر.",
    away_between="من المقالة إلى المصدر الأصلي: ما بين {low} و{high}.",
    first="أول ظهور لدينا: {which}، {day}.",
    no_date="تاريخ أول ظهور غير معروف.",
    heading="مَن نقل عن مَن",
    articles_heading="المقالات",
    relays_heading="الناقلون",
    origins_heading="المصادر الأصلية",
    own_voice_mark="على لسان الناشر",
    unsigned_mark="على لسان ناشر غير معروف",
    unnamed_mark="من دون تسمية",
    edge_key="نقلًا عن",
    stitched_key="يسمّي هذه المقالة",
    circular_key="تناقل دائري",
    unnamed_key="من دون تسمية، بلفظ المقالة",
    bottleneck_key="عنق زجاجة: من دونه تقلّ الطرق إلى المصادر الأصلية",
    class_key="مصدر أصلي واحد",
    maybe_key="قد يكون المصدر واحدًا: لم يثبت",
    not_shown="غير معروض: {number}",
)


def wording(language: str) -> Wording:
    """Choose by the primary subtag of a BCP 47 tag."""
    return _ARABIC if language.lower().split("-")[0] == "ar" else _ENGLISH
