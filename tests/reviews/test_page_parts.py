"""Evidence, citations, codes and the head of the public page."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings

from reviews.markup.dossier import File
from reviews.public.citations import citation
from reviews.public.page import render_page
from reviews.public.sharing import Translation
from tests.reviews.dossiers import ARABIC, ENGLISH, EVIDENCE, dossiers
from tests.reviews.test_page import URL, Page

LINK, QUOTATION, DOCUMENT, FILE = EVIDENCE


def page_of(dossier, **options):
    return Page(render_page(dossier, url=URL, jsonld=b"{}", **options))


def shown(*items, of=ARABIC):
    """Return the page's items of evidence."""
    return page_of(replace(of, evidence=items)).find("li", **{"class": "exhibit"})


def test_evidence_says_what_it_says_to_the_claim_in_words():
    texts = [item["text"] for item in shown(*EVIDENCE)]
    stances = ["يناقض الادعاء", "يؤيد الادعاء", "سياق", "سياق"]
    kinds = ["رابط", "اقتباس", "وثيقة", "ملف"]
    for text, stance, kind in zip(texts, stances, kinds, strict=True):
        assert " ".join(text.split()).startswith(f"{stance} {kind}")
    (first, *_) = shown(*EVIDENCE, of=ENGLISH)
    assert " ".join(first["text"].split()).startswith("Speaks against the claim Link")


def test_a_link_is_named_noted_and_dated():
    page = page_of(replace(ARABIC, evidence=(LINK,)))
    (item,) = page.find("li", **{"class": "exhibit"})
    for words in (LINK.title, LINK.note, "حُفظت صورة عنه في 16 نوفمبر"):
        assert words in item["text"]
    (link,) = [a for a in page.find("a") if a["href"] == LINK.url]
    assert link["rel"] == "noopener nofollow"
    (bare,) = shown(replace(LINK, title="", archived_at=None))
    assert LINK.url in bare["text"]
    assert "حُفظت" not in bare["text"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a.example/\u202e", "ftp://a.b/"])
def test_what_is_no_address_of_the_web_is_shown_and_not_linked(url):
    page = page_of(replace(ARABIC, retellings=(), evidence=(replace(LINK, title="", url=url),)))
    assert url in page.find("li", **{"class": "exhibit"})[0]["text"]
    outside = [a for a in page.find("a") if "section" in a["parents"] and URL not in a["href"]]
    assert outside == []


def test_a_quotation_keeps_its_language_and_its_document():
    page = page_of(replace(ARABIC, retellings=(), evidence=(QUOTATION,)))
    (quote,) = page.find("blockquote")
    assert (quote["lang"], quote["dir"], quote["text"]) == ("en", "ltr", QUOTATION.quotation)
    assert quote["cite"] == QUOTATION.document.url
    (item,) = page.find("li", **{"class": "exhibit"})
    assert QUOTATION.document.publisher.name in item["text"]
    assert "9 نوفمبر" in item["text"]
    (titled,) = shown(replace(QUOTATION, title="هكذا قيل"))
    assert "هكذا قيل" in titled["text"]
    assert QUOTATION.document.title in titled["text"]


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (999_499, "999 kB"), (999_500, "1 MB")],
)
def test_a_file_is_described_and_never_linked(size, words):
    (item,) = shown(replace(FILE, file=replace(FILE.file, size=size)))
    for said in (FILE.title, "site-photo.jpg", "image/jpeg", words, "ab" * 32):
        assert said in item["text"]
    (bare,) = shown(replace(FILE, title=""))
    assert bare["text"].count("site-photo.jpg") == 1
    assert not [a for a in page_of(replace(ARABIC, evidence=(FILE,))).find("a") if "photo" in a]


def test_evidence_without_a_name_is_called_untitled():
    document = replace(DOCUMENT.document, title="", url="", publisher=None, published_at=None)
    for item in (
        replace(DOCUMENT, document=document),
        replace(FILE, title="", file=File("", "", "", 0)),
    ):
        assert "وثيقة بلا عنوان" in shown(item)[0]["text"]


def test_without_evidence_there_is_no_word_of_it():
    assert not page_of(ARABIC).find("section", **{"class": "evidence"})


def metas(page):
    return {m.get("property") or m.get("name"): m.get("content") for m in page.find("meta")}


def test_previews_are_told_what_there_is():
    told = metas(page_of(ARABIC))
    assert told["og:image"] == ARABIC.newsroom.logo_url
    assert told["og:site_name"] == told["og:image:alt"] == ARABIC.newsroom.name
    assert told["article:published_time"] == "2021-11-15T09:00:00+00:00"
    assert told["article:modified_time"] == "2021-11-17T12:30:00+00:00"
    assert (told["twitter:card"], told["twitter:title"]) == ("summary", ARABIC.title)
    spoilt = replace(ARABIC, newsroom=replace(ARABIC.newsroom, logo_url="javascript:alert(1)"))
    assert "og:image" not in metas(page_of(spoilt))


def test_programs_find_the_card_and_the_feeds():
    links = {a["type"]: a["href"] for a in page_of(ARABIC).find("link") if "type" in a}
    for type_, name in (("application/json+oembed", "json"), ("text/xml+oembed", "xml")):
        parts = urlsplit(links.pop(type_))
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://tahaqquq.example/oembed"
        assert parse_qs(parts.query) == {"url": [URL], "format": [name]}
    base = "https://tahaqquq.example/feeds/"
    assert links == {
        "application/ld+json": "claimreview.json",
        "application/atom+xml": f"{base}atom.xml",
        "application/feed+json": f"{base}feed.json",
        "application/rss+xml": f"{base}rss.xml",
    }


def test_other_languages_are_called_by_their_own_names():
    other = Translation("en-GB", "https://tahaqquq.example/r/x/")
    odd = Translation("tlh", "https://tahaqquq.example/r/y/")
    page = page_of(ARABIC, translations=(Translation("ar", URL), other, odd))
    named = {a["hreflang"]: a["text"] for a in page.find("a") if "hreflang" in a}
    assert named == {"en-GB": "English", "tlh": "tlh"}
    in_head = {a["hreflang"]: a["href"] for a in page.find("link") if "hreflang" in a}
    assert in_head == {"ar": URL, "x-default": URL, "en-GB": other.url, "tlh": odd.url}


def test_a_citation_is_of_the_version():
    made = citation(ARABIC, url=f"{URL}v2/")
    assert made.text == f"مرصد التحقق، «{ARABIC.title}»، 17 نوفمبر/تشرين الثاني 2021، النسخة 2."
    english = citation(replace(ENGLISH, title="50% of {it} & \\more_"), url=f"{URL}v1/")
    assert english.text == "The Desk, “50% of {it} & \\more_”, 15 November 2021, Version 1."
    assert r"title = {{50\% of \{it\} \& \textbackslash{}more\_}}," in english.bibtex
    assert english.bibtex.startswith("@misc{militias-v1,\n")
    (item,) = json.loads(made.csl)
    assert item["issued"] == {"date-parts": [[2021, 11, 17]]}
    assert (item["URL"], item["title"]) == (f"{URL}v2/", ARABIC.title)
    page = page_of(ARABIC)
    (shown_,) = page.find("p", **{"class": "citation"})
    assert shown_["text"] == f"{made.text} {URL}v2/"
    fields = {field["id"]: field for field in page.find("textarea")}
    assert (fields["bibtex"]["text"], fields["csl"]["text"]) == (made.bibtex, made.csl)
    assert all("readonly" in field for field in fields.values())
    assert {label["for"] for label in page.find("label")} == set(fields)


@settings(max_examples=100, deadline=None)
@given(dossiers)
def test_a_citation_holds_whatever_the_words_are(dossier):
    made = citation(dossier, url=f"{URL}v{dossier.revision}/")
    (item,) = json.loads(made.csl)
    assert item["author"][0]["literal"] == _line(dossier.newsroom.name)
    bare = re.sub(r"\\[{}]|\\[%&#$_]", "", made.bibtex)
    depth = 0
    for char in bare:
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0
    assert len(made.bibtex.splitlines()) == 11, "no word breaks a line"
    assert len(made.text.splitlines()) == 1


def _line(words):
    """The naive oracle: a run of controls is one space."""
    made, broken = "", False
    for char in words:
        control = ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029"
        made += char if not control else "" if broken else " "
        broken = control
    return made.strip()


def test_moments_of_a_page_are_those_of_utc_however_they_were_stored():
    late = datetime.fromisoformat("2021-12-31T23:30:00-02:00")
    here = page_of(replace(ENGLISH, published_at=late, modified_at=late))
    there = page_of(
        replace(ENGLISH, published_at=late.astimezone(UTC), modified_at=late.astimezone(UTC))
    )
    assert metas(here) == metas(there)
