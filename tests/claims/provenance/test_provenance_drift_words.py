"""What is said of drift, in English and in Arabic: every reason for it, and nothing but words."""

import json
import re
from dataclasses import asdict, replace
from datetime import MAXYEAR, MINYEAR, date, datetime, timedelta
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.interchange.records import Anchor
from claims.provenance.drift import DriftCode, DriftKind, compare, find_drift
from claims.provenance.drift_phrases import phrases
from claims.provenance.drift_report import AT_MOST, Finding, as_json, excerpt, report
from claims.provenance.drift_words import KINDS, in_a_sentence, kind_label
from claims.provenance.labels import PDI
from claims.provenance.retellings import Direction, Drift, Side
from factcheck.core.shapes import shape
from tests.claims.provenance.provenance_labels import HOSTILE
from tests.claims.provenance.test_provenance_drift import (
    RETELLINGS,
    SAID,
    again,
    anchor,
    arabic,
    relay,
    source,
    told,
)

NAMES = {"r": "Reuters", "q": "“a clerk”", "s": "“two pilots”"}


def pair(a, b, *, dated=True):
    """Two retellings, the first in the earlier article unless neither has a date."""
    a, b = (told(key, *made[:1], *made[1], **made[2]) for key, made in (("a", a), ("b", b)))
    if dated:
        days = (datetime.fromisoformat(f"2030-01-{day:02}T12:00Z") for day in (8, 9))
        a, b = (replace(one, published_at=day) for one, day in zip((a, b), days, strict=True))
    return a, b


def one(*hops, text=SAID, **more):
    return text, hops, more


def said(retellings, language="en", kind=None):
    """Return the sentences of the drift between retellings."""
    found = find_drift(retellings)
    by_appearance = {telling.appearance: telling for telling in retellings}
    return [
        in_a_sentence(drift, language, names=NAMES, told=by_appearance)
        for drift in found
        if kind is None or drift.reason.code == kind
    ]


C = DriftCode
TWO, MORE = source("two pilots"), source("former pilots")
LIKELY = {"modality": "likely", "modality_cue": anchor("likely", 7)}
QUOTED = {"quoted": "full"}
CASES = [
    (
        C.MODALITY,
        pair(one(TWO, **LIKELY), one(TWO)),
        "The later article drops “likely” and tells it as a fact.",
        "سقط من المقالة الأحدث لفظ «likely» فصار الادعاء مجزومًا به.",
    ),
    (
        C.MODALITY,
        pair(one(TWO), one(TWO, **LIKELY)),
        "The later article adds “likely” to what the earlier one tells as a fact.",
        "أُضيف في المقالة الأحدث لفظ «likely»، والادعاء في الأقدم مجزوم به.",
    ),
    (
        C.MODALITY,
        pair(one(TWO), one(TWO, **LIKELY), dated=False),
        "One article has “likely”, the other tells it as a fact.",
        "في إحدى المقالتين لفظ «likely»، والادعاء في الأخرى مجزوم به.",
    ),
    (
        C.MODALITY,
        pair(one(TWO, modality="possible"), one(TWO, modality="denied")),
        "Told as possible in the earlier article, as denied in the later one.",
        "الادعاء محتمل في المقالة الأقدم، ومنفي في الأحدث.",
    ),
    (
        C.CUE_VERB,
        pair(one(source(cue="said")), one(source(cue="confirmed"))),
        "Reported more firmly in the later article: “confirmed” against “said”.",
        "النقل في المقالة الأحدث أكثر جزمًا: «confirmed» مقابل «said».",
    ),
    (
        C.CUE_VERB,
        pair(one(source(cue="confirmed")), one(source(cue="said"))),
        "Reported more firmly in the earlier article: “confirmed” against “said”.",
        "النقل في المقالة الأقدم أكثر جزمًا: «confirmed» مقابل «said».",
    ),
    (
        C.NEGATED_CUE,
        pair(one(source(cue="confirmed")), one(source(cue="did not confirm"))),
        "Negated in the later article and not in the earlier one: "
        "“did not confirm” against “confirmed”.",
        "النقل منفي في المقالة الأحدث ومثبت في الأقدم: «did not confirm» مقابل «confirmed».",
    ),
    (
        C.UNABLE_TO_CONFIRM,
        pair(one(source(cue="did not confirm")), one(source(cue="cannot confirm"))),
        "“did not confirm” in the earlier article, “cannot confirm” in the later one: "
        "not confirming is not the same as not being able to confirm.",
        "«did not confirm» في المقالة الأقدم، و«cannot confirm» في الأحدث: "
        "عدم التأكيد شيء والعجز عنه شيء آخر.",
    ),
    (
        C.NEGATION,
        pair(one(TWO, text=SAID.replace("left", "never left")), one(TWO)),
        "Negated in the earlier article, with “never”, and not in the later one.",
        "الادعاء منفي في المقالة الأقدم بلفظ «never»، ومثبت في الأحدث.",
    ),
    (
        C.DESCRIPTION,
        pair(one(TWO), one(source("port officials"))),
        "“two pilots” in the earlier article becomes “port officials” in the later one, "
        "and the number is lost.",
        "تغيّر وصف المصدر من «two pilots» في المقالة الأقدم إلى «port officials» في الأحدث، "
        "وسقط العدد.",
    ),
    (
        C.DESCRIPTION,
        pair(one(source("pilots")), one(TWO)),
        "“pilots” in the earlier article becomes “two pilots” in the later one, "
        "and a number appears.",
        "تغيّر وصف المصدر من «pilots» في المقالة الأقدم إلى «two pilots» في الأحدث، وظهر عدد.",
    ),
    (
        C.DESCRIPTION,
        pair(one(MORE), one(source("port pilots")), dated=False),
        "“former pilots” in one article is “port pilots” in the other.",
        "وصف المصدر «former pilots» في إحدى المقالتين، و«port pilots» في الأخرى.",
    ),
    (
        C.DESCRIPTION,
        pair(one(source("the sources")), one(source("sources"))),
        "“the sources” in the earlier article becomes “sources” in the later one: "
        "a known source appears as a new one.",
        "تغيّر وصف المصدر من «the sources» في المقالة الأقدم إلى «sources» في الأحدث، "
        "فظهر مصدر سبق ذكره كأنه مصدر جديد.",
    ),
    (
        C.DESCRIPTION,
        pair(one(source("sources")), one(source("the sources"))),
        "“sources” in the earlier article becomes “the sources” in the later one: "
        "a new source appears as a known one.",
        "تغيّر وصف المصدر من «sources» في المقالة الأقدم إلى «the sources» في الأحدث، "
        "فظهر مصدر جديد كأنه مصدر سبق ذكره.",
    ),
    (
        C.DESCRIPTION,
        pair(
            one(source("the men", label="two pilots")), one(source("the men", label="two sailors"))
        ),
        "Called “the men” both times, yet described in other words elsewhere.",
        "الإشارة إلى المصدر واحدة، وهي «the men»، غير أن وصفه مختلف.",
    ),
    (
        C.NAME,
        pair(one(source("Lea Novak", named=True)), one(source("a pilot"))),
        "Named in the earlier article as “Lea Novak”, without a name in the later one: “a pilot”.",
        "المصدر مسمّى في المقالة الأقدم: «Lea Novak»، وغير مسمّى في الأحدث: «a pilot».",
    ),
    (
        C.PERSONS,
        pair(one(TWO), one(TWO, source("three sailors", key="q"))),
        "Only the later article cites “three sailors”.",
        "لا ذكر لـ«three sailors» إلا في المقالة الأحدث.",
    ),
    (
        C.COUNT,
        pair(one(TWO, text="three ships sank"), one(TWO, text="five ships sank")),
        "A higher number in the later article: “five ships” against “three ships”.",
        "العدد في المقالة الأحدث أكبر: «five ships» مقابل «three ships».",
    ),
    (
        C.BOUND,
        pair(one(TWO, text="one ship"), one(TWO, text="at least one ship")),
        "Not equally exact: “one ship” in the earlier article, "
        "“at least one ship” in the later one.",
        "العدد متفاوت الدقة: «one ship» في المقالة الأقدم، و«at least one ship» في الأحدث.",
    ),
    (
        C.NUMBER_DROPPED,
        pair(one(TWO, text="three ships sank"), one(TWO, text="ships sank")),
        "The later article drops the number: “ships” instead of “three ships”.",
        "سقط العدد من المقالة الأحدث: «ships» بدلًا من «three ships».",
    ),
    (
        C.NUMBER_DROPPED,
        pair(one(TWO, text="ships sank"), one(TWO, text="three ships sank")),
        "The later article adds a number: “three ships” instead of “ships”.",
        "أُضيف عدد في المقالة الأحدث: «three ships» بدلًا من «ships».",
    ),
    (
        C.NUMBER_DROPPED,
        pair(one(TWO, text="ships sank"), one(TWO, text="three ships sank"), dated=False),
        "Only one article has a number: “three ships” against “ships”.",
        "لا ذكر للعدد إلا في إحدى المقالتين: «three ships» مقابل «ships».",
    ),
    (
        C.NUMBER_ACROSS_LANGUAGES,
        (
            told("a", "41 sailors drowned", source(cue=None)),
            arabic("b", "غرق أكثر من خمسين بحارا", source(cue=None, language="en")),
        ),
        "Two languages, two numbers: “41 sailors” in one article, "
        "«أكثر من خمسين بحارا» in the other.",
        "لغتان وعددان: «41 sailors» في إحدى المقالتين، و«أكثر من خمسين بحارا» في الأخرى.",
    ),
    (
        C.SAID_ON,
        pair(
            one(source(said_on=date(2030, 1, 7), when="on Monday")),
            one(source(said_on=date(2030, 1, 8))),
        ),
        "Said on 7 January 2030 (“on Monday”) according to the earlier article, "
        "on 8 January 2030 according to the later one.",
        "تاريخ الكلام 7 يناير/كانون الثاني 2030 («on Monday») في المقالة الأقدم، "
        "و8 يناير/كانون الثاني 2030 في الأحدث.",
    ),
    (
        C.RELATIVE_DAY,
        pair(one(source(when="Monday")), one(source(when="earlier today"))),
        "The days do not agree: 7 January 2030 (“Monday”) in the earlier article, "
        "9 January 2030 (“earlier today”) in the later one; "
        "words such as these may come from an older text.",
        "اليومان لا يتفقان: 7 يناير/كانون الثاني 2030 («Monday») في المقالة الأقدم، "
        "و9 يناير/كانون الثاني 2030 («earlier today») في الأحدث؛ "
        "وقد يكون لفظ كهذا منقولًا عن نص أقدم.",
    ),
    (
        C.WEEKDAY,
        pair(one(source(when="Monday")), one(source(when="Tuesday")), dated=False),
        "Said on different days: “Monday” in one article, “Tuesday” in the other.",
        "يوم الكلام مختلف: «Monday» في إحدى المقالتين، و«Tuesday» في الأخرى.",
    ),
    (
        C.EVENT_DAY,
        pair(one(TWO, text="it sank on Monday"), one(TWO, text="it sank Sunday or Monday")),
        "It happens on Monday in the earlier article, on Monday and Sunday in the later one.",
        "يوم الحدث مختلف: الاثنين في المقالة الأقدم، والاثنين والأحد في الأحدث.",
    ),
    (
        C.RELAY,
        pair(one(relay("r"), TWO), one(TWO)),
        "The earlier article has it by way of Reuters; the later one does not say so.",
        "الكلام في المقالة الأقدم منقول عبر Reuters، ولا ذكر لذلك في الأحدث.",
    ),
    (
        C.RELAY,
        pair(one(relay("r"), TWO), one(relay("nobody-knows"), TWO)),
        "The earlier article has it by way of Reuters, the later one by way of somebody else.",
        "الكلام منقول عبر Reuters في المقالة الأقدم، وعبر مصدر آخر في الأحدث.",
    ),
    (
        C.ORIGIN,
        pair(one(relay("r"), TWO), one(source("the r", key="r", origin_class="r", named=True))),
        "The earlier article goes back to “two pilots”; the later one stops before.",
        "الكلام في المقالة الأقدم يعود إلى “two pilots”، ولا ذكر لذلك في الأحدث.",
    ),
    (
        C.OWN_VOICE,
        pair(one(), one(TWO)),
        "Attributed in the later article, attributed to nobody in the earlier one.",
        "الكلام منسوب في المقالة الأحدث، وغير منسوب إلى أحد في الأقدم.",
    ),
    (
        C.TOLD_AGAIN,
        (
            again("p", "two pilots", "a ship sank", 10, 1),
            again("q", "two port pilots", "the harbour was empty", 90, 80),
        ),
        "One source told as if it were two: “two pilots”, then “two port pilots”.",
        "مصدر واحد يرد كأنه مصدران: «two pilots» ثم «two port pilots».",
    ),
    (
        C.QUOTED_WORDS,
        pair(
            one(source(**QUOTED), text="the harbour is completely empty"),
            one(source(**QUOTED), text="the harbour is nearly empty"),
        ),
        "The quotation differs: “completely” in the earlier article, “nearly” in the later one.",
        "نص الاقتباس مختلف: «completely» في المقالة الأقدم، و«nearly» في الأحدث.",
    ),
    (
        C.QUOTED_WORDS,
        pair(
            one(source(**QUOTED), text="the harbour is completely empty"),
            one(source(**QUOTED), text="the harbour is empty"),
        ),
        "The quotation has “completely” in the earlier article only.",
        "نص الاقتباس مختلف: لا ذكر لـ«completely» إلا في المقالة الأقدم.",
    ),
    (
        C.MARKS,
        pair(one(source(**QUOTED)), one(source())),
        "Told in quotation marks in the earlier article, without quotation marks in the later one.",
        "الكلام بين علامتي اقتباس في المقالة الأقدم، ومن دون علامتي اقتباس في الأحدث.",
    ),
    (
        C.WORDS,
        pair(one(TWO), one(TWO, text=SAID.replace("tanker", "old rusty tanker"))),
        "Only the later article says “old rusty”.",
        "لا ذكر لـ«old rusty» إلا في المقالة الأحدث.",
    ),
    (
        C.WORDS,
        pair(one(TWO, text=f"{SAID} silently"), one(TWO, text=f"rusty, {SAID}, tall")),
        "In other words: “silently” in the earlier article, “rusty” and “tall” in the later one.",
        "الصياغة مختلفة: «silently» في المقالة الأقدم، و«rusty» و«tall» في الأحدث.",
    ),
]


def plain(sentence):
    """Leave out what keeps two directions apart, and tell the quotation marks of Arabic only."""
    return re.sub("[\u2066-\u2069]", "", sentence)


@pytest.mark.parametrize(("code", "retellings", "english", "of_arabic"), CASES)
def test_sentences(code, retellings, english, of_arabic):
    assert plain(said(retellings, "en", code)[0]) == english
    found = plain(said(retellings, "ar", code)[0])
    # English words keep their own quotation marks within an Arabic sentence.
    assert re.sub("“([^“”]*)”", r"«\1»", found) == re.sub("“([^“”]*)”", r"«\1»", of_arabic)


def doubtful():
    proof = told("a", SAID, source(said_on=date(2030, 1, 8)), day=8)
    copied = told("b", SAID, source(when="today"), day=10)
    hop = replace(source(key="m", origin_class="m"), said_when=anchor("yesterday", 900))
    return proof, copied, told("x", "the mayor resigned", hop, document="db", start=2000)


def test_a_day_is_in_doubt():
    (english,) = said(doubtful(), "en", C.DOUBTFUL_DAY)
    assert english == (
        "“yesterday” is in doubt: “today”, in the same article, does not fit its date."
    )
    (found,) = said(doubtful(), "ar", C.DOUBTFUL_DAY)
    assert plain(found) == (
        "لفظ “yesterday” محل شك، ففي المقالة نفسها لفظ “today” وهو لا يوافق تاريخها."
    )


def test_numbers_of_which_none_is_greater():
    side = Side("a", "d", "anchor", 0, 4, "some")
    found = compare(*pair(one(TWO, text="three ships sank"), one(TWO, text="five ships sank")))
    unclear = Drift(DriftKind.NUMBER, side, side, Direction.UNCLEAR, found[0].reason)
    sentence = in_a_sentence(unclear, "en", names={}, told={})
    assert sentence.startswith("Different numbers: “three ships” in the first passage")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_each_reason_has_a_case_and_every_sentence_is_used(language):
    cases = {code for code, *_ in CASES} | {C.DOUBTFUL_DAY}
    assert cases == set(DriftCode)
    codes = {name.partition(".")[0] for name in phrases(language).sentences}
    assert codes == {code.value for code in DriftCode}
    assert set(phrases(language).kinds) == set(DriftKind) == set(KINDS)


def test_both_languages_say_the_same():
    english, other = phrases("en"), phrases("ar-IQ")
    assert english.sentences.keys() == other.sentences.keys()
    for name, sentence in english.sentences.items():
        assert _places(sentence) == _places(other.sentences[name]), name
    for field in ("kinds", "places", "modalities", "marks"):
        assert getattr(english, field).keys() == getattr(other, field).keys()


def _places(sentence):
    return {field for _, field, _, _ in Formatter().parse(sentence) if field}


def test_the_headline_drops_what_the_text_says():
    text = told("a", SAID, TWO, day=8, **LIKELY)
    title = replace(text, appearance="t", zone="title", anchor=anchor(SAID, 0), modality="asserted")
    title = replace(title, modality_cue=None)
    assert said([text, title]) == ["The headline drops “likely” and tells it as a fact."]
    assert plain(said([text, title], "ar")[0]) == (
        "سقط من العنوان لفظ “likely” فصار الادعاء مجزومًا به."
    )
    bold, shy = replace(text, modality="asserted", modality_cue=None), replace(title, **LIKELY)
    assert said([bold, shy]) == ["The headline adds “likely” to what the text tells as a fact."]


def test_arabic_words_stand_alone_in_an_english_sentence():
    a = arabic("a", SAID, source("مسؤولان أمنيان", cue=None), day=8)
    b = arabic("b", SAID, source("مسؤولون أمنيون", cue=None), day=9)
    assert said([a, b]) == [
        "\u2068«مسؤولان أمنيان»\u2069 in the earlier article becomes "
        "\u2068«مسؤولون أمنيون»\u2069 in the later one, and the number is lost."
    ]
    assert said([a, b], "ar") == [
        "تغيّر وصف المصدر من «مسؤولان أمنيان» في المقالة الأقدم إلى «مسؤولون أمنيون» "
        "في الأحدث، وسقط العدد."
    ]


def test_long_words_and_long_lists_are_cut():
    long = source("two pilots " + "of the northern port authority " * 40)
    (sentence,) = said(pair(one(long), one(TWO)))
    assert "…" in sentence
    assert len(sentence) < 300
    more = " ".join(f"x{letter}q" for letter in "abcdefghij")
    words = "the harbour was quiet and nobody saw a ship leave it " * 9
    found = said(pair(one(TWO, text=words), one(TWO, text=f"rusty {words} {more}")), "en", C.WORDS)
    assert found[0].endswith(", “xeq” and five more.")


KEY = chr(0xE0F1)


def keyed(made):
    """Give a retelling a modality of the model, and its identities keys that no text has."""
    hops = tuple(replace(hop, identity=hop.identity + KEY) for hop in made.hops)
    modality = made.modality.replace("?", "predicted")
    return replace(made, modality=modality, hops=hops, publisher=made.publisher and "p" + KEY)


VALID = RETELLINGS.map(keyed)


@given(st.lists(VALID, max_size=4, unique_by=lambda made: made.appearance))
def test_any_drift_is_one_sentence_with_nothing_left_to_fill_in(retellings):
    names = {"p" + KEY: "Poet\u202e", "q" + KEY: HOSTILE[0]}
    found = report(find_drift(retellings), retellings, dict.fromkeys(("ar", "en"), names))
    ranks = [KINDS.index(finding.kind) for finding in found]
    assert ranks == sorted(ranks)
    for finding in found:
        for sentence in (finding.words.ar, finding.words.en):
            assert len(sentence.splitlines()) == 1
            assert sentence.endswith(".")
            assert KEY not in sentence
            depth = 0
            for character in sentence:
                depth += (character in "\u2066\u2067\u2068") - (character == PDI)
                assert depth >= 0
            assert depth == 0


@given(st.lists(VALID, max_size=4, unique_by=lambda made: made.appearance))
def test_findings_are_json_as_it_is_described(retellings):
    found = as_json(report(find_drift(retellings), retellings, {}))
    assert json.loads(json.dumps(found)) == found


def test_the_description_of_findings_names_every_member():
    described = shape(Finding)
    assert described["required"] == ["kind", "direction", "code", "details", "words", "a", "b"]
    assert described["properties"]["code"]["enum"] == [code.value for code in DriftCode]
    assert described["properties"]["a"]["required"] == list(asdict(Side("", "", "", 0, 0, "")))
    assert described["properties"]["details"]["additionalProperties"]["oneOf"]


def test_no_more_findings_than_can_be_served():
    (drift,) = find_drift(pair(one(TWO, **LIKELY), one(TWO)))
    side = drift.a
    many = [replace(drift, a=replace(side, start=n)) for n in range(AT_MOST + 5)]
    assert len(report(many, [], {})) == AT_MOST


def test_kinds_have_names():
    assert kind_label("certainty", "en-GB") == "Certainty"
    assert kind_label(DriftKind.NUMBER, "ar") == "العدد"
    assert kind_label("number", "fa") == "Number"


CLAIM = Anchor(10, 10 + len("militias carried it out"), "militias carried it out")


@pytest.mark.parametrize(
    ("start", "exact", "before", "after"),
    [
        (19, "carried", "militias ", " it out"),
        (10, CLAIM.exact, "", ""),
        (5, "said", "", " militias carried it out"),
        (0, "they", "", " […] militias carried it out"),
        (34, "they", "militias carried it out ", ""),
        (50, "today", "militias carried it out […] ", ""),
        (30, "out of hand", "", ""),
    ],
)
def test_the_words_of_a_side_stand_among_those_of_the_claim(start, exact, before, after):
    found = excerpt(start, start + len(exact), exact, CLAIM)
    assert (found.before, found.exact, found.after) == (before, exact, after)


def test_long_claims_are_cut_between_words():
    text = "word " * 200
    found = excerpt(500, 504, "word", Anchor(0, len(text), text))
    assert found.before.startswith("… word")
    assert found.after.endswith("word …")
    assert len(found.before) + len(found.after) < 340


def test_a_day_that_two_zones_may_disagree_on_is_no_drift():
    late = datetime.fromisoformat("2030-01-09T22:00Z")
    a = told("a", SAID, source(said_on=date(2030, 1, 10)))
    b = replace(told("b", SAID, source(when="today")), published_at=late)
    assert len(compare(a, b)) == 1
    assert compare(a, replace(b, zones_apart=timedelta(hours=4))) == []
    stale = replace(a, hops=(source(said_on=date(2030, 1, 8)),))
    assert len(compare(stale, replace(b, zones_apart=timedelta(hours=4)))) == 1
    for year in (MINYEAR, MAXYEAR):
        edge = replace(b, published_at=late.replace(year=year))
        assert compare(a, replace(edge, zones_apart=timedelta(hours=4))) == []


def test_an_outlet_that_is_cited_has_dropped_nothing():
    own = told("a", SAID, publisher="r")
    citing = told("b", SAID, source("the r", key="r", named=True, origin_class="r"))
    assert compare(own, citing) == []
    assert len(compare(replace(own, publisher="q"), citing)) == 1
