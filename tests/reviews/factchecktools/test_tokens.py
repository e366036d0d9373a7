"""Page tokens: what is sealed comes back, for the same request and untouched alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.factchecktools.tokens import BadToken, seal, unseal

KEY = b"k" * 32
positions = st.lists(st.integers() | st.text() | st.floats(allow_nan=False), max_size=4)
requests = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)


@given(positions, requests)
def test_round_trip(position: list[object], asked: dict[str, str]) -> None:
    token = seal(position, asked, KEY)
    assert unseal(token, asked, KEY) == position
    assert token.replace("-", "").replace("_", "").isalnum()


@given(positions, requests, requests)
def test_another_request_is_refused(
    position: list[object], asked: dict[str, str], other: dict[str, str]
) -> None:
    token = seal(position, asked, KEY)
    if other != asked:
        with pytest.raises(BadToken, match="other parameters"):
            unseal(token, other, KEY)
    with pytest.raises(BadToken, match="none that"):
        unseal(token, asked, b"another")


@given(positions, requests, st.data())
def test_one_character_less_more_or_other_is_refused(
    position: list[object], asked: dict[str, str], data: st.DataObject
) -> None:
    token = seal(position, asked, KEY)
    at = data.draw(st.integers(0, len(token) - 1))
    put = data.draw(st.sampled_from(["", "A", "b", "-", "=", " ", "é", token[at] * 2]))
    changed = token[:at] + put + token[at + 1 :]
    if changed != token:
        with pytest.raises(BadToken):
            unseal(changed, asked, KEY)


@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(BadToken):
        unseal(text, {}, KEY)
