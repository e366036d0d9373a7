"""The differences of two texts lead from each to the other, and hold no word for nothing."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.differences import Piece, differences

words = st.sampled_from(
    ["a", "b", "النص", "هنا", "\n", " ", "  ", "\u202e", "e\u0301", "\r\n", "🌍"]
)
texts = st.lists(words, max_size=40).map("".join) | st.text(max_size=60)


def side(pieces, *ops):
    return "".join(piece.text for piece in pieces if piece.op in ops)


@given(texts, texts)
def test_both_texts_can_be_read_off(before, after):
    found = differences(before, after)
    assert side(found, "equal", "delete") == before
    assert side(found, "equal", "insert") == after


@given(texts, texts)
def test_pieces_are_neither_empty_nor_torn(before, after):
    found = differences(before, after)
    assert all(piece.text for piece in found)
    assert all(a.op != b.op for a, b in itertools.pairwise(found))


@given(texts)
def test_the_same_text_does_not_differ(text):
    assert all(piece.op == "equal" for piece in differences(text, text))


def test_words_are_compared_and_not_letters():
    assert differences("two officials said so", "three officials said so") == (
        Piece("delete", "two"),
        Piece("insert", "three"),
        Piece("equal", " officials said so"),
    )


@pytest.mark.parametrize("gap", [" ", "\n"])
def test_a_huge_text_is_compared_where_it_differs(gap):
    before = gap.join(f"w{n}" for n in range(30_000))
    found = differences(before, before.replace(f"w5{gap}", f"x5{gap}"))
    assert [piece.op for piece in found] == ["equal", "delete", "insert", "equal"]


def test_what_is_too_long_to_compare_is_told_as_replaced():
    before, after = "\n" * 100_000, "\r\n" * 100_000
    assert [piece.op for piece in differences(before, "x" + after + "x")] == ["delete", "insert"]
