"""The public page in a real browser: axe finds nothing, no hostile word runs, keys reach all."""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime

import pytest

from reviews.markup.claimreview import claim_review, render
from reviews.markup.dossier import Edition, Verdict
from reviews.models import Listing
from reviews.public.index import render_index
from reviews.public.page import render_not_found, render_page, render_tombstone
from reviews.public.sharing import Translation
from tests import factories
from tests.browser import shoot
from tests.reviews.dossiers import ARABIC, CORRECTIONS, DIFFERENCES, ENGLISH, EVIDENCE, HISTORY
from tests.reviews.structured_data import NODE_DIR, install
from tests.worker import work

URL = "https://tahaqquq.example/r/militias/"
LANGUAGES = (Translation("ar", URL), Translation("en", "https://tahaqquq.example/r/en/"))
FULL = replace(
    ARABIC,
    evidence=EVIDENCE,
    history=HISTORY,
    corrections=CORRECTIONS,
    differences=DIFFERENCES,
    differences_left_out=7,
    words=("لا مصدر مسمّى وراء أي من الروايتين.",),
)
PERSIAN = replace(
    FULL, language="fa", history=(replace(HISTORY[0], withdrawn_at=datetime.now(UTC)),)
)
BARE = replace(
    ENGLISH,
    retellings=(),
    explanation="",
    rating=Verdict("Satire"),
    history=(Edition(1, ENGLISH.published_at, Verdict("")),),
)
HOSTILE = (
    "</script></style></textarea></title><script>window.ran = 1; alert(1)</script>"
    '"\'><img src=x onerror="alert(2)"><svg onload=alert(3)>{{ x }}\u202e\u2066\x01\x1b]\ufffe'
    "👩🏽\u200d🚀 e\u0301 <!-- <!--<script> ]]> &lt;script&gt;alert(4)&lt;/script&gt;"
)
ADDRESSES = ("javascript:alert(1)", "\tjavascript:alert(1)", "data:text/html,<script>alert(1)")
OWN = {"claimreview.json", "#review", "/verify/"}
CODED = {"kind", "anonymity", "role", "mode", "voice", "zone", "modality", "polarity", "stance"}


def of(dossier, **options):
    return render_page(dossier, url=URL, jsonld=render(dossier, url=URL), **options).decode()


LISTED = [
    Listing(
        pk=n,
        url=f"{URL}{n}/",
        title=each.title,
        claim_text=each.claim_text,
        publisher_name=each.newsroom.name,
        rating_label=each.rating.label,
        language=each.language,
        reviewed_at=each.published_at,
        newest_at=each.published_at,
    )
    for n, each in enumerate((ARABIC, ENGLISH))
]
PAGES = {
    "arabic": lambda: of(FULL, translations=LANGUAGES),
    "english": lambda: of(replace(ENGLISH, evidence=EVIDENCE), translations=LANGUAGES),
    "neither": lambda: of(PERSIAN),
    "bare": lambda: of(BARE),
    "version": lambda: of(FULL, version=2),
    "tombstone": lambda: render_tombstone(
        ARABIC, at=ARABIC.modified_at, reason="نُشرت قبل أوانها."
    ).decode(),
    "list": lambda: render_index(LISTED * 16, spoken="ar", language="", first=True).decode(),
    "nothing": lambda: render_not_found("ar").decode(),
}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def axe():
    install()
    return (NODE_DIR / "node_modules" / "axe-core" / "axe.min.js").read_text()


def found_by_axe(page, axe):
    """Return what axe finds, of any impact: the rule, the element and why."""
    page.evaluate("() => document.querySelectorAll('details').forEach(each => each.open = true)")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        (rule["id"], rule["impact"], node["html"][:200], node["failureSummary"])
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_at_all(page, axe, name):
    page.set_content(PAGES[name]())
    for size, scheme in ((PHONE, "light"), (DESK, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        assert found_by_axe(page, axe) == []
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, "nobody scrolls sideways"
        shoot(page, f"page-{name}-{size['width']}-{scheme}")


def test_a_published_page_as_it_is_served(chromium, cast, client, axe):
    """With the picture, and with the policy that the server sends."""
    answer, told = client.get(f"/r/{published(cast)}/"), []
    page = served(chromium, answer)
    page.on("console", lambda message: told.append(message.text))
    page.goto("https://site.example/")
    shown = page.evaluate("() => getComputedStyle(document.querySelector('.verdict')).borderRadius")
    assert shown != "0px", "the policy lets its style in"
    assert page.locator(".picture svg > title").count() == 1
    shoot(page, "page-served-390")
    page.context.close()
    assert told == []
    page = served(chromium, answer, bypass_csp=True)
    page.goto("https://site.example/")
    assert found_by_axe(page, axe) == []
    page.context.close()


def published(cast):
    telling = factories.told()
    review = factories.review(cast.newsroom, cast.users["reviewer"], telling.claim)
    for who, verb in (("reviewer", "submit"), ("editor", "approve"), ("editor", "publish")):
        answer = getattr(cast, who).post(f"/api/v1/reviews/{review.pk}/{verb}/")
        assert answer.status_code == 200, answer.content
    work("render_publication")
    review.refresh_from_db()
    return review.slug


def served(chromium, answer, **options):
    """A page of a phone where every address gives the answer, asked for before: a request that
    the browser makes is not in this test's transaction."""
    context = chromium.new_context(viewport=PHONE, **options)
    page = context.new_page()
    given = {"status": answer.status_code, "headers": dict(answer.headers), "body": answer.content}
    page.route("**/*", lambda route: route.fulfill(**given))
    return page


def spoil(value, words):
    """Return the same dossier with the words in everything that somebody may have written."""
    if is_dataclass(value):
        texts = [f.name for f in fields(value) if isinstance(getattr(value, f.name), str)]
        changes = {f.name: spoil(getattr(value, f.name), words) for f in fields(value)}
        return replace(value, **changes | dict.fromkeys(set(texts) - CODED - {"picture"}, words))
    if isinstance(value, tuple):
        return tuple(words if isinstance(each, str) else spoil(each, words) for each in value)
    return value


@pytest.mark.parametrize(
    "words",
    [HOSTILE, *ADDRESSES, "\u202e" * 50],
    ids=["markup", *("address",) * len(ADDRESSES), "bidi"],
)
def test_no_hostile_word_does_anything(page, words):
    """Without a policy, which would be the second wall."""
    dossier = spoil(FULL, words)
    dialogs, asked = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    for html in (
        of(dossier, translations=(LANGUAGES[0], Translation(words, LANGUAGES[1].url))),
        render_tombstone(dossier, at=ARABIC.modified_at, reason=words).decode(),
    ):
        page.set_content(html)
        assert page.evaluate("() => window.ran") is None
        assert page.locator("img, svg, iframe, base, object, embed, form").count() == 0
        assert page.evaluate(_HANDLERS) == []
        assert {each for each in page.evaluate(_LINKS) if not each.startswith("https:")} <= OWN
    page.set_content(of(dossier))
    (markup,) = page.evaluate("() => [...document.scripts].map(each => each.textContent)")
    assert json.loads(markup) == claim_review(dossier, url=URL)
    assert (dialogs, asked, page.told) == ([], [], [])


def test_a_megabyte_of_words_is_a_page_too(page):
    long = ("فصيل " * 100 + "\n\n") * 1200
    html = of(replace(BARE, summary=long[:1000], explanation=long))
    assert len(html.encode()) > 1_000_000
    page.set_content(html)
    assert page.evaluate("() => document.body.textContent.split('فصيل').length") > 120_000


_LINKS = "() => [...document.links].map(each => each.getAttribute('href'))"
_HANDLERS = """() => [...document.querySelectorAll('*')].flatMap(
    each => each.getAttributeNames().filter(name => name.startsWith('on')))"""


def test_what_is_to_be_copied_is_what_stands_there(page):
    """Out of the field for another site, its code is the same review's, whatever the words are."""
    page.set_content(
        of(replace(FULL, title=HOSTILE, claim_text=HOSTILE, rating=Verdict(HOSTILE), summary="x"))
    )
    codes = {
        field.get_attribute("id").removeprefix("code-"): field.input_value()
        for field in page.locator("textarea[id^=code-]").all()
    }
    assert codes.keys() == {"script", "frame", "link", "snippet", "badge"}
    assert codes.pop("script") == (
        '<script async src="https://tahaqquq.example/embed.js" data-review="militias"></script>'
    )
    for code in codes.values():
        page.set_content(f"<main>{code.replace(' src=', ' data-src=')}</main>")
        assert page.locator("main script, main svg, main [onerror]").count() == 0
        assert page.locator(f"[href='{URL}'], [data-src^='{URL}']").count() > 0
        assert page.evaluate("() => window.ran") is None
    page.set_content(codes["link"])
    assert "<script>" in page.locator("a[lang=ar]").text_content()
    page.set_content(codes["frame"].replace("src=", "data-src="))
    assert page.locator("iframe").get_attribute("data-src") == f"{URL}card/"


def test_keys_reach_everything_without_a_script(chromium):
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.set_content(of(FULL))
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("each => each.matches(':focus-visible')")
    assert skip.bounding_box()["height"] > 20, "it is seen once it has the focus"
    page.keyboard.press("Enter")
    assert page.locator("main").evaluate("each => each.matches(':focus')")
    field = page.locator("#code-script")
    assert not field.is_visible()
    page.locator("summary").last.focus()
    page.keyboard.press("Enter")
    assert field.is_visible()
    page.keyboard.press("Tab")
    assert field.evaluate("each => each.matches(':focus-visible')")
    context.close()


@pytest.mark.parametrize("name", ["arabic", "english"])
def test_forced_colours_and_print_keep_what_colour_said(page, name):
    page.set_content(PAGES[name]())
    for media in ({"forced_colors": "active"}, {"forced_colors": "none", "media": "print"}):
        page.emulate_media(**media)
        edge = page.locator(".verdict").evaluate("each => getComputedStyle(each).borderTopStyle")
        assert edge == "solid"
        assert page.locator(".stance").first.is_visible()
    assert not page.locator("details").first.is_visible(), "nobody copies off paper"
    shoot(page, f"page-{name}-print")
