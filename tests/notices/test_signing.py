"""Signatures are those of Standard Webhooks: checked both ways against its own library."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from factcheck.notices import signing
from factcheck.notices.kinds import HOOKED, TOLD, takes, unknown

NOW = datetime.now(UTC)
ids = st.from_regex(r"msg_[0-9a-f]{32}", fullmatch=True)
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(ids, texts)
def test_their_library_takes_what_we_sign(id_, text):
    secrets, now = [signing.new_secret(), signing.new_secret()], datetime.now(UTC)
    made = signing.headers(id_=id_, at=now, body=text.encode(), secrets_=secrets)
    for secret in secrets:
        Webhook(secret).verify(text, made, json_parse=False)
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(text, made, json_parse=False)


@given(ids, texts)
def test_we_take_what_their_library_signs(id_, text):
    secret = signing.new_secret()
    given_ = {
        "Webhook-Id": id_,
        "Webhook-Timestamp": str(int(NOW.timestamp())),
        "Webhook-Signature": f"v2,x {Webhook(secret).sign(id_, NOW, text)}",
    }
    signing.verify(given=given_, body=text.encode(), secret=secret, at=NOW)


@given(st.binary(), st.binary(), st.integers(-400, 400))
def test_nothing_else_is_taken(body, other, seconds):
    secret = signing.new_secret()
    made = signing.headers(id_="msg_1", at=NOW, body=body, secrets_=[secret])
    late = NOW.replace(microsecond=0) + timedelta(seconds=seconds)
    if abs(seconds) > 300:
        with pytest.raises(signing.Unverified):
            signing.verify(given=made, body=body, secret=secret, at=late)
    else:
        signing.verify(given=made, body=body, secret=secret, at=late)
    changed = [
        (made, other + b"x" + body),
        (made | {"webhook-id": "msg_2"}, body),
        (made | {"webhook-timestamp": str(int(NOW.timestamp()) + 1)}, body),
        (made | {"webhook-timestamp": "now"}, body),
        (made | {"webhook-signature": ""}, body),
        ({}, body),
    ]
    for given_, sent in changed:
        with pytest.raises(signing.Unverified):
            signing.verify(given=given_, body=sent, secret=secret, at=NOW)


@pytest.mark.parametrize("secret", ["whsec_", "", "whsec_no base64!"])
def test_what_is_no_secret_signs_nothing(secret):
    with pytest.raises(ValueError, match="secret"):
        signing.headers(id_="msg_1", at=NOW, body=b"", secrets_=[secret])


def test_an_id_with_a_full_stop_could_be_read_in_two_ways():
    with pytest.raises(ValueError, match="full stop"):
        signing.headers(id_="a.b", at=NOW, body=b"", secrets_=[signing.new_secret()])


@given(st.lists(st.sampled_from([*HOOKED, "review.*", "claim.*", "webhook.disabled"])))
def test_a_filter_takes_what_it_names(patterns):
    for type_ in (*HOOKED, *TOLD):
        kind = f"{type_.partition('.')[0]}.*"
        assert takes(patterns, type_) == (not patterns or bool({type_, kind} & set(patterns)))
    wrong = [n for n, pattern in enumerate(patterns) if pattern == "webhook.disabled"]
    assert unknown(patterns) == wrong


@pytest.mark.parametrize("pattern", ["*", "", ".*", "rev.*", "review", "review.x", "Review.*"])
def test_a_filter_that_takes_nothing_is_known_as_such(pattern):
    assert unknown([pattern]) == [0]
