"""Whatever is sent, the answer is a success or a problem, and never a fault of ours."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from tests.architecture.test_access import DESK, PERSON, REVIEW, TOLD, filled, fixture

RESOURCES = ("sources", "documents", "claims", "appearances", "relations", "newsrooms", "reviews")

words = st.text(st.characters(exclude_categories=[]), max_size=20)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([2**31, 2**63, -(2**63), 10**30, 1e308]),
    st.floats(allow_nan=False, allow_infinity=False),
    words,
    st.sampled_from(
        ["\x00", "", " ", "\u202e", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"]
    ),
    st.uuids().map(str),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def bodies(cast):
    """A sound body for every resource."""
    found = fixture(cast)
    hop = {"level": 0, "source": "{source}", "role": "origin", "mode": "indirect"}
    hop |= {"said_on": "2021-11-07", "cue": factories.place("said"), "cited_document": "{held}"}
    told = TOLD | {"claim": "{claim}", "document": "{document}", "gloss": {"en": "x"}}
    names = [{"type": "alias", "language": "en", "text": "B"}]
    return {
        "sources": PERSON | {"names": names, "count": 2, "same_as": ["https://x.example"]},
        "documents": {"language": "en", "text": "T", "published_at": "2021-11-07T10:00:00Z"},
        "claims": {"language": "en", "texts": {"en": "T"}},
        "appearances": filled(told, found) | {"chain": [filled(hop, found)]},
        "relations": filled({"type": "supports", "from": "{claim}", "to": "{told}"}, found),
        "newsrooms": copy.deepcopy(DESK),
        "reviews": filled(REVIEW, found) | {"rating_value": 1},
    }


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    items = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        items = enumerate(value)
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The value with another one in that place."""
    if not path:
        return new
    changed = copy.copy(value)
    changed[path[0]] = put(value[path[0]], path[1:], new)
    return changed


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
@pytest.mark.parametrize("name", RESOURCES)
def test_bodies(cast, bodies, name, data):
    body = bodies[name]
    path = data.draw(st.sampled_from(places(body)))
    sent = json.dumps(put(body, path, data.draw(values)))
    url = f"/api/v1/{name}/"
    answer = cast.superuser.generic("POST", url, sent, content_type="application/json")
    assert answer.status_code in (201, 400, 409, 422), answer.content
    if answer.status_code != 201:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
@pytest.mark.parametrize("name", [*RESOURCES, "imports", "outside/reviews", "outside/imports"])
def test_parameters(cast, name, data):
    known = "q kind status language source document claim published_after cursor page_size url x"
    known += " publisher verdict"
    names = st.sampled_from(known.split()) | words
    safe = words.map(lambda text: text.encode("utf-8", "replace").decode())
    query = data.draw(st.dictionaries(names.map(ascii) | st.sampled_from(known.split()), safe))
    answer = cast.reader.get(f"/api/v1/{name}/", query)
    assert answer.status_code in (200, 400), answer.content
