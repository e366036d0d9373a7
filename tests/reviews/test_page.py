"""The public page: self-contained, in the claim's direction, and deaf to hostile text."""

import json
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings

from reviews.markup.claimreview import claim_review, render
from reviews.markup.dossier import Verdict
from reviews.public.page import render_page
from tests.reviews.dossiers import (
    ARABIC,
    CORRECTIONS,
    DIFFERENCES,
    ENGLISH,
    EVIDENCE,
    HISTORY,
    NBC,
    OFFICIALS,
    POST,
    dossiers,
)

URL = "https://tahaqquq.example/r/militias/"
HOSTILE = (
    "</script></style><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ x }}\u202e\u2066"
)
FREE_TEXT = {"name", "descriptor", "title", "quote", "cue", "mention", "label", "summary"} | {
    "explanation",
    "claim_text",
    "sentence",
    "exact",
    "before",
    "after",
    "url",
    "logo_url",
    "cited_document_url",
    "language",
    "note",
    "quotation",
    "sha256",
    "content_type",
}
VOID = {"meta", "link", "img", "br"}
# fmt: off
STRUCTURE = {
    "html", "head", "body", "title", "meta", "link", "style", "script", "header", "main", "footer",
    "article", "section", "figure", "figcaption", "blockquote", "h1", "h2", "h3", "p", "ul", "ol",
    "li", "div", "span", "bdi", "strong", "time", "a",
    "mark", "cite", "code", "details", "summary", "label", "textarea",
}
# fmt: on


class Page(HTMLParser):
    """What a browser would find: elements with their attributes, open parents and text."""

    def __init__(self, html: bytes):
        super().__init__(convert_charrefs=True)
        self.elements, self.open = [], []
        self.feed(html.decode())
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "text": "", "parents": [e["tag"] for e in self.open], **dict(attrs)}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def find(self, tag, **attributes):
        return [
            element
            for element in self.elements
            if element["tag"] == tag
            and all(value in element.get(name, "").split() for name, value in attributes.items())
        ]


def page_of(dossier):
    return Page(render_page(dossier, url=URL, jsonld=render(dossier, url=URL)))


def spoil(value):
    """Return the same dossier with hostile words in every free text."""
    if is_dataclass(value):
        changes = {f.name: spoil(getattr(value, f.name)) for f in fields(value)}
        changes |= dict.fromkeys(FREE_TEXT & changes.keys(), HOSTILE)
        return replace(value, **changes)
    return tuple(map(spoil, value)) if isinstance(value, tuple) else value


def only(dossier, index=0, **changes):
    """The dossier with one retelling, changed."""
    return replace(dossier, retellings=(replace(dossier.retellings[index], **changes),))


def assert_harmless(page):
    assert {element["tag"] for element in page.elements} <= STRUCTURE
    for element in page.elements:
        assert not [name for name in element if name.startswith("on") or name in {"src", "style"}]
    assert [script["type"] for script in page.find("script")] == ["application/ld+json"]
    for anchor in page.find("a"):
        outside = anchor["href"].lower().startswith(("https://", "http://"))
        assert outside or anchor["href"] in ("claimreview.json", "#review", "/verify/")


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("he", "rtl"), ("ar-Latn", "ltr")]
)
def test_page_has_the_claims_language_and_direction(language, direction):
    (html,) = page_of(replace(ENGLISH, language=language)).find("html")
    assert (html["lang"], html["dir"]) == (language, direction)


def test_arabic_review_shows_everything():
    page = page_of(ARABIC)
    (body,) = page.find("body")
    for words in (ARABIC.claim_text, ARABIC.title, ARABIC.summary, "غير مثبت", "3 من 5"):
        assert words in body["text"]
    assert [h1["text"] for h1 in page.find("h1")] == [ARABIC.claim_text]
    assert "نُشر في 15 نوفمبر/تشرين الثاني 2021" in body["text"]
    assert "حُدّث في 17 نوفمبر/تشرين الثاني 2021" in body["text"]
    assert len(page.find("section", **{"class": "explanation"})) == 1
    assert len([p for p in page.find("p") if p["parents"][-1] == "section"]) >= 4
    assert len(page.find("article", **{"class": "retelling"})) == 2
    assert "2021-11-17T12:30:00+00:00" in {time["datetime"] for time in page.find("time")}


def test_labels_of_other_languages_are_marked_as_english():
    page = page_of(replace(ENGLISH, language="fa"))
    (heading,) = [h2 for h2 in page.find("h2") if h2["id"] == "chains"]
    assert heading["text"] == "Who has it from whom"
    assert page.find("span", lang="en", dir="ltr")
    assert not page_of(ENGLISH).find("span", lang="en")


def test_chain_runs_from_document_over_relay_to_origin():
    page = page_of(only(ARABIC))
    steps = [li["text"] for li in page.find("li", **{"class": "step"})]
    assert [NBC.name in step for step in steps] == [False, True, False]
    assert ["وثيقة" in steps[0], "ناقل" in steps[1], "المصدر الأصلي" in steps[2]] == [True] * 3
    assert f"«{OFFICIALS.descriptor}»" in steps[2]
    assert "«وفقاً لما نقلته»" in steps[1]


def test_unnamed_origin_is_marked_and_quoted():
    page = page_of(ARABIC)
    unnamed = [div["text"] for div in page.find("div", **{"class": "node-unnamed"})]
    assert len(unnamed) == 3
    assert all("غير مسمّى" in text for text in unnamed)
    assert ["بشرط عدم الكشف عن الهوية" in text for text in unnamed] == [False, True, True]


def test_words_of_an_annotator_are_not_shown_as_a_quotation():
    chain = only(ENGLISH).retellings[0].levels
    ours = replace(
        OFFICIALS, language="en", descriptor="whoever blamed them", descriptor_literal=False
    )
    page = page_of(only(ENGLISH, levels=((replace(chain[0][0], source=ours),),)))
    (node,) = page.find("div", **{"class": "node-unnamed"})
    assert "whoever blamed them" in node["text"]
    assert "“whoever" not in node["text"]


def test_joint_sources_stand_in_one_step():
    page = page_of(only(ARABIC, 1))
    (joint,) = page.find("div", **{"class": "joint"})
    assert "مسؤولان أمنيان عراقيان" in joint["text"]
    assert "ثلاثة مصادر" in joint["text"]
    assert len(page.find("li", **{"class": "step"})) == 3


def test_quotation_keeps_the_language_of_its_document():
    quotes = page_of(ARABIC).find("blockquote")
    assert [(q["lang"], q["dir"]) for q in quotes] == [("ar", "rtl"), ("en", "ltr")]
    assert [q["text"] for q in quotes] == [told.quote for told in ARABIC.retellings]


def test_headline_and_hedge_are_marked():
    captions = [caption["text"] for caption in page_of(ARABIC).find("figcaption")]
    assert ["شبه مؤكد" in caption for caption in captions] == [True, False]
    assert ["في العنوان" in caption for caption in captions] == [False, True]
    assert not page_of(ENGLISH).find("figcaption")


def test_own_voice_is_said_in_words():
    page = page_of(only(ENGLISH, levels=(), voice="outlet"))
    (origin,) = page.find("div", **{"class": "node-origin"})
    assert POST.name in origin["text"]
    assert "says it in its own voice" in origin["text"]


def test_own_voice_of_an_unknown_publisher_names_nobody():
    document = replace(ENGLISH.retellings[0].document, publisher=None, title="", url="")
    page = page_of(only(ENGLISH, levels=(), document=document))
    (step,) = page.find("li", **{"class": "step"})
    assert "publisher unknown" in step["text"]
    assert "says it in its own voice" in step["text"]
    assert "Untitled document" in step["text"]


def test_unattributed_sentence_with_a_chain_is_explained():
    assert "unattributed" in page_of(only(ENGLISH, voice="outlet")).find("figcaption")[0]["text"]


def test_inferred_date_is_called_so():
    document = replace(ENGLISH.retellings[0].document, published_at_inferred=True)
    (body,) = page_of(only(ENGLISH, document=document)).find("body")
    assert "9 November 2021 (date inferred)" in body["text"]


def test_days_are_those_of_utc():
    late = datetime.fromisoformat("2021-12-31T23:30:00-02:00")
    (body,) = page_of(replace(ENGLISH, published_at=late, modified_at=late)).find("body")
    assert "Published 1 January 2022" in body["text"]
    assert "Updated" not in body["text"]


@pytest.mark.parametrize(
    ("verdict", "tone", "score"),
    [
        (Verdict("False", 1, 5, 1), "low", "1 of 5"),
        (Verdict("Mixed", 3, 5, 1), "middle", "3 of 5"),
        (Verdict("True", 5, 5, 1), "high", "5 of 5"),
        (Verdict("Satire"), "none", None),
    ],
)
def test_verdict_badge(verdict, tone, score):
    (badge,) = page_of(replace(ENGLISH, rating=verdict)).find("p", **{"class": f"verdict-{tone}"})
    assert verdict.label in badge["text"]
    assert (score in badge["text"]) if score else "of" not in badge["text"]


def test_head_names_the_page():
    page = page_of(ARABIC)
    assert [link["href"] for link in page.find("link", rel="canonical")] == [URL]
    assert [title["text"] for title in page.find("title")] == [ARABIC.title]
    meta = {m.get("property") or m.get("name"): m.get("content") for m in page.find("meta")}
    assert meta["description"] == ARABIC.summary
    assert (meta["og:title"], meta["og:type"]) == (ARABIC.title, "article")
    assert (meta["og:url"], meta["og:locale"]) == (URL, "ar")


def test_headings_and_landmarks_are_in_order():
    page = page_of(ARABIC)
    levels = [int(e["tag"][1]) for e in page.elements if e["tag"] in {"h1", "h2", "h3"}]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert [len(page.find(tag)) for tag in ("main", "footer", "h1")] == [1, 1, 1]
    ids = {e["id"] for e in page.elements if "id" in e}
    assert {s["aria-labelledby"] for s in page.find("section")} <= ids


def test_links_to_sources_carry_no_trust():
    anchors = [a for a in page_of(FULL).find("a") if "article" in a["parents"]]
    outside = [a for a in anchors if not a["href"].startswith(URL)]
    assert len(outside) == 3 + 3
    assert all(a["rel"] == "noopener nofollow" for a in outside)


def test_page_needs_nothing_from_elsewhere():
    html = render_page(ARABIC, url=URL, jsonld=render(ARABIC, url=URL)).decode()
    page = Page(html.encode())
    assert {link["rel"] for link in page.find("link")} == {"canonical", "alternate", "icon"}
    (style,) = page.find("style")
    assert "url(" not in style["text"]
    assert "@import" not in style["text"]
    assert_harmless(page)


FULL = replace(ARABIC, evidence=EVIDENCE, history=HISTORY, corrections=CORRECTIONS)
DIFFERING = replace(ARABIC, differences=DIFFERENCES, differences_left_out=7)


def test_differences_stand_side_by_side_by_kind():
    page = page_of(DIFFERING)
    (section,) = page.find("section", **{"class": "differences"})
    assert "اختلافات أخرى غير معروضة: 7" in section["text"]
    kinds = [h3["text"] for h3 in page.find("h3", **{"class": "kind"})]
    assert kinds == ["درجة الجزم", "العدد"]
    shown = [article["text"] for article in page.find("article", **{"class": "difference"})]
    assert all(d.sentence in text for d, text in zip(DIFFERENCES, shown, strict=True))
    quotes = page.find("blockquote")[len(DIFFERING.retellings) :]
    assert [(q["lang"], q["dir"]) for q in quotes] == [("ar", "rtl"), ("en", "ltr")] * 2
    assert quotes[0]["text"] == "من المرجح أن ميليشيات نفذت الهجوم"
    assert quotes[0]["cite"] == DIFFERENCES[0].a.document.url
    assert [mark["text"] for mark in page.find("mark")][:1] == ["مرجح"]
    captions = [c["text"] for c in page.find("figcaption")][-4:]
    assert DIFFERENCES[0].a.document.title in captions[0]
    assert "9 نوفمبر/تشرين الثاني 2021" in captions[1]


def test_without_differences_there_is_no_word_of_them():
    assert not page_of(ARABIC).find("section", **{"class": "differences"})
    whole = page_of(replace(DIFFERING, differences_left_out=0))
    (section,) = whole.find("section", **{"class": "differences"})
    assert "غير معروضة" not in section["text"]


def test_a_passage_of_an_untitled_document_that_nobody_signed():
    bare = replace(DIFFERENCES[0].a.document, title="", url="", publisher=None, published_at=None)
    one = replace(DIFFERENCES[0], a=replace(DIFFERENCES[0].a, document=bare))
    page = page_of(replace(ENGLISH, differences=(one,)))
    (section,) = page.find("section", **{"class": "differences"})
    assert "Untitled document" in section["text"]
    assert "publisher unknown" in section["text"]
    assert "cite" not in page.find("blockquote")[-2]


def test_differences_change_the_page_alone():
    assert render(DIFFERING, url=URL) == render(ARABIC, url=URL)


@pytest.mark.parametrize(
    "dossier",
    [ARABIC, ENGLISH, DIFFERING, FULL],
    ids=["arabic", "english", "differing", "full"],
)
def test_hostile_words_in_every_field_stay_words(dossier):
    spoilt = spoil(dossier)
    page = page_of(spoilt)
    assert_harmless(page)
    assert page.find("h1")[0]["text"] == HOSTILE
    (script,) = page.find("script")
    assert json.loads(script["text"]) == claim_review(spoilt, url=URL)


@settings(max_examples=60, deadline=None)
@given(dossiers)
def test_markup_read_out_of_any_page_is_the_published_one(dossier):
    page = page_of(dossier)
    assert_harmless(page)
    (script,) = page.find("script")
    assert json.loads(script["text"]) == claim_review(dossier, url=URL)


@settings(max_examples=20, deadline=None)
@given(dossiers)
def test_equal_dossiers_give_equal_pages(dossier):
    markup = render(dossier, url=URL)
    assert render_page(dossier, url=URL, jsonld=markup) == render_page(
        replace(dossier), url=URL, jsonld=markup
    )


def test_page_is_the_same_in_every_interface_language(settings):
    markup = render(ARABIC, url=URL)
    before = render_page(ARABIC, url=URL, jsonld=markup)
    settings.LANGUAGE_CODE, settings.USE_THOUSAND_SEPARATOR = "ar", True
    assert render_page(ARABIC, url=URL, jsonld=markup) == before
    many = replace(ARABIC, revision=12345, modified_at=datetime(2022, 1, 1, tzinfo=UTC))
    assert "النسخة 12345" in page_of(many).find("header", **{"class": "claim"})[0]["text"]
