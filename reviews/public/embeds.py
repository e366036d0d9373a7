"""What other sites show of a review: a card in a frame or drawn by a script, and a snippet."""

import json
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from claims.provenance.labels import clean, shortened
from reviews.markup.directions import Direction, direction
from reviews.markup.dossier import Dossier
from reviews.markup.links import web_url
from reviews.public.texts import Day, moment, tone
from reviews.public.wording import Wording, primary, wording

_HERE = Path(__file__).parent
# Ours, and the same for every review: there is nothing in them to be escaped.
STYLE = (_HERE.parent / "templates/reviews/public/card.css").read_text()
WORDPRESS = (_HERE / "wordpress.js").read_text()
WORDPRESS_HASH = f"sha256-{b64encode(sha256(WORDPRESS.encode()).digest()).decode()}"
# In units of the font size: some five lines of a card, and some two.
_LONG, _SHORT = 130.0, 80.0
_MOST = 2000  # characters that are looked at: no card has room for so many


@dataclass(frozen=True, slots=True)
class Card:
    """What a card says, each text on one line and cut where it is long; empty where unknown."""

    url: str
    title: str
    claim: str
    rating: str
    tone: str
    newsroom: str
    newsroom_url: str
    language: str
    summary: str
    provenance: str
    day: Day
    dated: str
    words: Wording
    withdrawn: bool = False

    @property
    def dir(self) -> Direction:
        return direction(self.language)


def card_of(dossier: Dossier, *, url: str, withdrawn: bool = False) -> Card:
    """Return what is shown of the review at `url`; of a withdrawn one only what it was of."""
    words = wording(dossier.language)
    claim = _cut(dossier.claim_text, _LONG)
    day = moment(dossier.modified_at, words)
    anew = dossier.modified_at != dossier.published_at
    summary = _cut(dossier.summary or dossier.title, _SHORT)
    return Card(
        url=url,
        title=claim if withdrawn else _cut(dossier.title, _LONG) or claim,
        claim=claim,
        rating="" if withdrawn else _cut(dossier.rating.label, _SHORT),
        tone="none" if withdrawn else tone(dossier.rating),
        newsroom=_cut(dossier.newsroom.name, _SHORT),
        newsroom_url=web_url(dossier.newsroom.url),
        language=dossier.language,
        summary="" if withdrawn or summary == claim else summary,  # nobody reads it twice
        provenance="" if withdrawn else _cut("".join(dossier.words[:1]), _LONG),
        day=day,
        dated=f"{words.updated if anew else words.published} {day.readable}",
        words=words,
        withdrawn=withdrawn,
    )


def _cut(text: str, room: float) -> str:
    return shortened(clean(text[:_MOST]), room)


def render_card(card: Card) -> bytes:
    """Return the card as a page for a frame; its address may end in #dark or #light."""
    return _page(card, script="")


def render_embed(card: Card) -> bytes:
    """Return the same page with the script that does what WordPress asks of a frame."""
    return _page(card, script=WORDPRESS)


def _page(card: Card, *, script: str) -> bytes:
    context = {
        "card": card,
        "ui": _interface(card),
        "style": mark_safe(STYLE),  # noqa: S308 - ours
        "script": mark_safe(script),  # noqa: S308 - ours
    }
    return render_to_string("reviews/public/card.html", context).encode()


def _interface(card: Card) -> str:
    """Mark labels that are not in the review's language, so that they are read right."""
    if card.words.language == primary(card.language):
        return ""
    return format_html(' lang="{0}" dir="{1}"', card.words.language, direction(card.words.language))


def render_card_data(card: Card, *, markup: bytes = b"null") -> bytes:
    """Return what embed.js shows, as JSON, with the ClaimReview `markup` or null in it."""
    data: dict[str, Any] = {
        "url": card.url,
        "title": card.title,
        "claim": card.claim,
        "rating": card.rating,
        "tone": card.tone,
        "newsroom": {"name": card.newsroom, "url": card.newsroom_url},
        "language": card.language,
        "dir": card.dir,
        "summary": card.summary,
        "provenance": card.provenance,
        "dated": {"at": card.day.machine, "text": card.dated},
        "withdrawn": card.withdrawn,
        "labels": {
            "language": card.words.language,
            "dir": direction(card.words.language),
            "read": card.words.read,
            "withdrawn": card.words.withdrawn,
        },
        "markup": json.loads(markup),
    }
    return f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()


def render_snippet(card: Card) -> bytes:
    """Return the review in plain HTML, to be pasted where neither script nor style is taken."""
    return f"{snippet(card)}\n".encode()


def snippet(card: Card) -> SafeString:
    """Return the same as part of a page."""
    return format_html(
        '<blockquote cite="{url}" lang="{language}" dir="{dir}">'
        "<p><strong><bdi>{rating}</bdi></strong>{colon} <bdi>{claim}</bdi></p>{summary}"
        '<p><cite><a href="{url}"><bdi>{newsroom}</bdi></a></cite> '
        '(<time datetime="{at}"{ui}>{dated}</time>)</p>'
        "</blockquote>",
        url=card.url,
        language=card.language,
        dir=card.dir,
        rating=card.rating,
        colon=":" if card.rating else "",
        claim=card.claim,
        summary=format_html("<p><bdi>{}</bdi></p>", card.summary) if card.summary else "",
        newsroom=card.newsroom,
        at=card.day.machine,
        ui=_interface(card),
        dated=card.dated,
    )
