"""The public page of a revision: one self-contained HTML file with its ClaimReview markup."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from reviews.markup.claimreview import script_safe
from reviews.markup.directions import direction
from reviews.markup.dossier import Dossier
from reviews.markup.links import web_url
from reviews.public.chains import chains, differences
from reviews.public.citations import citation
from reviews.public.evidence import evidence
from reviews.public.past import corrections, versions
from reviews.public.sharing import Translation, alternates, codes, others
from reviews.public.texts import moment, paragraphs, score, tone
from reviews.public.wording import Wording, primary, wording


def render_page(
    dossier: Dossier,
    *,
    url: str,
    jsonld: bytes,
    version: int = 0,
    translations: tuple[Translation, ...] = (),
) -> bytes:
    """Return the page as UTF-8; `jsonld` is the markup of the same dossier.

    `url` is the review's own address, also on the page of a `version`, which leads there.
    `translations` are all languages that the newsroom has reviewed the claim in, this one too.
    """
    words = wording(dossier.language)
    context = {
        **_frame(dossier, words),
        **_head(dossier, url, version, translations),
        **_finding(dossier, words),
        "version_note": _version_note(dossier, words) if version else "",
        "evidence": evidence(dossier, words),
        "chains": chains(dossier, words),
        "corrections": corrections(dossier, words),
        "differences": differences(dossier, words),
        "not_shown": _not_shown(dossier, words),
        "versions": versions(dossier, words, url=url),
        "citation": citation(dossier, url=f"{url}v{dossier.revision}/"),
        "codes": codes(dossier, words, url=url),
        "picture": mark_safe(dossier.picture),  # noqa: S308 - drawn by us, labels escaped there
        "jsonld": mark_safe(script_safe(jsonld)),  # noqa: S308 - escaped just here
    }
    return render_to_string("reviews/public/review.html", context).encode()


def render_tombstone(dossier: Dossier, *, at: datetime, reason: str) -> bytes:
    """Return the page that stands where a review was withdrawn: what it was of, when and why."""
    words = wording(dossier.language)
    context = {
        **_frame(dossier, words),
        "page_title": f"{words.withdrawn}: {dossier.claim_text}",
        "paragraphs": paragraphs(reason),
        "withdrawn": format_html("{} {}.", words.withdrawn_intro, moment(at, words).html),
    }
    return render_to_string("reviews/public/tombstone.html", context).encode()


def render_not_found(language: str) -> bytes:
    """Return the page of an address where nothing was ever published, in a reader's language."""
    words = wording(language)
    context = {
        "lang": words.language,
        "dir": direction(words.language),
        "words": words,
        "page_title": words.not_found,
    }
    return render_to_string("reviews/public/not_found.html", context).encode()


def _frame(dossier: Dossier, words: Wording) -> dict[str, Any]:
    """Return what every page of a review has."""
    return {
        "dossier": dossier,
        "words": words,
        "lang": dossier.language,
        "dir": direction(dossier.language),
        "ui": _label_attributes(words, dossier.language),
        "newsroom_link": web_url(dossier.newsroom.url),
    }


def _head(
    dossier: Dossier, url: str, version: int, translations: tuple[Translation, ...]
) -> dict[str, Any]:
    """Return what browsers, searches and previews are told of the page."""
    return {
        "url": url,
        "version": version,
        "locale": dossier.language.replace("-", "_"),
        "page_title": dossier.title or dossier.claim_text,
        "description": dossier.summary or dossier.claim_text,
        "logo": web_url(dossier.newsroom.logo_url),
        "alternates": alternates(url),
        "translations": translations,
        "others": others(translations, url=url),
    }


def _finding(dossier: Dossier, words: Wording) -> dict[str, Any]:
    return {
        "published": moment(dossier.published_at, words),
        "modified": moment(dossier.modified_at, words),
        "is_updated": dossier.modified_at != dossier.published_at,
        "revision": str(dossier.revision),
        "score": score(dossier.rating, words),
        "tone": tone(dossier.rating),
        "paragraphs": paragraphs(dossier.explanation),
    }


def _version_note(dossier: Dossier, words: Wording) -> str:
    return format_html(
        words.version_note, number=dossier.revision, day=moment(dossier.modified_at, words).html
    )


def _label_attributes(words: Wording, language: str) -> str:
    """Mark labels that are not in the page's language, so that they are read and ordered right."""
    if words.language == primary(language):
        return ""
    return format_html(' lang="{}" dir="{}"', words.language, direction(words.language))


def _not_shown(dossier: Dossier, words: Wording) -> str:
    left = dossier.differences_left_out
    return words.not_shown.format(number=left) if left else ""
