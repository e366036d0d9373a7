"""The parameter `fields`: against a naive reading of it, and what is none."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.factchecktools.masks import BadMask, apply, parse
from reviews.factchecktools.resources import CLAIMS

SHAPE = {"a": None, "b": {"a": None, "c": {"d": None, "a": None}}, "e": {"f": None}}


def values(shape: Any) -> st.SearchStrategy[Any]:
    """Values of a shape, of which any field may be missing or a list."""
    if shape is None:
        return st.integers(0, 9) | st.lists(st.integers(0, 9), max_size=2)
    one = st.fixed_dictionaries({}, optional={name: values(sub) for name, sub in shape.items()})
    return one | st.lists(one, max_size=2)


def choices(shape: dict[str, Any], depth: int = 0) -> st.SearchStrategy[str]:
    """Sound texts of `fields`."""
    return st.lists(choice(shape), min_size=1, max_size=3).map(",".join)


def choice(shape: dict[str, Any]) -> st.SearchStrategy[str]:
    plain = st.sampled_from([*shape, "*"])
    nested = [(name, sub) for name, sub in shape.items() if sub is not None]
    if not nested:
        return plain
    deeper = st.sampled_from(nested).flatmap(
        lambda pair: st.tuples(
            st.just(pair[0]),
            st.one_of(
                choices(pair[1]).map(lambda text: f"({text})"),
                choice(pair[1]).map(lambda text: f"/{text}"),
                choice(pair[1]).map(lambda text: f".{text}"),
            ),
        ).map("".join)
    )
    return plain | deeper


def paths(text: str) -> list[tuple[str, ...]]:
    """Every chosen path, by writing brackets out one by one."""
    while "(" in text:
        text = re.sub(
            r"([\w*/.]+)\(([^()]*)\)",
            lambda found: ",".join(f"{found[1]}/{inner}" for inner in found[2].split(",")),
            text,
        )
    return [tuple(re.split(r"[/.]", path)) for path in text.split(",")]


def naive(chosen: list[tuple[str, ...]], value: Any, at: tuple[str, ...] = ()) -> Any:
    """Keep a field where a chosen path leads to it, into it, or through it."""
    if isinstance(value, list):
        return [naive(chosen, item, at) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: naive(chosen, inner, (*at, name))
        for name, inner in value.items()
        if any(leads(path, (*at, name), inner) for path in chosen)
    }


def leads(path: tuple[str, ...], place: tuple[str, ...], value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    if len(path) > len(place) and not all(isinstance(item, dict) for item in items):
        return False
    return all(step in ("*", own) for step, own in zip(path, place, strict=False))


anywhere = st.sampled_from(["*/a", "*/c/d", "*/f", "*/c(a,d)", "b/*/d", "b/*", "*/*", "*/c/*"])
wanted = st.lists(choice(SHAPE) | anywhere, min_size=1, max_size=4).map(",".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_it_chooses_what_a_naive_reading_chooses(data: st.DataObject) -> None:
    text, value = data.draw(wanted), data.draw(values(SHAPE))
    assert apply(parse(text, SHAPE), value) == naive(paths(text), value)


@given(st.text("ab,/.()* cé\x00", max_size=30) | st.text(max_size=30))
def test_whatever_is_sent_is_read_or_refused(text: str) -> None:
    try:
        apply(parse(text, SHAPE), {"a": 1, "b": [{"c": {}}]})
    except BadMask:
        return


@pytest.mark.parametrize(
    "text",
    [
        *("claims(text", "claims)", ",", "claims,", "claims//text", "claims()", "(text)", "x"),
        *("claims/nothing", "claims/text/more", "claims text", "ادعاء", "claims/*/*/*/*", "*/*/x"),
        *("claims/" * 2000, "(" * 3000, "claims(" * 50),
    ],
)
def test_what_is_no_choice(text: str) -> None:
    with pytest.raises(BadMask):
        parse(text, CLAIMS)


def test_googles_own_examples() -> None:
    review = {"url": "u", "title": "t", "publisher": {"name": "n", "site": "s"}}
    answer = {"claims": [{"text": "x", "claimReview": [review]}], "nextPageToken": "p"}
    cases = {
        "*": answer,
        "claims": {"claims": answer["claims"]},
        "claims(text,claimReview/url),nextPageToken": {
            "claims": [{"text": "x", "claimReview": [{"url": "u"}]}],
            "nextPageToken": "p",
        },
        "claims/claimReview(url,publisher/name)": {
            "claims": [{"claimReview": [{"url": "u", "publisher": {"name": "n"}}]}]
        },
        "claims.claimReview.publisher.site": {
            "claims": [{"claimReview": [{"publisher": {"site": "s"}}]}]
        },
        " claims / text , claims ": {"claims": answer["claims"]},
        "claims/*/publisher": {"claims": [{"claimReview": [{"publisher": review["publisher"]}]}]},
    }
    for text, expected in cases.items():
        assert apply(parse(text, CLAIMS), answer) == expected, text
