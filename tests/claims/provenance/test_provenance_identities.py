"""Mentions of one source are suggested with the reason; others, and decided pairs, are not."""

import random
import time
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.groups import Groups
from claims.provenance.identities import Mention, Place, SuggestionKind, suggest

K = SuggestionKind


def named(key, *names, kind="person", **more):
    return Mention(key, kind, "named", names, **more)


def unnamed(key, descriptor, *places, language="en", **more):
    return Mention(key, "unnamed", "described", (), language, descriptor, places=places, **more)


def at(document, claim="c", **more):
    more.setdefault("appearance", f"{document}/{claim}/{more.get('start', 0)}")
    return Place(document=document, claim=claim, **more)


def kinds(*mentions, **decided):
    return {(s.a, s.b): s.kind for s in suggest(mentions, **decided)}


# Names.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("هدى الأسمر", "هدي الاسمر"),
        ("هدى الأسمر", "هُدَى الأَسْمَر"),
        ("هدى الأسمر", "هــدى الأسمر"),
        ("هدى الأسمر", "\u202bهدى الأسمر\u202c"),
        ("عبد الرؤوف شاهين", "عبدالرءوف شاهين"),
        ("النائب هدى الأسمر", "هدى الأسمر"),
        ("الوزير السابق رامي حداد", "رامي حداد"),
        ("وزير الخارجية اللبناني رامي حداد", "رامي حداد"),
        ("Dr Lea Novak", "Lea Novák"),
        ("Prime Minister Lea Novak", "lea novak"),
    ],
)
def test_one_name_in_two_spellings(one, other):
    assert kinds(named("a", one), named("b", other)) == {("a", "b"): K.SAME_NAME}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("وكالة سحاب للأنباء", "سحاب"),
        ("قناة بحر ٩", "بحر 9"),
        ("The Morning Herald", "Morning Herald newspaper"),
        ("شركة مرجان", "مرجان"),
    ],
)
def test_outlets_and_companies_with_and_without_their_labels(one, other):
    one, other = named("a", one, kind="news_outlet"), named("b", other, kind="organization")
    assert kinds(one, other) == {("a", "b"): K.SAME_NAME}


def test_a_shared_translation_joins_two_scripts():
    one = named("a", "وكالة سحاب", "Sahab Agency", kind="news_outlet")
    other = named("b", "Sahab", kind="news_outlet")
    (found,) = suggest([one, other])
    assert (found.kind, found.reason.code, found.identity) == (K.SAME_NAME, "same_name", True)
    assert found.reason.get("name") in ("Sahab Agency", "Sahab")


def test_a_shared_address_is_the_strongest_ground_and_the_name_stands_beside_it():
    one = named("a", "Lea Novak", same_as=("https://example.org/q/1",))
    other = named("b", "Lea Novak", same_as=("https://example.org/q/1/",))
    (found,) = suggest([one, other])
    assert found.kind is K.SAME_AS
    assert [reason.code for reason in found.also] == [K.SAME_NAME]


@pytest.mark.parametrize(
    ("arabic", "latin"),
    [
        ("سليمان الحريري", "Suleiman al-Hariri"),
        ("يوسف غسان", "Youssef Ghassan"),
        ("الدكتورة خديجة منصور", "Khadija Mansour"),
        ("عبد الكريم نجار", "Abdul Karim Najjar"),
    ],
)
def test_arabic_and_latin_spellings_of_one_name(arabic, latin):
    found = suggest([named("a", arabic), named("b", latin)])
    assert [(s.a, s.b, s.kind) for s in found] == [("a", "b", K.TRANSLITERATION)]
    assert {found[0].reason.get("one"), found[0].reason.get("other")} == {arabic, latin}


def test_two_romanisations_of_one_name():
    assert kinds(named("a", "Mohammed al-Sudani"), named("b", "Muhammad Al Sudani")) == {
        ("a", "b"): K.TRANSLITERATION
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("حسن منصور", "Hussein Mansour"),
        ("حسين منصور", "Hassan Mansour"),
        ("سليمان الحريري", "سلمان الحريري"),
        ("Salem Hassan", "Selim Hussein"),
        ("رامي حداد", "كمال حداد"),
        ("رئيس الوزراء", "رئيس الوزراء"),
        ("علي", "Ali"),
    ],
)
def test_other_names_are_left_alone(one, other):
    assert kinds(named("a", one), named("b", other)) == {}


def test_a_person_is_no_body():
    assert kinds(named("a", "Marjan"), named("b", "Marjan", kind="organization")) == {}


def test_a_surname_stands_for_the_only_full_name_with_it():
    full, short = named("a", "رامي حداد"), named("b", "حداد")
    assert kinds(full, short) == {("a", "b"): K.SHORT_NAME}
    assert kinds(full, short, named("c", "كمال حداد")) == {}


def test_an_office_names_somebody_within_one_document_only():
    one = named("a", "الجيش", kind="government_body", places=(at("d1"),))
    other = replace(one, key="b", places=(at("d1", start=9),))
    assert kinds(one, other) == {("a", "b"): K.SAME_NAME}
    assert kinds(one, replace(other, places=(at("d2"),))) == {}


# Descriptions.


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("two port pilots", "two pilots"),
        ("two port pilots", "the two port pilots"),
        ("pilots", "three pilots"),
        ("pilots", "two pilots"),
    ],
)
def test_one_description_behind_one_relay(one, other):
    one = unnamed("a", one, at("d1", relays=("r",)))
    other = unnamed("b", other, at("d2", relays=("x", "r")))
    (found,) = suggest([one, other])
    assert found.kind is K.SAME_DESCRIPTION
    assert (found.reason.get("relay"), found.reason.get("claim")) == ("r", "c")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("طياران مدنيان", "طيارين مدنيين"),
        ("طياران", "طيارين اثنين"),
        ("ثلاثة شهود", "3 شهود"),
        ("ثلاثة شهود", "شهود"),
        ("شاهد في الميناء", "شاهد بالميناء"),
        ("مسؤولون", "مسئولون في الميناء"),
    ],
)
def test_one_arabic_description_of_one_claim(one, other):
    one = unnamed("a", one, at("d1"), language="ar")
    other = unnamed("b", other, at("d2"), language="ar")
    assert kinds(one, other) == {("a", "b"): K.SAME_DESCRIPTION}


def test_a_region_of_a_language_is_that_language():
    one = unnamed("a", "طياران", at("d1"), language="ar-EG")
    assert kinds(one, unnamed("b", "طيارين", at("d2"), language="ar")) == {
        ("a", "b"): K.SAME_DESCRIPTION
    }


def test_a_gloss_joins_two_languages():
    one = unnamed("a", "طياران", at("d1"), language="ar", glosses={"en": "two pilots"})
    assert kinds(one, unnamed("b", "two pilots", at("d2"))) == {("a", "b"): K.SAME_DESCRIPTION}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (unnamed("a", "two pilots", at("d1")), unnamed("b", "three pilots", at("d2"))),
        (unnamed("a", "two pilots", at("d1")), unnamed("b", "two sailors", at("d2"))),
        (unnamed("a", "a pilot", at("d1")), unnamed("b", "pilots", at("d2"))),
        (unnamed("a", "two pilots", at("d1")), unnamed("b", "two pilots", at("d2", "other"))),
        (unnamed("a", "sources", at("d1")), unnamed("b", "sources", at("d2"))),
        (
            unnamed("a", "two pilots", at("d1", relays=("r",))),
            unnamed("b", "two pilots", at("d2", relays=("q",))),
        ),
        (
            unnamed("a", "two port pilots", at("d1")),
            unnamed("b", "two army pilots", at("d2")),
        ),
        (
            unnamed("a", "طياران", at("d1"), language="ar"),
            unnamed("b", "ثلاثة طيارين", at("d2"), language="ar"),
        ),
    ],
)
def test_other_people_are_left_alone(one, other):
    assert kinds(one, other) == {}


def test_bare_sources_need_one_relay_which_may_be_spelt_in_two_ways():
    one = unnamed("a", "sources", at("d1", relays=("r1",)))
    other = unnamed(
        "b", "مصادر", at("d2", relays=("r2",)), language="ar", glosses={"en": "sources"}
    )
    relays = named("r1", "Sahab", kind="news_outlet"), named("r2", "sahab", kind="news_outlet")
    assert kinds(one, other, *relays) == {
        ("a", "b"): K.SAME_DESCRIPTION,
        ("r1", "r2"): K.SAME_NAME,
    }


def test_the_publisher_who_spoke_to_them_is_the_relay_of_others():
    one = unnamed("a", "sources", at("d1", publisher="r"))
    other = unnamed("b", "sources", at("d2", relays=("r",)))
    assert kinds(one, other) == {("a", "b"): K.SAME_DESCRIPTION}


def test_sources_cited_side_by_side_are_two():
    place = at("d1", appearance="x")
    assert kinds(unnamed("a", "pilots", place), unnamed("b", "two pilots", place)) == {}


def test_one_description_behind_one_relay_across_claims_within_a_month():
    def told(key, day, claim):
        place = at(key, claim, relays=("r",), published_on=date(2030, 1, day))
        return unnamed(key, "two port pilots", place)

    assert kinds(told("a", 1, "c1"), told("b", 31, "c2")) == {("a", "b"): K.SAME_DESCRIPTION}
    late = unnamed(
        "b", "two port pilots", at("b", "c2", relays=("r",), published_on=date(2030, 3, 1))
    )
    assert kinds(told("a", 1, "c1"), late) == {}


def test_the_rest_of_a_cast_follows_where_one_member_agrees():
    first, second = at("d1", appearance="x"), at("d2", appearance="y")
    found = kinds(
        unnamed("a1", "طيارون", first, language="ar"),
        unnamed("a2", "شهود من الميناء", first, language="ar"),
        unnamed("b1", "طياران", second, language="ar"),
        unnamed("b2", "ثلاثة شهود من الميناء", second, language="ar"),
    )
    assert found == {("a1", "b1"): K.SAME_CAST, ("a2", "b2"): K.SAME_DESCRIPTION}


CLAUSE = "the tanker left the harbour at night without a pilot or lights"


def test_one_clause_in_two_documents():
    one = unnamed("a", "a harbour source", at("d1", "c1", clause=CLAUSE, language="en"))
    told = CLAUSE.replace("left", "quit").replace("at night", "by night")
    other = unnamed("b", "a source", at("d2", "c2", clause=told, language="en"))
    (found,) = suggest([one, other])
    assert found.kind is K.SAME_CLAUSE
    assert found.reason.get("clause") in (CLAUSE, told)


@pytest.mark.parametrize(
    "told", ["the tanker left", "a cargo ship reached the harbour in the morning", ""]
)
def test_another_clause_is_no_ground(told):
    one = unnamed("a", "a harbour source", at("d1", "c1", clause=CLAUSE, language="en"))
    other = unnamed("b", "a source", at("d2", "c2", clause=told, language="en"))
    assert kinds(one, other) == {}


def test_other_words_behind_one_relay_are_the_last_resort():
    relay = {"relays": ("r",)}
    found = kinds(
        unnamed("a1", "two pilots", at("d1", appearance="x", **relay)),
        unnamed("a2", "three sailors", at("d1", appearance="x", **relay)),
        unnamed("b", "harbour workers", at("d2", **relay)),
    )
    assert found == {("a1", "b"): K.SAME_RELAY, ("a2", "b"): K.SAME_RELAY}


def test_the_report_nearest_the_relay_is_meant():
    found = kinds(
        unnamed("a", "two pilots", at("d1", relays=("x", "y", "r"))),
        unnamed("b", "two pilots", at("d2", relays=("r",))),
        unnamed("c", "harbour workers", at("d3", relays=("z", "r"))),
    )
    assert found == {("a", "b"): K.SAME_DESCRIPTION, ("b", "c"): K.SAME_RELAY}


# Back references.


@pytest.mark.parametrize(
    ("earlier", "later", "language"),
    [
        ("two port pilots", "the pilots", "en"),
        ("two port pilots", "the two pilots", "en"),
        ("two port pilots", "the sources", "en"),
        ("two retired port pilots", "the retired port pilots", "en"),
        ("طياران مدنيان", "الطياران", "ar"),
        ("ثلاثة شهود من الميناء", "الشهود", "ar"),
        ("مصادر في الميناء", "المصادر", "ar"),
        ("خمسة شهود", "الخمسة", "ar"),
    ],
)
def test_a_definite_description_points_back(earlier, later, language):
    found = kinds(
        unnamed("a", earlier, at("d1", "c1", start=10), language=language),
        unnamed("b", later, at("d1", "c2", start=90), language=language),
    )
    assert found == {("a", "b"): K.BACK_REFERENCE}


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("two port pilots", "two pilots"),
        ("two port pilots", "the three pilots"),
        ("two port pilots", "the sailors"),
        ("two port pilots", "the pilots of the tanker that sank in the bay"),
        ("two port pilots", "the army pilots"),
        ("two port pilots", "the six"),
    ],
)
def test_other_descriptions_do_not(earlier, later):
    one = unnamed("a", earlier, at("d1", "c1", start=10))
    assert kinds(one, unnamed("b", later, at("d1", "c2", start=90))) == {}


def test_nobody_points_forward_or_into_another_document():
    one = unnamed("a", "two pilots", at("d1", "c1", start=90))
    assert kinds(one, unnamed("b", "the pilots", at("d1", "c2", start=10))) == {}
    assert kinds(one, unnamed("b", "the pilots", at("d2", "c2", start=99))) == {}


def test_the_five_are_two_and_three():
    cast = at("d1", "c1", start=5, appearance="x")
    found = kinds(
        unnamed("a1", "two pilots", cast),
        unnamed("a2", "three sailors", cast),
        unnamed("b", "the five", at("d1", "c2", start=90)),
    )
    assert found == {("a1", "b"): K.BACK_REFERENCE, ("a2", "b"): K.BACK_REFERENCE}


def test_the_nearest_antecedent_is_meant():
    found = kinds(
        unnamed("a", "two pilots", at("d1", "c1", start=5)),
        unnamed("b", "two army pilots", at("d1", "c2", start=50)),
        unnamed("c", "the pilots", at("d1", "c3", start=90)),
    )
    assert found == {("b", "c"): K.BACK_REFERENCE}


# Bodies.


@pytest.mark.parametrize(
    ("descriptor", "language", "type_"),
    [
        ("المتحدث باسم حركة الموج", "ar", "spokesperson_of"),
        ("قيادي في حركة الموج", "ar", "member_of"),
        ("a spokesman for the Wave Movement", "en", "spokesperson_of"),
        ("an official in the Wave Movement", "en", "member_of"),
    ],
)
def test_a_description_that_names_the_body_belongs_to_it(descriptor, language, type_):
    body = named("a", "حركة الموج", "Wave Movement", kind="group")
    (found,) = suggest([body, unnamed("b", descriptor, at("d1"), language=language)])
    assert (found.kind, found.identity) == (K.AFFILIATION, False)
    assert (found.reason.get("body"), found.reason.get("type")) == ("a", type_)


@pytest.mark.parametrize("descriptor", ["مصدر مقرب من حركة الموج", "قيادي في حركة", "شاهد"])
def test_nearness_is_no_membership(descriptor):
    body = named("a", "حركة الموج", kind="group")
    assert kinds(body, unnamed("b", descriptor, at("d1"), language="ar")) == {}


def test_a_stated_affiliation_needs_no_words():
    body = named("a", "Wave Movement", kind="group")
    member = named("b", "Lea Novak", affiliations=(("a", "member_of"), ("b", "member_of")))
    assert kinds(body, member) == {("a", "b"): K.AFFILIATION}


def test_a_spokesman_without_a_name_may_be_the_one_who_has_one():
    body = named("a", "Wave Movement", kind="group")
    speaks = (("a", "spokesperson_of"),)
    known = named("b", "Lea Novak", affiliations=speaks)
    found = kinds(body, known, unnamed("c", "a spokeswoman", at("d1"), affiliations=speaks))
    assert found[("b", "c")] is K.SAME_OFFICE
    several = unnamed("c", "spokesmen", at("d1"), affiliations=speaks, count=2)
    assert ("b", "c") not in kinds(body, known, several)


# What is decided.


def test_decided_pairs_are_not_suggested_again():
    mentions = [named(key, "Lea Novak") for key in "abc"]
    assert len(kinds(*mentions)) == 2
    assert len(kinds(*mentions, confirmed=[("b", "a")])) == 1
    assert kinds(*mentions, confirmed=[("a", "b"), ("c", "b")]) == {}
    assert kinds(*mentions, rejected=[("b", "a")]) == {
        ("a", "c"): K.SAME_NAME,
        ("b", "c"): K.SAME_NAME,
    }


def test_what_follows_from_decisions_is_not_suggested_either():
    mentions = [named(key, "Lea Novak") for key in "abc"]
    decided = {"confirmed": [("a", "b")], "rejected": [("c", "a")]}
    assert kinds(*mentions, **decided) == {}


# All of it.

SAID = [
    "",
    "sources",
    "the sources",
    "two pilots",
    "طياران",
    "المصادر",
    "ثلاثة شهود",
    "a\u202eb",
    "ـ",
]
NAMES = ["Lea Novak", "Novak", "هدى", "هدى الأسمر", "Huda al-Asmar", "\u200f", "الجيش", "X 9"]
PLACES = st.builds(
    at,
    document=st.sampled_from("de"),
    claim=st.sampled_from(["", "c", "k"]),
    appearance=st.sampled_from("uvwxyz"),
    start=st.integers(0, 3),
    role=st.sampled_from(["origin", "relay"]),
    relays=st.lists(st.sampled_from("0123"), max_size=2).map(tuple),
    publisher=st.sampled_from(["", "0"]),
    clause=st.sampled_from(["", CLAUSE, "غرقت سفينة كبيرة في ميناء المدينة"]),
)
MENTIONS = st.lists(
    st.builds(
        Mention,
        key=st.sampled_from("0123456789"),
        kind=st.sampled_from(["person", "unnamed", "group", "social_account", "document"]),
        anonymity=st.sampled_from(["named", "described", "anonymous"]),
        names=st.lists(st.sampled_from(NAMES) | st.text(max_size=12), max_size=2).map(tuple),
        language=st.sampled_from(["", "ar", "en", "fr", "x-\u202e"]),
        descriptor=st.sampled_from(SAID) | st.text(max_size=20),
        count=st.none() | st.integers(1, 4),
        same_as=st.sampled_from([(), ("https://example.org/1",)]),
        affiliations=st.lists(
            st.tuples(st.sampled_from("0123"), st.sampled_from(["member_of", "spokesperson_of"])),
            max_size=2,
        ).map(tuple),
        places=st.lists(PLACES, max_size=3).map(tuple),
    ),
    max_size=9,
    unique_by=lambda mention: mention.key,
)
PAIRS = st.lists(
    st.tuples(st.sampled_from("0123456789"), st.sampled_from("0123456789")), max_size=3
)


@given(MENTIONS, PAIRS, PAIRS, st.randoms(use_true_random=False))
def test_suggestions_hold_whatever_is_given(mentions, confirmed, rejected, chance):
    found = suggest(mentions, confirmed=confirmed, rejected=rejected)
    shuffled = chance.sample(mentions, len(mentions))
    assert suggest(shuffled, confirmed=confirmed[::-1], rejected=rejected) == found
    same, joined = Groups(confirmed), Groups()
    for suggestion in found:
        ends = sorted((same.of(suggestion.a), same.of(suggestion.b)))
        assert suggestion.a < suggestion.b
        assert ends[0] != ends[1]
        assert ends not in [sorted((same.of(a), same.of(b))) for a, b in rejected]
        assert 0 < suggestion.score < 1
        assert suggestion.reason.code == suggestion.kind
        if suggestion.identity:
            assert joined.of(ends[0]) != joined.of(ends[1])
            joined.join(*ends)
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)


@given(MENTIONS)
def test_confirming_all_suggestions_ends_them(mentions):
    found = [(s.a, s.b) for s in suggest(mentions) if s.identity]
    again = suggest(mentions, confirmed=found)
    assert not {(s.a, s.b) for s in again} & set(found)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKD"])
def test_normal_forms_change_nothing(form):
    texts = ["أحمد الشريف", "مسؤولان", "مسئولان"]
    one, three, four = (unicodedata.normalize(form, text) for text in texts)
    found = kinds(
        named("a", one),
        named("b", texts[0]),
        unnamed("c", three, at("d1"), language="ar"),
        unnamed("d", four, at("d2"), language="ar"),
    )
    assert found == {("a", "b"): K.SAME_NAME, ("c", "d"): K.SAME_DESCRIPTION}


def test_hostile_texts_are_only_texts():
    long = "مصادر " * 5000 + "\u202e" * 5000 + "7" * 5000
    found = suggest(
        [
            unnamed("a", long, at("d1", clause=long), language="ar"),
            unnamed("b", long, at("d2", clause=long), language="ar"),
            named("c", long, "", " ", "\u200f", "()"),
            named("d", "", places=(at("d1"),)),
            Mention("e", "", ""),
        ]
    )
    assert {s.kind for s in found} <= {K.SAME_DESCRIPTION, K.SAME_CLAUSE}


def many(number, *, claims):
    chance = random.Random(7)
    said = [("en", "two pilots"), ("en", "the sources"), ("ar", "طيارون"), ("ar", "ثلاثة شهود")]
    found = []
    for i in range(number):
        place = at(f"d{i}", f"c{i % claims}", relays=(f"r{i % 3}",), clause=f"{CLAUSE} {i // 9}")
        language, words = chance.choice(said)
        if i % 2:
            found.append(unnamed(f"m{i:05}", f"{words} {i % 40}", place, language=language))
        else:
            name = chance.choice(["Lea Novak", f"Lea Novak{i}", f"هدى الأسمر {i % 50}"])
            found.append(named(f"m{i:05}", name, places=(place,)))
    return found


@pytest.mark.parametrize("claims", [1, 2000])
def test_ten_thousand_mentions_take_seconds_and_grow_evenly(claims):
    seconds = []
    for number in (2_500, 10_000):
        mentions = many(number, claims=claims)
        began = time.process_time()
        found = suggest(mentions)
        seconds.append(time.process_time() - began)
        assert len(found) < number
    assert seconds[1] < 30
    assert seconds[1] < 10 * seconds[0] + 1
