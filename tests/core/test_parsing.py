"""Bodies that could be read in two ways, or not stored, are refused by their place."""

import json

import pytest
from django.test import override_settings

from factcheck.core.strict_json import MAX_DEPTH
from tests.problems import problem

SOURCES = "/api/v1/sources/"
IMPORTS = "/api/v1/imports/"


def post(client, data, url=SOURCES, content_type="application/json"):
    return client.generic("POST", url, data, content_type=content_type)


MALFORMED = {
    "not JSON": (b'{"kind": ', ""),
    "nothing but a blank": (b" ", ""),
    "two values": (b"{} {}", ""),
    "a comment": (b"{} // x", ""),
    "single quotes": (b"{'kind': 1}", ""),
    "a key twice": (b'{"note": "a", "note": "b"}', ""),
    "a key twice inside": (b'{"names": [{}, {"text": "a", "text": "a"}]}', "/names/1"),
    "NaN": (b'{"count": NaN}', "/count"),
    "Infinity": (b'{"count": -Infinity}', "/count"),
    "beyond a double": (b'{"count": 1e999}', "/count"),
    "too many digits": (b'{"count": ' + b"9" * 5000 + b"}", "/count"),
    "NUL": (b'{"name": "a\\u0000b"}', "/name"),
    "NUL in a key": (b'{"a\\u0000b": 1}', ""),
    "raw NUL": (b'{"name": "a\x00b"}', ""),
    "half a pair": (b'{"names": [{"text": "\\ud83d"}]}', "/names/0/text"),
    "the other half": (b'{"name": "\\ude00x"}', "/name"),
    "not UTF-8": (b'{"name": "\xe9"}', ""),
    "a surrogate in UTF-8": (b'{"name": "\xed\xa0\x80"}', ""),
    "UTF-16": ('{"name": "x"}'.encode("utf-16"), ""),
    "too deep": (b'{"name": ' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}", None),
    "much too deep": (b"[" * 200_000, ""),
}


@pytest.mark.parametrize(("body", "pointer"), MALFORMED.values(), ids=MALFORMED)
def test_malformed(cast, body, pointer):
    places = [] if pointer is None else [pointer]
    assert problem(post(cast.reviewer, body), "malformed", *places)["status"] == 400


def test_a_whole_pair_is_one_character(cast):
    sent = b'{"kind": "person", "anonymity": "named", "name": "\\ud83d\\ude00"}'
    assert post(cast.reviewer, sent).json()["name"] == "😀"


def test_words_are_kept_as_they_came(cast):
    name = " \u202eعمر\u202c e\u0301 é\u200f\n"
    sent = {"kind": "person", "anonymity": "named", "name": name}
    made = post(cast.reviewer, json.dumps(sent).encode()).json()
    assert made["name"] == name
    assert cast.reader.get(f"{SOURCES}{made['id']}/").json()["name"] == name


@override_settings(IMPORT_MAX_BYTES=100)
@pytest.mark.parametrize("url", [SOURCES, IMPORTS])
def test_too_large(cast, url):
    assert post(cast.reviewer, b"{}" + b" " * 98, url).status_code in (202, 422)
    problem(post(cast.reviewer, b"{}" + b" " * 99, url), "too-large")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf8"'])
def test_utf8_by_any_of_its_names(cast, charset):
    answer = post(cast.reviewer, b"{}", content_type=f"application/json; charset={charset}")
    problem(answer, "invalid")


def test_another_charset_is_refused(cast):
    answer = post(cast.reviewer, b"{}", content_type="application/json; charset=latin-1")
    problem(answer, "malformed")


@pytest.mark.parametrize("value", [1, 1.5, True, None, [], {}])
def test_only_a_string_is_a_text(cast, value):
    sent = {"kind": "person", "anonymity": "named", "name": value}
    problem(cast.reviewer.post(SOURCES, sent), "invalid", "/name")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("count", "1"),
        ("count", 1.0),
        ("count", True),
        ("count", 0),
        ("count", 32768),
        ("count", 10**90),
        ("descriptor_literal", "true"),
        ("descriptor_literal", 1),
        ("descriptor_literal", None),
        ("kind", "Person"),
        ("kind", ["person"]),
        ("kind", {}),
        ("kind", ""),
        ("vouched_by", "x"),
        ("vouched_by", 7),
        ("vouched_by", "{0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11}"),
        ("vouched_by", "0b2e6f7e5a1f4f7e9d550d8a3c7e0a11"),
        ("language", "--"),
        ("language", "x" * 36),
        ("same_as", "https://x.example"),
        ("same_as", {}),
        ("same_as", ["no address"]),
        ("names", {}),
    ],
)
def test_only_a_value_of_the_kind_is_taken(cast, field, value):
    sent = {"kind": "unnamed", "anonymity": "anonymous", "descriptor": "sources", field: value}
    body = problem(cast.reviewer.post(SOURCES, sent), "invalid")
    assert all(error["pointer"].startswith(f"/{field}") for error in body["errors"])
