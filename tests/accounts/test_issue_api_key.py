"""`manage.py issue_api_key`: the secret is written once, and only its digest is kept."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from factcheck.accounts.authentication import is_live_key
from factcheck.accounts.models import ApiKey
from factcheck.core.models import Event
from tests.cast import Cast


def issued(*arguments: str) -> str:
    out = StringIO()
    call_command("issue_api_key", *arguments, stdout=out)
    return out.getvalue().strip()


def test_a_key_of_a_newsroom(cast: Cast) -> None:
    secret = issued("Aggregator", "--newsroom", "desk")
    assert is_live_key(secret)
    key = ApiKey.objects.get()
    assert (key.name, key.newsroom, secret in key.digest) == ("Aggregator", cast.newsroom, False)
    assert Event.objects.get(type="api_key.issued").newsroom_id == cast.newsroom.pk


@pytest.mark.parametrize("arguments", [("x", "--newsroom", "none"), ("",), ("x" * 101,)])
def test_what_is_refused(cast: Cast, arguments: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        issued(*arguments)
    assert not ApiKey.objects.exists()
