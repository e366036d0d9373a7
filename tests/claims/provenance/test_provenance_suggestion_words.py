"""Every reason of a suggestion is a sentence in English and in Arabic, with nothing left over."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.identities import SuggestionKind, suggest
from claims.provenance.labels import PDI
from claims.provenance.reasons import reason
from claims.provenance.suggestion_words import keys_in, say
from tests import provenance_input

K = SuggestionKind
SAMPLE = Path(__file__).resolve().parents[3] / "factcheck" / "sample" / "articles.json"
NAMES = {"k1": "Reuters", "k2": "وزارة الخارجية"}
WORDS = {"one": "two pilots", "other": "مسؤولان"}

# What each rule can find; the docstring of SuggestionKind lists the details.
FOUND = [
    reason(K.SAME_AS, address="https://example.org/q/1"),
    reason(K.SAME_NAME, name="Reuters"),
    reason(K.SHORT_NAME, name="Haddad", full="Rami Haddad"),
    reason(K.TRANSLITERATION, one="رامي حداد", other="Rami Haddad"),
    reason(K.SAME_DESCRIPTION, **WORDS),
    reason(K.SAME_DESCRIPTION, **WORDS, claim="k3"),
    reason(K.SAME_DESCRIPTION, one="مسؤولان", other="مسؤولان", relay="k1"),
    reason(K.SAME_DESCRIPTION, **WORDS, relay="k1", claim="k3"),
    reason(K.SAME_CAST, **WORDS, with_one="three sailors", with_other="بحارة"),
    reason(K.SAME_CLAUSE, **WORDS, clause="the harbour is closed"),
    reason(K.SAME_CLAUSE, one="sailors", other="Sailors", clause="الميناء مغلق"),
    reason(K.SAME_RELAY, **WORDS, relay="k2"),
    reason(K.BACK_REFERENCE, words="the pilots", antecedent="two pilots"),
    reason(K.SAME_OFFICE, body="k2"),
    *(reason(K.AFFILIATION, body="k1", type=t) for t in ("member_of", "part_of")),
    reason(K.AFFILIATION, body="k2", type="spokesperson_of"),
]


def plain(sentence):
    return re.sub("[\u2066-\u2069]", "", sentence)


def is_closed(sentence):
    depth = 0
    for character in sentence:
        depth += (character in "\u2066\u2067\u2068") - (character == PDI)
        if depth < 0:
            return False
    return depth == 0


def test_every_kind_is_told():
    assert {found.code for found in FOUND} == set(SuggestionKind)


@pytest.mark.parametrize("names", [NAMES, {}])
@pytest.mark.parametrize("language", ["en", "ar", "ar-IQ", "fr"])
@pytest.mark.parametrize("found", FOUND, ids=repr)
def test_a_sentence_without_leftovers(found, language, names):
    sentence = say(found, language, names)
    assert sentence.endswith(".")
    assert len(sentence.splitlines()) == 1
    assert not re.search(r"[{}_]|\bk[123]\b|None|  | [.,،]", sentence)
    arabic = len(re.findall("[\u0621-\u064a]", re.sub("\u2068.*?\u2069|«.*?»", "", sentence)))
    assert (arabic > 8) == language.startswith("ar")
    for name, value in found.details:
        if name not in ("relay", "body", "claim", "type", "other"):
            assert value in sentence
    for key in keys_in(found):
        assert (NAMES[key] in sentence) == bool(names)


@pytest.mark.parametrize(
    ("found", "english", "arabic"),
    [
        (FOUND[1], "Both are named “Reuters”.", "للمصدرين اسم واحد: “Reuters”."),
        (
            FOUND[2],
            "“Haddad” can stand for “Rami Haddad”, the only full name here that ends in it.",
            "قد يُقصد بـ“Haddad” “Rami Haddad”، وهو الاسم الكامل الوحيد هنا الذي ينتهي به.",
        ),
        (
            FOUND[6],
            "The same description, «مسؤولان», both through Reuters.",
            "الوصف واحد، «مسؤولان»، وكلا المصدرين عبر Reuters.",
        ),
        (
            FOUND[7],
            "Descriptions that fit one source, “two pilots” and «مسؤولان», both through Reuters, "
            "for the same claim.",
            "وصفان قد يكونان لمصدر واحد، “two pilots” و«مسؤولان»، وكلا المصدرين عبر Reuters، "
            "في الادعاء نفسه.",
        ),
        (
            FOUND[10],
            "Two documents have nearly the same sentence from “sailors”: «الميناء مغلق».",
            "تنقل وثيقتان الجملة نفسها تقريبًا عن “sailors”: «الميناء مغلق».",
        ),
        (
            FOUND[12],
            "In the same document “the pilots” points back at “two pilots”.",
            "في الوثيقة نفسها تعود عبارة “the pilots” على “two pilots”.",
        ),
        (
            FOUND[13],
            "Both speak for وزارة الخارجية.",
            "المصدران يتحدثان باسم وزارة الخارجية.",
        ),
    ],
)
def test_sentences(found, english, arabic):
    assert plain(say(found, "en", NAMES)) == english
    assert plain(say(found, "ar", NAMES)) == arabic


@pytest.mark.parametrize(
    ("sides", "end"),
    [
        (("Reuters", "reuters"), "“Reuters”."),
        (("Reuters", "رويترز"), "“Reuters” (Reuters / رويترز)."),
        (("رويترز", "رُويترز"), "“Reuters” (رُويترز)."),
    ],
)
def test_other_labels_of_the_two_follow_the_name(sides, end):
    assert plain(say(FOUND[1], "en", {}, sides)).endswith(end)


def test_text_of_the_other_direction_is_isolated():
    assert "\u2068«مسؤولان»\u2069" in say(FOUND[6], "en", NAMES)
    assert "\u2068Reuters\u2069" in say(FOUND[6], "ar", NAMES)
    assert "«مسؤولان»،" in say(FOUND[6], "ar", NAMES)


def test_a_long_clause_is_cut():
    found = reason(K.SAME_CLAUSE, **WORDS, clause="word " * 500)
    assert len(say(found, "en", {})) < 400


@given(st.sampled_from(FOUND), st.sampled_from(["en", "ar"]), st.data())
def test_whatever_the_texts_say_it_is_one_line_whose_isolates_are_closed(found, language, data):
    texts = {
        name: value if name in ("type", "claim", "relay", "body") else data.draw(st.text())
        for name, value in found.details
    }
    labels = {key: data.draw(st.text(min_size=1)) for key in NAMES}
    sentence = say(reason(found.code, **texts), language, labels, (data.draw(st.text()), "x"))
    assert len(sentence.splitlines()) == 1
    assert is_closed(sentence)


def test_what_the_rules_find_in_the_sample_is_told():
    file = json.loads(SAMPLE.read_text())
    mentions = provenance_input.mentions(file)
    labels = {mention.key: f"<{mention.key}>" for mention in mentions}
    found = suggest(mentions)
    assert len({one.kind for one in found}) >= 3
    for one in found:
        for why in (one.reason, *one.also):
            assert all(labels[key] in say(why, "en", labels) for key in keys_in(why))
            assert say(why, "ar", labels).endswith(".")
