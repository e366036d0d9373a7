"""Embeds in pages of other sites, as a real browser shows them."""

import re
from dataclasses import replace

import pytest

from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests.browser import shoot
from tests.hosts import host
from tests.reviews import wordpress
from tests.reviews.embeds import (
    ARABIC,
    CARDS,
    ENGLISH,
    base,
    kinds,
    markup_of,
    script,
    show,
)
from tests.reviews.structured_data import check_claimreview
from tests.reviews.test_page import HOSTILE, spoil
from tests.reviews.test_page_in_browser import axe, found_by_axe
from tests.worker import work

__all__ = ["axe", "base", "host"]
WIDE, PHONE = {"width": 900, "height": 1700}, {"width": 390, "height": 1700}


def withdraw(cast, review):
    perform(review=review, verb=Verb.WITHDRAW, by=cast.users["editor"], reason="It fell.")
    work("render_withdrawal")


@pytest.mark.parametrize(
    ("dossier", "lang"), [(ARABIC, "ar"), (ENGLISH, "en")], ids=["arabic", "english"]
)
def test_every_kind_of_embed_in_a_page_of_another_site(
    cast, client, base, host, page, dossier, lang
):
    review = show(cast, dossier)
    body = "".join(f"<h2>{name}</h2>{html}" for name, html in kinds(client, base, review).items())
    url = host.put(f"<style>html{{max-width:46rem}}</style>{body}", lang=lang)
    for name, size, scheme in (("wide", WIDE, "light"), ("phone", PHONE, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.goto(url, wait_until="networkidle")
        page.locator(CARDS).locator(".claim").wait_for()
        shoot(page, f"embeds-{lang}-{name}-{scheme}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    card = page.locator(CARDS)
    assert len(page.frames) == 3
    for words in (dossier.claim_text, dossier.rating.label, dossier.newsroom.name):
        assert words in card.locator("article").inner_text()
        for frame in page.frames[1:]:
            assert words in frame.locator("article").inner_text()
            assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert dossier.words[0] in card.locator("article").inner_text()
    assert card.locator(".card").get_attribute("dir") == ("rtl" if lang == "ar" else "ltr")
    assert page.evaluate("document.images[0].naturalWidth") > 60
    assert markup_of(page) == [], "nobody asked for it"
    assert page.told == []


@pytest.mark.parametrize("dossier", [ARABIC, ENGLISH], ids=["arabic", "english"])
def test_markup_in_the_page_of_the_newsroom_is_the_published_one(
    cast, client, base, host, page, dossier, tmp_path
):
    review = show(cast, dossier)
    published = client.get(f"/r/{review.slug}/claimreview.json").json()
    body = script(base, review, 'data-jsonld="yes"')
    for name in ("facts.desk.localhost", "desk.localhost", "www.desk.localhost"):
        page.goto(host.put(body + body, at=name), wait_until="networkidle")
        assert markup_of(page) == [published], name
    (tmp_path / "page.html").write_text(page.content())
    checked = check_claimreview(tmp_path / "page.html")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert page.told == []
    for name in ("127.0.0.1", "a.facts.desk.localhost", "isk.localhost", "rival.localhost"):
        page.told.clear()
        page.goto(host.put(body, at=name), wait_until="networkidle")
        assert markup_of(page) == [], name
        (told,) = page.told
        assert f"belongs to facts.desk.localhost, and this page is on {name}" in told
    page.goto(host.put(script(base, review, 'data-jsonld="no"'), at="desk.localhost"))
    page.locator(CARDS).locator(".claim").wait_for()
    assert markup_of(page) == []


@pytest.mark.parametrize("dossier", [ARABIC, ENGLISH], ids=["arabic", "english"])
def test_axe_finds_nothing_on_the_cards(cast, base, host, chromium, axe, dossier):
    """In the page of a host and in the frames, light and dark."""
    review = show(cast, dossier)
    cards = script(base, review, "data-theme=light") + script(base, review, "data-theme=dark")
    theirs = host.put(f"<main><h1>Their words</h1>{cards}</main>")
    frames = [f"{base}/r/{review.slug}/{form}" for form in ("card/#light", "card/#dark", "embed/")]
    page = chromium.new_page(bypass_csp=True, viewport=PHONE)  # axe brings a style of its own
    for address in (theirs, *frames):
        page.goto(address, wait_until="networkidle")
        assert found_by_axe(page, axe) == [], address
        shoot(page, f"embeds-{dossier.language}-{address.rpartition('/')[2].strip('#')}-axe")
    page.context.close()


LATE = """
(text) => {
  const one = document.createRange().createContextualFragment(text);
  document.querySelector("main").append(one);
}
"""
ROUGH = (
    "<style>* { display: none !important; color: red !important; font: 40px serif !important;"
    " --paper: red; --ink: red; direction: rtl !important; text-transform: uppercase !important }"
    " html, body, main, p.own { display: block !important } .card, article { float: right }</style>"
)


def test_scripts_several_of_them_late_and_twice_under_a_strict_policy(
    cast, base, host, page, client
):
    first, second = show(cast, ARABIC), show(cast, ENGLISH)
    policy = f"default-src 'none'; script-src {base}; connect-src {base}"
    body = (
        f"<main>{script(base, first)}{script(base, second, 'data-theme=dark')}"
        f'<script src="{base}/embed.js"></script></main>'
    )
    page.emulate_media(color_scheme="light")
    page.goto(host.put(body, Content_Security_Policy=policy), wait_until="networkidle")
    assert page.locator(CARDS).count() == 2
    page.evaluate(LATE, script(base, first, "data-theme=light"))
    page.locator(CARDS).nth(2).locator(".claim").wait_for()
    paper = [
        each.evaluate("card => getComputedStyle(card).backgroundColor")
        for each in page.locator(CARDS).locator(".card").all()
    ]
    assert paper == ["rgb(255, 255, 255)", "rgb(28, 32, 36)", "rgb(255, 255, 255)"]
    places = page.evaluate("[...document.querySelector('main').children].map(e => e.localName)")
    assert places == ["script", CARDS, "script", CARDS, "script", "script", CARDS]
    assert page.told == []


def test_neither_style_touches_the_other(cast, base, host, page):
    review = show(cast, ENGLISH)
    page.goto(host.put(f'{ROUGH}<main><p class="own">Own</p>{script(base, review)}</main>'))
    card = page.locator(CARDS).locator(".card")
    card.wait_for()
    style = card.evaluate(
        "e => ({...Object.fromEntries(['display', 'color', 'fontSize', 'direction', 'float',"
        " 'backgroundColor', 'textTransform'].map(name => [name, getComputedStyle(e)[name]]))})"
    )
    assert style == {
        "display": "block",
        "color": "rgb(27, 31, 36)",
        "fontSize": "16px",
        "direction": "ltr",
        "float": "none",
        "backgroundColor": "rgb(255, 255, 255)",
        "textTransform": "none",
    }
    own = page.locator("p.own")
    assert own.evaluate("e => getComputedStyle(e).color") == "rgb(255, 0, 0)"
    shoot(page, "embeds-rough")


def test_what_is_withdrawn_says_so_everywhere(cast, client, base, host, page):
    review = show(cast, ARABIC)
    body = "".join(kinds(client, base, review).values())
    withdraw(cast, review)
    page.goto(host.put(body + script(base, review, "data-jsonld"), at="desk.localhost"))
    page.locator(CARDS).nth(1).locator(".claim").wait_for()
    page.wait_for_load_state("networkidle")
    shoot(page, "embeds-withdrawn")
    for shown in (page.locator(CARDS).first, *(frame for frame in page.frames[1:])):
        words = shown.locator("article").inner_text()
        assert "مراجعة مسحوبة" in words
        assert ARABIC.claim_text in words
        assert ARABIC.rating.label not in words
    assert page.evaluate("document.images[0].naturalWidth") > 60
    assert markup_of(page) == []


def test_where_no_answer_comes_there_is_a_link(cast, base, host, page):
    review = show(cast, ENGLISH)
    page.route("**/card.json", lambda route: route.abort())
    page.goto(host.put(script(base, review), lang="ar-EG"))
    link = page.locator(CARDS).locator("a")
    assert link.inner_text() == "اقرأ المراجعة"
    assert link.get_attribute("href") == f"{base}/r/{review.slug}/"
    assert any("could not be shown" in told for told in page.told)
    page.unroute("**/card.json")
    page.route("**/card.json", lambda route: route.fulfill(status=410, body="<p>", headers=OPEN))
    page.goto(host.put(script(base, review, 'lang="en"'), lang="ar"))
    page.locator(CARDS).locator("a").wait_for()
    assert page.locator(CARDS).inner_text() == "This review was withdrawn. Read the review"


OPEN = {"Access-Control-Allow-Origin": "*"}


def test_hostile_words_run_nowhere(cast, client, base, host, page):
    spoilt = spoil(replace(ARABIC, words=(HOSTILE,)))
    review = show(cast, replace(spoilt, language="ar"))
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    body = "".join(kinds(client, base, review).values())
    page.goto(host.put(f"{body}{script(base, review, 'data-jsonld')}", at="desk.localhost"))
    page.locator(CARDS).nth(1).locator(".claim").wait_for()
    page.wait_for_load_state("networkidle")
    shoot(page, "embeds-hostile")
    said = re.sub(r"\s+", " ", page.locator(CARDS).first.locator(".claim").inner_text())
    assert HOSTILE.rstrip("\u2066") in said
    assert [each.get("claimReviewed") for each in markup_of(page)] == [HOSTILE]
    assert page.locator("img").count() == 1, "the badge alone"
    for frame in page.frames[1:]:
        assert frame.locator("img").count() == 0
        assert frame.locator("a").count() == 1
    for form in ("card/", "embed/", "snippet.html", "badge.svg", "card.json"):
        page.goto(f"{base}/r/{review.slug}/{form}")
        assert page.locator("img, svg image, iframe").count() == 0
    assert opened == []
    assert page.told == []


def test_wordpress_shows_the_frame_as_high_as_it_is_and_follows_its_link(
    cast, client, base, host, page
):
    review = show(cast, ARABIC)
    at = f"{base}/r/{review.slug}/"
    given = client.get(wordpress.asked(f"{base}/oembed", at, width=390)).json()
    url = host.put(f"<script>{wordpress.RECEIVER}</script>{wordpress.embed(given)}")
    page.goto(url, wait_until="networkidle")
    frame = page.frames[1]
    high = frame.locator("article").bounding_box()["height"] + 2
    page.wait_for_function(f"Math.abs(document.querySelector('iframe').height - {high}) < 2")
    assert page.locator("iframe").get_attribute("style") is None
    assert not page.locator("blockquote").is_visible()
    shoot(page, "embeds-wordpress")
    assert page.told == []
    frame.locator("a").click()
    page.wait_for_url(at)
