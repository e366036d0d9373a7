"""Signatures of markup: what is refused, and that others find the same to be valid."""

import base64
import json
import shutil
import subprocess
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jws as joserfc_jws
from joserfc.jwk import OKPKey

from reviews.markup.claimreview import render
from reviews.markup.signatures import Unsigned, canonical, new_key, sign, thumbprint, verify
from tests.conftest import PROJECT
from tests.reviews.dossiers import ARABIC, ENGLISH, dossiers

KEY = new_key()
OTHER = new_key()
MARKUP = render(ARABIC, url="https://tahaqquq.example/r/militias/")
JWS = sign(MARKUP, kid=KEY.kid, private=KEY.private)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=3)
    ),
    max_leaves=8,
)


def public(key=KEY, **more):
    return {**key.public, "kid": key.kid} | more


def header(**members):
    given = {"alg": "EdDSA", "kid": KEY.kid, "typ": "claimreview+jws"} | members
    kept = {name: value for name, value in given.items() if value is not None}
    return encoded(json.dumps(kept).encode())


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(protected, private=KEY.private, markup=MARKUP):
    """A true signature under any header."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    data = f"{protected}.{encoded(canonical(markup))}".encode()
    return f"{protected}..{encoded(Ed25519PrivateKey.from_private_bytes(private).sign(data))}"


def refused(markup=MARKUP, jws=JWS, keys=None):
    with pytest.raises(Unsigned) as caught:
        verify(markup, jws, keys=[public()] if keys is None else keys)
    return caught.value.kind


def test_the_same_markup_and_key_give_the_same_bytes_whatever_the_spelling():
    again = json.dumps(dict(reversed(json.loads(MARKUP).items())), indent=9).encode()
    assert sign(again, kid=KEY.kid, private=KEY.private) == JWS
    assert verify(again, JWS, keys=[public(OTHER), public()]) == KEY.kid
    assert b".." in JWS
    assert json.loads(base64.urlsafe_b64decode(JWS.split(b".")[0] + b"==")) == {
        "alg": "EdDSA",
        "cty": "ld+json",
        "kid": KEY.kid,
        "typ": "claimreview+jws",
    }


def test_the_alg_of_rfc_9864_is_taken_too():
    assert verify(MARKUP, signed(header(alg="Ed25519")), keys=[public()]) == KEY.kid


@settings(max_examples=60)
@given(st.data())
def test_no_other_byte_is_taken(data):
    at = data.draw(st.integers(0, len(MARKUP) - 1))
    changed = bytearray(MARKUP)
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        same = canonical(bytes(changed)) == canonical(MARKUP)
    except Unsigned:
        same = False
    if not same:
        assert refused(bytes(changed)) in ("differs", "malformed")


def test_every_byte_of_the_signature_counts():
    protected, _, signature = JWS.decode().partition("..")
    for at in range(len(signature)):
        other = "A" if signature[at] != "A" else "B"
        assert refused(jws=f"{protected}..{signature[:at]}{other}{signature[at + 1 :]}")
    for cut in ("", signature[:-1], signature[:40], signature + "A", signature + "=", "é"):
        assert refused(jws=f"{protected}..{cut}") == "malformed"
    assert refused(jws=protected) == refused(jws="") == refused(jws=b"\xff..") == "malformed"


@pytest.mark.parametrize(
    "members",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": None},
        {"alg": ["EdDSA"]},
        {"typ": "JWT"},
        {"typ": None},
        {"kid": None},
        {"kid": 7},
        {"crit": ["b64"], "b64": False},
        {"b64": False},
    ],
)
def test_a_header_that_says_anything_else_is_refused_though_signed(members):
    assert refused(jws=signed(header(**members))) == "malformed"


def test_an_algorithm_of_none_needs_more_than_an_empty_signature():
    assert refused(jws=f"{header(alg='none')}..") == "malformed"


def test_a_payload_that_is_brought_along_is_refused():
    protected, _, signature = JWS.decode().partition("..")
    payload = encoded(canonical(MARKUP))
    assert refused(jws=f"{protected}.{payload}.{signature}") == "malformed"


def test_keys_count_under_their_own_name_alone():
    assert refused(keys=[]) == refused(keys=[public(OTHER)]) == "unknown_key"
    # The name of ours before another's key, and the reverse.
    forged = signed(header(), private=OTHER.private)
    assert refused(jws=forged) == "differs"
    assert refused(jws=forged, keys=[public(OTHER, kid=KEY.kid)]) == "unknown_key"
    brought = signed(header(kid=OTHER.kid, jwk=OTHER.public), private=OTHER.private)
    assert refused(jws=brought) == "unknown_key"
    for odd in ({"x": 7}, {"x": ""}, {"x": "AAAA"}, {"kty": "RSA"}, {"crv": "Ed448"}):
        assert refused(keys=[public(**odd)])


def test_a_name_that_stands_twice_is_refused():
    twice = MARKUP.replace(b"{", b'{"url": "https://elsewhere.example/", ', 1)
    assert refused(twice) == "malformed"


@pytest.mark.parametrize(
    "text", ["", "[", "NaN", '{"a": 1e999}', "9" * 30, "[" * 100_000, '"\\ud800"']
)
def test_what_is_not_such_json_is_refused(text):
    assert refused(text) == "malformed"


def test_the_thumbprint_is_that_of_rfc_8037():
    x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    key = {"kty": "OKP", "crv": "Ed25519", "x": x}
    assert thumbprint(key) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@settings(max_examples=30, deadline=None)
@given(dossiers)
def test_any_markup_can_be_signed_and_a_library_agrees(dossier):
    markup = render(dossier, url="https://tahaqquq.example/r/x/")
    made = sign(markup, kid=KEY.kid, private=KEY.private)
    assert verify(markup, made, keys=[public()]) == KEY.kid
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it would have RFC 9864's name
        held = joserfc_jws.deserialize_compact(
            made, OKPKey.import_key(KEY.public), algorithms=["EdDSA"], payload=canonical(markup)
        )
    assert held.headers()["kid"] == KEY.kid


def node(cases):
    if shutil.which("node") is None:
        pytest.skip("this test needs Node, which is not installed on this machine")
    given = [
        {"markup": markup, "jws": jws, "keys": [public(), public(OTHER)]} for markup, jws in cases
    ]
    line = ["node", str(PROJECT / "tests/node/verify_signature.mjs")]
    done = subprocess.run(line, input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_another_language_finds_the_same():
    english = render(ENGLISH, url="https://tahaqquq.example/r/drone/").decode()
    odd = {"é": "e\u0301", "\U0001f680": 1, "\ufb33": 2, "\u20ac": [1e21, 1e-7, 0.1, -0.0, 4.5e15]}
    odd |= {"": '\u2028\u202e\x00\x1f\x7f"\\/', "1": True, "10": None, "\r": False}
    texts = [MARKUP.decode(), english, json.dumps(odd), json.dumps(odd, ensure_ascii=False)]
    cases = [
        (text, sign(text.encode(), kid=KEY.kid, private=KEY.private).decode()) for text in texts
    ]
    cases += [(english, JWS.decode()), (MARKUP.decode(), signed(header(), OTHER.private))]
    assert node(cases) == ["valid"] * 4 + ["differs"] * 2


@settings(max_examples=5, deadline=None)
@given(st.lists(JSON, min_size=20, max_size=40))
def test_both_write_any_json_alike(values):
    texts = [json.dumps(value) for value in values]
    cases = [
        (text, sign(text.encode(), kid=KEY.kid, private=KEY.private).decode()) for text in texts
    ]
    assert set(node(cases)) == {"valid"}
