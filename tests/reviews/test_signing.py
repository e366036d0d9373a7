"""Keys and signatures of what is published, and how anybody verifies them."""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import close_old_connections, connections

from factcheck.core.errors import Conflict, Invalid
from factcheck.core.models import Event
from reviews.markup import claimreview
from reviews.markup.signatures import Unsigned, verify
from reviews.models import Publication, Rendition, Signature, SigningKey
from reviews.operations import signing
from reviews.operations.rendering import render, render_moved
from reviews.public.forms import FORMS
from tests.reviews.published import publish, standing, taken_back
from tests.worker import work

pytestmark = pytest.mark.django_db
KEYS = "/.well-known/jwks.json"


def keys_of(client):
    return client.get(KEYS).json()["keys"]


def served(client, base):
    return client.get(f"{base}claimreview.json").content, client.get(
        f"{base}claimreview.jws"
    ).content


def publication_of(review):
    return Publication.objects.select_related("revision__review").get(revision__review=review)


@pytest.fixture
def review(cast):
    return standing(cast)


@pytest.fixture
def base(review):
    return f"/r/{review.slug}/"


def test_each_revision_is_served_with_a_signature_that_holds(cast, client):
    base = f"/r/{publish(cast).slug}/"
    for place in (base, f"{base}v1/"):
        answer = client.get(f"{place}claimreview.jws")
        assert answer["Content-Type"] == "application/jose"
        assert answer["Access-Control-Allow-Origin"] == "*"
        markup, jws = served(client, place)
        assert verify(markup, jws, keys=keys_of(client)) == SigningKey.objects.get().kid
    assert 'href="/verify/"' in client.get(base).content.decode()


def test_keys_are_public_and_the_private_part_is_not(client, review):
    answer = client.get(KEYS)
    assert answer["Content-Type"] == "application/jwk-set+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"].startswith("public, max-age=300,")
    [key] = answer.json()["keys"]
    assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
    assert client.get(KEYS, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    stored = SigningKey.objects.get()
    assert len(bytes(stored.sealed)) > 32
    Event.objects.get(type="signing.rotated", stream=f"signing_key:{stored.kid}")


def test_before_anything_is_published_there_is_no_key(client):
    assert client.get(KEYS).json() == {"keys": []}


def test_a_rotation_leaves_what_was_signed_as_it_is(cast, client, review, base, capsys):
    before = served(client, base)
    first = SigningKey.objects.get()
    call_command("rotate_signing_key")
    second = SigningKey.objects.get(retired_at=None)
    assert second.kid in capsys.readouterr().out
    render(publication=publication_of(review))
    assert served(client, base) == before
    assert {key["kid"] for key in keys_of(client)} == {first.kid, second.kid}
    assert verify(*before, keys=keys_of(client)) == first.kid
    later = standing(cast)
    assert verify(*served(client, f"/r/{later.slug}/"), keys=keys_of(client)) == second.kid


def test_a_site_that_moves_signs_what_it_then_says(client, review, base, settings):
    _, before = served(client, base)
    call_command("rotate_signing_key")
    settings.PUBLIC_BASE_URL = "https://elsewhere.example"
    assert render_moved() == 1
    markup, jws = served(client, base)
    assert b"https://elsewhere.example/" in markup
    assert jws != before
    for place in (base, f"{base}v1/"):
        verify(*served(client, place), keys=keys_of(client))
    settings.PUBLIC_BASE_URL = "http://127.0.0.1:8000"
    render_moved()
    assert served(client, base)[1] == before, "what it said before is signed as it was"


def test_a_release_that_renders_otherwise_leaves_versions_signed_as_they_stand(
    client, review, base, monkeypatch
):
    before = served(client, f"{base}v1/")
    plain = claimreview.render
    monkeypatch.setattr(
        claimreview, "render", lambda *a, **k: plain(*a, **k).replace(b"{", b'{"x": 1,', 1)
    )
    render(publication=publication_of(review))
    assert served(client, f"{base}v1/") == before
    assert b'"x": 1' in served(client, base)[0]
    for place in (base, f"{base}v1/"):
        verify(*served(client, place), keys=keys_of(client))


def test_what_a_compromised_key_signed_is_signed_anew(cast, client, review, base):
    before, first = served(client, base), SigningKey.objects.get()
    withdrawn = standing(cast)
    taken_back(cast, withdrawn)
    call_command("rotate_signing_key", compromised="")
    with pytest.raises(Unsigned, match="not in the set"):
        verify(*before, keys=keys_of(client))
    work("render_resigned")
    second = SigningKey.objects.get(retired_at=None)
    for place in (base, f"{base}v1/"):
        markup, jws = served(client, place)
        assert markup == before[0]
        assert verify(markup, jws, keys=keys_of(client)) == second.kid
    assert client.get(f"/r/{withdrawn.slug}/").status_code == 410
    assert Event.objects.get(type="signing.compromised").after == {"key": first.kid}


def test_an_old_key_can_be_found_in_wrong_hands_later(client, review, base):
    first = SigningKey.objects.get()
    second = signing.rotate()
    assert signing.compromise(kid=first.kid).kid == second.kid
    assert signing.compromise(kid=first.kid).kid == second.kid, "once more changes nothing"
    work("render_resigned")
    assert verify(*served(client, base), keys=keys_of(client)) == second.kid
    with pytest.raises(Invalid):
        signing.compromise(kid="nobody")
    with pytest.raises(CommandError, match="No such key"):
        call_command("rotate_signing_key", compromised="nobody")


def test_another_secret_key_opens_nothing_and_says_what_to_do(cast, review, settings):
    settings.SECRET_KEY = "another" * 9
    with pytest.raises(Conflict) as caught:
        standing(cast)
    assert "rotate_signing_key" in caught.value.flaws[0].remedy
    signing.rotate()
    standing(cast)


@pytest.mark.django_db(transaction=True)
def test_the_first_key_is_made_once_by_many():
    made, together = [], threading.Barrier(4)

    def first():
        together.wait()
        made.append(signing.signing_key().kid)
        close_old_connections()

    threads = [threading.Thread(target=first) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 1 == SigningKey.objects.count()
    connections.close_all()


def test_what_was_withdrawn_has_no_signature_that_holds(cast, client, review, base):
    taken_back(cast, review)
    assert client.get(f"{base}claimreview.jws").status_code == 410
    assert Signature.objects.exists(), "what was signed is kept"


def run(*places, **options):
    """Run the command; return its exit status."""
    try:
        call_command("verify_claimreview", *places, **options)
    except SystemExit as left:
        return left.code
    return 0


@pytest.fixture
def site(live_server, settings, cast):
    """A site that answers; return the address of a review of it."""
    settings.PUBLIC_BASE_URL = live_server.url
    settings.PRIVATE_ADDRESSES = True
    return f"{live_server.url}/r/{publish(cast).slug}/"


@pytest.mark.django_db(transaction=True)
def test_the_command_verifies_addresses_pages_and_files(site, client, tmp_path, capsys, settings):
    places = [f"{site}claimreview.json", site, f"{site}v1/claimreview.json", f"{site}v1/"]
    assert run(*places) == 0
    assert capsys.readouterr().out.count("valid: of localhost") == 4
    markup, jws = served(client, site)
    held = tmp_path / "held.json"
    held.write_bytes(markup)
    assert run(str(held)) == 0, "the signature is where the markup says that it was published"
    changed = json.loads(markup)
    changed["claimReviewed"] = "Something else"
    changed["author"]["name"] += "!"
    held.write_text(json.dumps(changed))
    assert run(str(held)) == 1
    told = capsys.readouterr().err
    assert "not of this markup" in told
    assert told.count("differs from what is published") == 2
    assert "/claimReviewed" in told
    assert "/author/name" in told
    # Offline, with everything beside it.
    held.write_bytes(markup)
    held.with_suffix(".jws").write_bytes(jws)
    keys = tmp_path / "keys.json"
    keys.write_bytes(client.get(KEYS).content)
    settings.PRIVATE_ADDRESSES = False
    assert run(str(held), jwks=str(keys)) == 0
    held.with_suffix(".jws").write_bytes(jws[:-3])
    assert run(str(held), jwks=str(keys)) == 1
    keys.write_text('{"keys": []}')
    held.with_suffix(".jws").write_bytes(jws)
    assert run(str(held), jwks=str(keys)) == 2
    assert "not in the set of keys" in capsys.readouterr().err
    assert run(f"{site}claimreview.json") == 2
    assert "not public" in capsys.readouterr().err
    assert run(str(tmp_path / "none.json")) == 2


def with_openssl(site, client, tmp_path):
    """Return what the steps with OpenSSL print."""
    page = client.get("/verify/ar/").content.decode()
    found = re.search(r'id="openssl-ar"><code>(.*?)</code>', page, re.DOTALL)
    script = tmp_path / "check.sh"
    script.write_text(html.unescape(found[1]))
    folder = os.path.dirname(sys.executable)  # noqa: PTH120
    environment = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", str(script), site],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.django_db(transaction=True)
def test_the_steps_on_the_page_really_verify(site, client, tmp_path):
    page = client.get("/verify/en/").content.decode()
    found = re.search(r'id="python-en"><code>(.*?)</code>', page, re.DOTALL)
    snippet = tmp_path / "check.py"
    snippet.write_text(html.unescape(found[1]))
    for place in (site, f"{site}v1/"):
        line = [sys.executable, str(snippet), place]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "valid, signed by" in done.stdout
    openssl = shutil.which("openssl") and shutil.which("curl")
    if openssl:
        assert "Verified Successfully" in with_openssl(site, client, tmp_path)
    rows = Rendition.objects.filter(form="claimreview", version=0)
    rows.update(body=bytes(rows.get().body).replace(b"Misleading", b"Misl3ading"), body_gzip=None)
    done = subprocess.run([*line[:2], site], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "InvalidSignature" in done.stderr
    if openssl:
        assert "Verification Failure" in with_openssl(site, client, tmp_path)


def test_the_page_that_explains_is_there_in_both_languages(client):
    both, ar, en = (client.get(f"/verify/{code}") for code in ("", "ar/", "en/"))
    assert 'lang="ar" dir="rtl"' in both.content.decode()
    assert "With Python" in both.content.decode()
    assert "With Python" not in ar.content.decode()
    assert '<html lang="en" dir="ltr">' in en.content.decode()
    assert client.get("/verify/fr/").status_code == 404
    for page in (both, ar, en):
        assert "default-src 'none'" in page["Content-Security-Policy"]
        assert client.get("/verify/", headers={"If-None-Match": both["ETag"]}).status_code == 304
        assert not page.cookies


def test_the_markup_names_its_signature(client, base):
    link = client.get(f"{base}claimreview.json")["Link"]
    assert FORMS["signature"].suffix in link
