"""Pages of other sites, also of a neighbour below the same domain, get nothing of a session."""

from contextlib import contextmanager

import pytest
from django.core.signals import request_started

from claims.models import Claim
from tests.desk import desk
from tests.hosts import host
from tests.reviews.embeds import CARDS, ENGLISH, base, kinds, show

__all__ = ["base", "host"]
STRANGER, NEIGHBOUR = "127.0.0.1", "evil.desk.localhost"
READ = """
async (addresses) => {
  const seen = {};
  for (const address of addresses) {
    try {
      const answer = await fetch(address, { credentials: "include" });
      seen[address] = (await answer.text()).length;
    } catch { seen[address] = null; }
  }
  return seen;
}
"""
READ_AS_NOBODY = """
async (address) => (await (await fetch(address, { credentials: "omit" })).text())
"""
POST = """
async (address) => {
  const form = new URLSearchParams({ text: "Planted", language: "en", post: "yes" });
  await fetch(address, { method: "POST", mode: "no-cors", credentials: "include", body: form });
}
"""
SEND = """
(address) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "POST", action: address });
  document.body.append(form);
  form.submit();
}
"""
LOOK_IN = """
(address) => new Promise((resolve) => {
  const opened = open(address);
  setTimeout(() => {
    let read = null;
    try { read = opened.document.body.innerHTML; } catch { read = "refused"; }
    resolve([opened.closed, read]);
  }, 700);
})
"""


@pytest.fixture
def signed_in(cast, base, page):
    """A browser in which a superuser is signed in to our admin."""
    session = desk(cast, "superuser").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    page.goto(f"{base}/admin/")
    assert is_signed_in(page, base)
    return page


@contextmanager
def cookies_received():
    """Record, of each request that reaches us, whether it has the session."""
    found = []

    def record(environ, **_):
        found.append("sessionid" in environ.get("HTTP_COOKIE", ""))

    request_started.connect(record)
    try:
        yield found
    finally:
        request_started.disconnect(record)


def is_signed_in(page, base):
    page.goto(f"{base}/admin/")
    return "superuser" in page.content()


@pytest.mark.parametrize("place", [STRANGER, NEIGHBOUR])
def test_they_read_only_what_is_public_and_never_as_somebody(cast, base, host, signed_in, place):
    page, at = signed_in, f"{base}/r/{show(cast, ENGLISH).slug}/"
    closed = [f"{base}/admin/", f"{base}/api/v1/reviews/", f"{base}/api/v1/me/", at]
    page.goto(host.put("<p>Look here</p>", at=place))
    with cookies_received() as received:
        assert page.evaluate(READ, closed) == dict.fromkeys(closed)
    assert any(received) == (place == NEIGHBOUR), "a neighbour's requests do have the session"
    opened = [f"{at}{name}" for name in ("card.json", "claimreview.json", "snippet.html")]
    assert page.evaluate(READ, opened) == dict.fromkeys(opened), "with credentials not even these"
    for address in (*opened, f"{base}/embed.js", f"{base}/oembed?url={at}"):
        assert page.evaluate(READ_AS_NOBODY, address)
        assert "superuser" not in page.evaluate(READ_AS_NOBODY, address)


@pytest.mark.parametrize("place", [STRANGER, NEIGHBOUR])
def test_they_frame_the_cards_alone(cast, base, host, signed_in, place):
    page, at = signed_in, f"{base}/r/{show(cast, ENGLISH).slug}/"
    framed = [f"{base}/admin/", at, f"{at}snippet.html", f"{at}card/", f"{at}embed/"]
    frames = "".join(f'<iframe src="{each}"></iframe>' for each in framed)
    page.goto(host.put(frames, at=place), wait_until="networkidle")
    shown = [frame.url for frame in page.frames[1:]]
    assert shown == ["chrome-error://chromewebdata/"] * 3 + framed[3:]


@pytest.mark.parametrize("place", [STRANGER, NEIGHBOUR])
def test_they_do_nothing_with_it(cast, base, host, signed_in, place):
    page, review = signed_in, show(cast, ENGLISH)
    before = Claim.objects.count()
    doors = ["/admin/claims/claim/add/", f"/admin/reviews/review/{review.pk}/change/"]
    doors += [f"/api/v1/reviews/{review.pk}/withdraw/", "/api/v1/claims/", "/admin/logout/"]
    theirs = host.put("<p>Look here</p>", at=place)
    page.goto(theirs)
    for door in doors:
        page.evaluate(POST, f"{base}{door}")
    for door in doors:
        page.goto(theirs)
        with page.expect_navigation() as went:
            page.evaluate(SEND, f"{base}{door}")
        assert went.value.status in (401, 403, 405, 415), door
    review.refresh_from_db()
    assert (review.status, Claim.objects.count()) == ("published", before)
    assert is_signed_in(page, base)


@pytest.mark.parametrize("place", [STRANGER, NEIGHBOUR])
def test_they_hold_no_window_of_ours(base, host, signed_in, place):
    signed_in.goto(host.put("<p>Look here</p>", at=place))
    assert signed_in.evaluate(LOOK_IN, f"{base}/admin/") in ([True, "refused"], [False, "refused"])
    (opened,) = signed_in.context.pages[1:]
    assert "superuser" in opened.content()
    assert opened.evaluate("opener") is None


def test_no_embed_sends_or_sets_a_cookie(cast, client, base, host, signed_in):
    page, review = signed_in, show(cast, ENGLISH)
    answers = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto(host.put("".join(kinds(client, base, review).values()), at=NEIGHBOUR))
    page.locator(CARDS).locator(".claim").wait_for()
    page.wait_for_load_state("networkidle")
    ours = {each.url.removeprefix(base): each for each in answers if each.url.startswith(base)}
    forms = [f"/r/{review.slug}/{form}" for form in ("card.json", "card/", "embed/", "badge.svg")]
    assert set(ours) == {"/embed.js", *forms}
    assert "cookie" not in ours[forms[0]].request.all_headers(), "the one that a script reads"
    for answer in ours.values():
        assert "set-cookie" not in answer.all_headers()
        assert "superuser" not in answer.text()
