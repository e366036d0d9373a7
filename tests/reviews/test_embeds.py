"""What other sites embed: harmless whatever is in it, the same every time, and no more open."""

import gzip
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from lxml import etree, html

from reviews.markup.claimreview import claim_review, render
from reviews.markup.directions import direction
from reviews.markup.dossier import Verdict
from reviews.operations.reviews import perform
from reviews.public import embeds
from reviews.public.badge import render_badge
from reviews.public.script import SCRIPT
from reviews.public.sharing import codes
from reviews.public.wording import wording
from reviews.workflow import Verb
from tests.conftest import PROJECT
from tests.desk import desk
from tests.reviews import wordpress
from tests.reviews.dossiers import dossiers
from tests.reviews.embeds import ARABIC, ENGLISH, show
from tests.reviews.test_page import HOSTILE, Page, spoil
from tests.worker import work

URL = "https://tahaqquq.example/r/militias/"
SVG = "{http://www.w3.org/2000/svg}"
HUGE = "</script>\"'👩🏽\u200d🚀e\u0301\u202eالادعاء " * 3000
FRAMED = ("card/", "embed/")
OPEN = ("card.json", "claimreview.json", "snippet.html", "badge.svg")
FORMS = ("", *FRAMED, *OPEN)
INLINE = {"blockquote", "p", "strong", "bdi", "cite", "a", "time", "span"}


def card(dossier, **more):
    return embeds.card_of(dossier, url=URL, **more)


def assert_plain(page, tags):
    """No element, attribute or address that is not of ours."""
    assert {each["tag"] for each in page.elements} <= tags
    for each in page.elements:
        assert not [name for name in each if name.startswith("on") or name in {"src", "style"}]
        assert each.get("href", URL) in (URL, f"{URL}claimreview.json")


def badge(dossier, **more):
    return etree.fromstring(render_badge(card(dossier, **more)))


@settings(max_examples=60, deadline=None)
@given(dossiers)
def test_any_dossier_gives_harmless_cards(dossier):
    for withdrawn in (False, True):
        shown = card(dossier, withdrawn=withdrawn)
        plain, speaking = Page(embeds.render_card(shown)), Page(embeds.render_embed(shown))
        assert not plain.find("script")
        (script,) = speaking.find("script")
        assert script["text"] == embeds.WORDPRESS
        for page in (plain, speaking):
            known = {
                "html",
                "head",
                "body",
                "main",
                "meta",
                "title",
                "link",
                "style",
                "article",
                "h1",
            }
            assert_plain(page, INLINE | known | {"script"})
            assert page.find("h1")[0]["text"] == shown.claim
            assert page.find("style")[0]["text"].startswith(embeds.STYLE)


@settings(max_examples=60, deadline=None)
@given(dossiers)
def test_any_dossier_gives_a_snippet_for_any_editor(dossier):
    page = Page(embeds.render_snippet(card(dossier)))
    assert_plain(page, INLINE)
    assert not [each for each in page.elements if "class" in each or "id" in each]
    assert [each["cite"] for each in page.find("blockquote")] == [URL]


@settings(max_examples=60, deadline=None)
@given(dossiers)
def test_any_dossier_gives_a_well_formed_badge(dossier):
    root = badge(dossier)
    known = {"svg", "title", "desc", "clipPath", "rect", "g", "text"}
    assert {each.tag.removeprefix(SVG) for each in root.iter()} == known
    assert root.get("direction") == direction(dossier.language)
    assert sum(float(each.get("width")) for each in root.iter(f"{SVG}rect")) == pytest.approx(
        2 * float(root.get("width"))
    )
    assert len(root.findall(f".//{SVG}text")) == 2


@settings(max_examples=60, deadline=None)
@given(dossiers)
def test_any_dossier_gives_data_with_the_published_markup_in_it(dossier):
    found = json.loads(embeds.render_card_data(card(dossier), markup=render(dossier, url=URL)))
    assert found["markup"] == claim_review(dossier, url=URL)
    assert found["dir"] == direction(dossier.language)
    assert re.match("https?://|$", found["newsroom"]["url"])


@settings(max_examples=20, deadline=None)
@given(dossiers)
def test_equal_dossiers_give_equal_bytes(dossier):
    first, second = card(dossier), card(replace(dossier))
    renderers = (embeds.render_embed, embeds.render_snippet, render_badge, embeds.render_card_data)
    for each in renderers:
        assert each(first) == each(second)


@pytest.mark.parametrize("hostile", [HOSTILE, HUGE], ids=["hostile", "huge"])
def test_hostile_and_huge_words_stay_words_and_short(hostile):
    dossier = spoil(ARABIC)
    changes = {"claim_text": hostile, "title": hostile, "summary": hostile, "words": (hostile,)}
    dossier = replace(dossier, **changes, rating=Verdict(hostile, 1, 5, 1))
    shown = card(dossier)
    for each in (embeds.render_embed, embeds.render_snippet, render_badge):
        body = each(shown).decode()
        assert "<script>alert" not in body
        assert "<img" not in body
        assert len(body) < 12_000
    page = Page(embeds.render_card(shown))
    assert page.find("p", **{"class": "chain"})[0]["text"] == shown.provenance


def test_card_says_what_a_reader_needs():
    page = Page(embeds.render_card(card(ARABIC)))
    assert page.find("link", href=f"{URL}claimreview.json")
    (body,) = page.find("body")
    for words in (
        *(ARABIC.claim_text, ARABIC.rating.label, ARABIC.newsroom.name, ARABIC.summary),
        *(ARABIC.words[0], "اقرأ المراجعة", "حُدّث في 17 نوفمبر/تشرين الثاني 2021"),
    ):
        assert words in body["text"]
    assert (body["dir"], body["class"]) == ("rtl", "card middle")
    assert (
        "Published 15 November 2021" in Page(embeds.render_card(card(ENGLISH))).elements[0]["text"]
    )
    (link,) = page.find("a")
    assert (link["href"], link["target"], link["rel"]) == (URL, "_blank", "noopener")


def test_labels_in_another_language_than_the_review_are_marked():
    page = Page(embeds.render_card(card(replace(ENGLISH, language="fa"))))
    assert page.find("body")[0]["dir"] == "rtl"
    (label,) = page.find("a")
    assert page.find("span", lang="en", dir="ltr")
    assert label["text"] == "Read the review"
    assert not Page(embeds.render_card(card(ENGLISH))).find("span", lang="en")


def test_of_a_withdrawn_review_only_what_it_was_of_is_shown():
    shown = card(ARABIC, withdrawn=True)
    for body in (embeds.render_card(shown), embeds.render_card_data(shown), render_badge(shown)):
        assert "مراجعة مسحوبة" in body.decode()
        assert ARABIC.rating.label not in body.decode()
        assert ARABIC.summary not in body.decode()
        assert "claimreview.json" not in body.decode()


def test_badge_reads_from_its_languages_side():
    arabic, english = badge(ARABIC), badge(ENGLISH)
    for root, dossier, first in ((arabic, ARABIC, max), (english, ENGLISH, min)):
        texts = {each.text: float(each.get("x")) for each in root.iter(f"{SVG}text")}
        assert set(texts) == {dossier.newsroom.name, dossier.rating.label}
        assert texts[dossier.newsroom.name] == first(texts.values())
        assert root.findtext(f"{SVG}title") == f"{dossier.newsroom.name}: {dossier.rating.label}"
        assert root.findtext(f"{SVG}desc") == dossier.claim_text
    assert "#7a4f00" in {each.get("fill") for each in arabic.iter(f"{SVG}rect")}


def test_the_codes_on_the_page_are_those_that_are_tested_here():
    found = {each.name: each.html for each in codes(ARABIC, wording("ar"), url=URL)}
    assert found["snippet"] == embeds.render_snippet(card(ARABIC)).decode().rstrip()
    (image,) = html.fragments_fromstring(found["badge"])[0].iter("img")
    assert (image.get("src"), image.get("alt")) == (f"{URL}badge.svg", "مرصد التحقق: غير مثبت")


def test_the_documentation_shows_the_codes_as_they_are():
    day = datetime(2026, 1, 15, tzinfo=UTC)
    told = {"title": "What was claimed", "claim_text": "What was claimed", "summary": ""}
    shown = replace(ENGLISH, **told, rating=Verdict("False"), published_at=day, modified_at=day)
    written = "".join((PROJECT / "docs" / "embedding.md").read_text().split())
    for code in codes(shown, wording("en"), url="https://desk.example/r/a-claim-1a2b3c4d/"):
        assert "".join(code.html.split()) in written, code.name


@pytest.fixture
def review(cast):
    return show(cast, ARABIC)


def test_each_form_says_who_may_frame_and_who_may_read_it(client, review):
    for form in FORMS:
        answer = client.get(f"/r/{review.slug}/{form}")
        policy = answer["Content-Security-Policy"]
        assert answer.status_code == 200, form
        assert policy.startswith("default-src 'none'; ")
        assert ("frame-ancestors *" in policy) == (form in FRAMED)
        assert ("frame-ancestors 'none'" in policy) == (form not in FRAMED)
        assert answer.get("X-Frame-Options") == (None if form in FRAMED else "DENY")
        assert answer.get("Access-Control-Allow-Origin") == ("*" if form in OPEN else None)
        assert "Access-Control-Allow-Credentials" not in answer
        place = "cross-origin" if form in (*FRAMED, *OPEN) else "same-origin"
        assert answer["Cross-Origin-Resource-Policy"] == place
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert ("script-src" in policy) == (form == "embed/")
    assert "sandbox" in client.get(f"/r/{review.slug}/snippet.html")["Content-Security-Policy"]


def test_a_session_changes_nothing_and_nothing_starts_one(cast, client, review):
    signed_in = desk(cast, "superuser")
    for form in (*(f"r/{review.slug}/{form}" for form in FORMS), "embed.js"):
        plain, known = client.get(f"/{form}"), signed_in.get(f"/{form}")
        assert plain.content == known.content
        for answer in (plain, known):
            assert not answer.cookies
            assert "cookie" not in answer.get("Vary", "").lower()
            assert answer["Cache-Control"].startswith("public")


def test_withdrawn_forms_keep_their_type_and_say_gone(cast, client, review):
    perform(review=review, verb=Verb.WITHDRAW, by=cast.users["editor"], reason="It fell.")
    work()
    for form in FORMS:
        answer = client.get(f"/r/{review.slug}/{form}")
        assert answer.status_code == 410, form
        assert ("frame-ancestors *" in answer["Content-Security-Policy"]) == (form in FRAMED)
    assert client.get(f"/r/{review.slug}/badge.svg")["Content-Type"] == "image/svg+xml"
    data = client.get(f"/r/{review.slug}/card.json")
    assert (data.json()["withdrawn"], data.json()["markup"]) == (True, None)
    assert data["Access-Control-Allow-Origin"] == "*"


def test_the_pages_head_leads_wordpress_to_the_answer(client, review, settings):
    url = f"{settings.PUBLIC_BASE_URL}/r/{review.slug}/"
    page = client.get(f"/r/{review.slug}/").content
    provider = wordpress.discover(page)
    assert provider.startswith(f"{settings.PUBLIC_BASE_URL}/oembed?")
    given = wordpress.parse(client.get(wordpress.asked(provider, url)).content, "json")
    assert f'src="{url}embed/#?secret=' in wordpress.embed(given)
    xml = wordpress.discover(page.replace(b"application/json+oembed", b"x"))
    answer = client.get(xml.removeprefix(settings.PUBLIC_BASE_URL))
    assert wordpress.parse(answer.content, "xml")["version"] == "1.0"


def test_the_script_is_small_and_needs_no_rule_bent():
    text = SCRIPT.decode()
    assert len(gzip.compress(SCRIPT)) < 4096
    assert "{{" not in text
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "cookie"):
        assert word not in text
    assert re.findall(r"credentials: \"(\w+)\"", text) == ["omit"]


def test_the_script_is_kept_by_caches_and_by_any_site(client):
    answer = client.get("/embed.js")
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["ETag"].startswith('"')
    assert client.get("/embed.js", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.post("/embed.js").status_code == 405
