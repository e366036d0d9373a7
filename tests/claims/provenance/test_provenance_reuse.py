"""Passages that texts share are found, all of them and no others, however they are spelled."""

import json
import unicodedata
from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from claims.provenance import alignment, reuse
from claims.provenance.alignment import GAP, align
from claims.provenance.reuse import GUARANTEED, MIN_WORDS, Passage, fingerprints, shared
from claims.spelling import fold
from tests.gold import SEEDS, SHARED, text

ARTICLES = SHARED / "data" / "provenance" / "ar_events_dev.jsonl"
COPIED = (
    "the drones were launched from a field north of the river and three of them "
    "were shot down before they reached the residence"
)
ARABIC = (
    "الهجوم ارتكبته واحدة على الأقل من تلك الجماعات، لكنهم قدموا تقييمات مختلفة قليلاً "
    "بشأن أي الفصائل تحديداً، ونفذتاه جنباً إلى جنب في ٧ تشرين الثاني"
)
# Few words make repetitions; the last ones are spelled in several ways.
WORDS = st.sampled_from([*"abcdefgh", "أمر", "امر", "أَمْر", "أمـــر", "٧", "7"])
TEXTS = st.lists(WORDS, max_size=60).map(" ".join)


@st.composite
def pairs(draw):
    """Two texts out of the same few pieces, in any order and number."""
    pieces = draw(st.lists(st.lists(WORDS, min_size=1, max_size=20), min_size=1, max_size=5))
    orders = st.lists(st.sampled_from(pieces), max_size=6)
    return tuple(" ".join(word for piece in draw(orders) for word in piece) for _ in range(2))


PAIRS = st.one_of(st.tuples(TEXTS, TEXTS), pairs())
FREE = st.text(
    alphabet="ab1 ٧١\n.،\"«»“”'ـا\u064eأ\u0654e\u0301😀👍🏽\u202e\u2067\u200f\u00adﷺ", max_size=80
)


def words(found):
    return fold(found).split()


def cut(found, side, one, other):
    """The words of one side of a passage."""
    if side == "a":
        return one[found.a_start : found.a_end]
    return other[found.b_start : found.b_end]


def common(one, other):
    """The length of the longest common subsequence, by the textbook."""
    row = [0] * (len(other) + 1)
    for left in one:
        before = row
        row = [0]
        for n, right in enumerate(other):
            row.append(before[n] + 1 if left == right else max(row[n], before[n + 1]))
    return row[-1]


def runs(one, other, least):
    """Every run of so many words that both have and that cannot be made longer, by trying."""
    for i in range(len(one)):
        for j in range(len(other)):
            if i and j and one[i - 1] == other[j - 1]:
                continue
            size = 0
            while (
                i + size < len(one) and j + size < len(other) and one[i + size] == other[j + size]
            ):
                size += 1
            if size >= least:
                yield i, j, size


def recurs(one, other):
    """Whether three words are in both so often that they are not looked at pair by pair."""
    counts = [Counter(zip(side, side[1:], side[2:], strict=False)) for side in (one, other)]
    return any(counts[0][three] * counts[1][three] > 100 for three in counts[0])


def whole(start, size, spans):
    """Whether some of the spans have all these words between them."""
    held = {n for begin, end in spans for n in range(begin, end)}
    return held.issuperset(range(start, start + size))


@given(PAIRS, st.integers(3, 8))
@example(("a a b a b b b a b b a a b", "a b a b b b a a b a b b b b a b b a b b b"), 4)
def test_every_run_that_is_long_enough_lies_in_a_chain(texts, least):
    one, other = map(words, texts)
    assume(not recurs(one, other))
    chains = align(one, other, least=least)
    spans = [(c[0].a, c[-1].a_end) for c in chains], [(c[0].b, c[-1].b_end) for c in chains]
    for i, j, size in runs(one, other, least):
        assert whole(i, size, spans[0]) or whole(j, size, spans[1])


@given(PAIRS)
def test_every_passage_has_its_words_on_both_sides_in_one_order(texts):
    one, other = texts
    for passage in shared(one, other):
        sides = words(cut(passage, "a", one, other)), words(cut(passage, "b", one, other))
        assert MIN_WORDS <= passage.words <= common(*sides)
        assert sides[0][0] == sides[1][0]
        assert sides[0][-1] == sides[1][-1]


@given(PAIRS)
@example(("a b c d e f", "a b c d x y c d e f"))
@example(("a b c d e f g", "a b c d d e f g"))
def test_between_the_runs_of_a_chain_few_words_differ(texts):
    one, other = map(words, texts)
    for chain in align(one, other, least=4):
        for run in chain:
            assert one[run.a : run.a_end] == other[run.b : run.b_end] != []
        for run, after in pairwise(chain):
            assert 0 <= after.a - run.a_end <= GAP
            assert 0 <= after.b - run.b_end <= GAP


@given(st.one_of(PAIRS, st.tuples(FREE, FREE)))
@example((COPIED, f"{COPIED} {COPIED}"))
@example(("a b c " * 20, "b c a " * 30))
@example((f"b a a b a b b {COPIED}", f"b a b a a b b {COPIED}"))
def test_the_sides_may_be_swapped(texts):
    one, other = texts
    swapped = {passage.mirrored() for passage in shared(other, one)}
    assert set(shared(one, other)) == swapped


@given(PAIRS)
def test_no_passage_lies_in_another(texts):
    found = shared(*texts)
    for inner in found:
        for outer in found:
            within_a = outer.a_start <= inner.a_start and inner.a_end <= outer.a_end
            within_b = outer.b_start <= inner.b_start and inner.b_end <= outer.b_end
            assert inner == outer or not (within_a and within_b)


@given(TEXTS, TEXTS, TEXTS)
def test_a_shared_run_gives_a_shared_fingerprint(copied, one, other):
    if len(words(copied)) >= GUARANTEED:
        ours, theirs = f"{one} {copied} {other}", f"{other} {copied}\n{one}"
        assert set(fingerprints(ours)) & set(fingerprints(theirs))


@pytest.mark.parametrize("start", range(len(COPIED.split()) - GUARANTEED + 1))
@pytest.mark.parametrize("before", ["{0}1 {0}2 {0}3 {0}4 {1}", "{1} {0}1 {0}2 {0}3 {0}4"])
def test_the_shortest_run_that_is_sure_to_be_found_is_found_anywhere(start, before):
    copied = " ".join(COPIED.split()[start : start + GUARANTEED])
    ours, theirs = before.format("x", copied), before.format("y", copied)
    assert set(fingerprints(ours)) & set(fingerprints(theirs))


@given(TEXTS)
@example("a b " * 50 + "a")
def test_a_text_has_all_its_words_in_common_with_itself(one):
    found = shared(one, one)
    if len(words(one)) < MIN_WORDS:
        assert found == ()
    else:
        (passage,) = found
        assert passage.words == len(words(one))
        assert (passage.a_start, passage.a_end) == (passage.b_start, passage.b_end) == (0, len(one))


@given(FREE)
def test_any_text_is_read_and_fingerprints_fit_the_database(one):
    prints = fingerprints(one)
    assert list(prints) == sorted(set(prints))
    assert all(-(2**63) <= print_ < 2**63 for print_ in prints)
    assert all(passage.a_end <= len(one) for passage in shared(one, one[::-1]))


def test_fingerprints_stay_the_same_for_ever():
    """They are stored: others would find nothing of what is held."""
    assert (fingerprints(ARABIC)[0], len(fingerprints(ARABIC))) == (-7701089834069357536, 8)
    short = " ".join(COPIED.split()[: GUARANTEED - 1])
    assert fingerprints("") == fingerprints("one") == fingerprints(short) == ()


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_spelling_makes_no_difference(form):
    plain = "".join(c for c in unicodedata.normalize("NFD", ARABIC) if not unicodedata.combining(c))
    spelled = [
        unicodedata.normalize(form, ARABIC),
        plain,
        ARABIC.replace("ال", "الـــ"),
        ARABIC.replace("٧", "7"),
        ARABIC.replace(" ", " \u200f"),
        f"\u202b{ARABIC}\u202c",
    ]
    for other in spelled:
        assert fingerprints(other) == fingerprints(ARABIC)
        (passage,) = shared(ARABIC, other)
        assert passage.words == len(words(ARABIC))


def test_offsets_count_code_points():
    one, other = f"😀👍🏽 {COPIED}.", f"\u2067e\u0301\u2069 {COPIED}!"
    (passage,) = shared(one, other)
    assert one[passage.a_start : passage.a_end] == COPIED
    assert other[passage.b_start : passage.b_end] == COPIED


def test_changed_words_are_part_of_the_passage():
    changed = COPIED.replace("launched", "sent up").replace("of them ", "")
    (passage,) = shared(f"Officials said {COPIED}.", f"We hear {changed}, it is said.")
    assert passage.words == len(COPIED.split()) - 3
    assert f"We hear {changed}, it is said."[passage.b_start : passage.b_end] == changed


def test_a_passage_ends_where_more_than_a_few_words_differ():
    first, second = COPIED.split()[:13], COPIED.split()[10:]
    apart = " ".join([*first, *"pqrst", *second])
    other = " ".join([*first, *"vwxyz", *second])
    assert [passage.words for passage in shared(apart, other)] == [13, len(second)]


def test_paragraphs_in_another_order_are_found():
    one, other = f"{COPIED}.\n{ARABIC}.", f"{ARABIC}.\n\n{COPIED}."
    assert [p.words for p in shared(one, other)] == [len(words(COPIED)), len(words(ARABIC))]


def test_a_passage_that_stands_there_twice_is_found_once():
    (passage,) = shared(COPIED, f"{COPIED}. In short, as we said above: {COPIED}")
    assert passage.words == len(COPIED.split())


def test_words_that_occurred_before_hide_no_passage():
    """Each few words of it stand elsewhere first, or recur too often to be looked at in pairs."""
    parts = [" ".join(COPIED.split()[n : n + 9]) for n in range(0, 22, 6)]
    before = " ".join(f"{part} {n} {n} {n} {n}" for n, part in enumerate(parts))
    assert len(COPIED.split()) in [p.words for p in shared(f"{before} {COPIED}", COPIED)]
    refrain = " ".join(f"once upon a time {n} {n}" for n in range(20))
    one, other = f"{refrain} once upon a time {COPIED}", f"once upon a time {COPIED} {refrain}"
    assert len(COPIED.split()) + 4 in [p.words for p in shared(one, other)]


def test_a_letter_that_stands_for_a_phrase_is_read_as_the_phrase():
    one, other = f"قال النبي ﷺ {ARABIC}", f"قال النبي صلى الله عليه وسلم {ARABIC}"
    (passage,) = shared(one, other)
    assert passage.words == len(words(ARABIC)) + 6
    assert fingerprints(one) == fingerprints(other)


def test_stock_phrases_are_no_finding():
    one = "A spokesman for the ministry told reporters that the road was closed"
    other = "A spokesman for the ministry told reporters that bread costs more"
    assert shared(one, other) == ()


@pytest.mark.parametrize(
    ("one", "other", "quoted"),
    [
        ("he said “{}” again", "«{}», they heard", True),
        ('"{}"', "''{}''", True),
        ("”{}“", "„{}“", True),
        ("he said that {}", "“{}”", False),
        ("“{}", "{}”", False),
        ('"A\n{}\nB"', '"A\n{}\nB"', False),
        ("“he” said that {} “again”", "“he” said that {} “again”", False),
    ],
)
def test_a_quotation_is_known_as_such(one, other, quoted):
    (passage,) = shared(one.format(COPIED), other.format(COPIED))
    assert passage.quoted is quoted


def test_the_words_beside_a_quotation_count_by_themselves():
    beside = " ".join(COPIED.split()[: MIN_WORDS - 1])
    few, enough = f"{beside} “{ARABIC}”", f"{beside} more “{ARABIC}”"
    assert [passage.quoted for passage in shared(few, f"{few}.")] == [True]
    assert [passage.quoted for passage in shared(enough, f"{enough}.")] == [False]


@pytest.fixture
def looked_at(monkeypatch):
    """The pairs of places that were looked at."""
    seen, seeds = [], alignment._seeds

    def noted(a, b):
        for pair in seeds(a, b):
            seen.append(pair)
            yield pair

    monkeypatch.setattr(alignment, "_seeds", noted)
    return seen


@pytest.mark.parametrize("unit", ["a", "a b", "a b c d e f g"])
def test_endless_repetition_is_not_looked_at_pair_by_pair(looked_at, unit):
    one = " ".join([unit] * (100_000 // len(unit.split())))
    other = " ".join([unit] * (50_000 // len(unit.split())))
    (passage,) = shared(one, other)
    assert 0 < len(looked_at) <= 50_000
    assert passage.words == len(other.split())
    assert len(fingerprints(one)) <= len(unit.split())


def test_what_stands_behind_a_whole_book_is_not_compared():
    book = " ".join(["x"] * reuse.MAX_WORDS)
    assert shared(f"{book} {COPIED}", COPIED) == ()
    assert fingerprints(f"{book} {COPIED}") == fingerprints(book)


@pytest.mark.skipif(
    not SEEDS.exists(), reason="the private articles (../shared/seeds) are not on this machine"
)
def test_of_five_real_articles_two_share_passages():
    texts = {path.name[:3]: text(path.stem) for path in sorted(SEEDS.glob("*.txt"))}
    found = {
        pair: [texts[pair[0]][p.a_start : p.a_end] for p in passages]
        for pair in combinations(texts, 2)
        if (passages := shared(texts[pair[0]], texts[pair[1]]))
    }
    assert found == {
        ("000", "002"): [
            "مشترطة عدم الكشف عن هويتها، إن الطائرات المسيرة والمتفجرات المستخدمة في الهجوم "
            "إيرانية الصنع",
            "الهجوم ارتكبته واحدة على الأقل من تلك الجماعات، لكنهم قدموا تقييمات مختلفة قليلا "
            "بشأن أي الفصائل تحديدا., كما أضاف المسؤولان أن كتائب حزب الله وعصائب أهل الحق "
            "نفذتاه جنبا إلى جنب",
        ]
    }


@pytest.mark.skipif(
    not ARTICLES.exists(), reason="the private articles (../shared/data) are not on this machine"
)
def test_copies_among_real_articles_are_found_and_hardly_anything_else():
    """386 articles on 60 events; those are marked of which many word sequences are the same."""
    rows = {row["id"]: row for row in map(json.loads, ARTICLES.read_text().splitlines())}
    prints = {key: set(fingerprints(row["text"])) for key, row in rows.items()}
    marked = {
        frozenset({key, other})
        for key, row in rows.items()
        for other, _ in row["silver_near_dup"]
        if other in rows
    }
    found: dict[frozenset[str], tuple[Passage, ...]] = {}
    for pair in combinations(rows, 2):
        if prints[pair[0]] & prints[pair[1]]:
            passages = shared(*(rows[key]["text"] for key in pair))
            found |= {frozenset(pair): passages} if passages else {}
    apart = [pair for pair in found if len({rows[key]["cluster"] for key in pair}) == 2]
    unrelated = [pair for pair in apart if pair not in marked]
    assert len(marked) == 698
    assert marked <= set(found)
    assert len(unrelated) <= 14
