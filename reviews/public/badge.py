"""The badge of a review: a small picture (SVG) with the newsroom's name and its verdict."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.provenance.labels import shortened, width
from reviews.public.embeds import Card

_COLOURS: dict[str, str] = {
    "low": "#9f1d1d",
    "middle": "#7a4f00",
    "high": "#1d6338",
    "none": "#44505c",
}
_SIZE, _PAD, _HEIGHT = 13, 10, 28
# In units of the font size: together they fit a phone, and the verdict is cut last.
_NAME, _VERDICT = 12.0, 16.0
_DRAWN = 0.85  # of the width that is estimated, which is rather too wide


def render_badge(card: Card) -> bytes:
    """Return well-formed SVG that needs no font of its own: each text has its width written on it.

    It reads in the direction of the review's language, and says all of it to a screen reader.
    """
    verdict = card.words.withdrawn if card.withdrawn else card.rating
    halves = [
        (shortened(card.newsroom, _NAME), "#2b3138"),
        (shortened(verdict, _VERDICT), _COLOURS[card.tone]),
    ]
    widths = [_width(text) for text, _ in halves]
    total, shown, at = sum(widths), [], 0
    for (text, colour), wide in zip(halves, widths, strict=True):
        left = total - at - wide if card.dir == "rtl" else at
        shown.append(_half(text, colour, left, wide))
        at += wide
    badge = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{total}" height="{height}"'
        ' viewBox="0 0 {total} {height}" role="img" aria-labelledby="title desc"'
        ' xml:lang="{language}" direction="{dir}"><title id="title">{newsroom}: {verdict}</title>'
        '<desc id="desc">{claim}</desc><clipPath id="round">'
        '<rect width="{total}" height="{height}" rx="5"/></clipPath>'
        '<g clip-path="url(#round)" fill="#fff" text-anchor="middle" font-size="{size}"'
        ' font-family="Noto Sans, Noto Sans Arabic, Segoe UI, sans-serif">{halves}</g></svg>',
        total=total,
        height=_HEIGHT,
        language=card.language,
        dir=card.dir,
        newsroom=card.newsroom,
        verdict=verdict,
        claim=card.claim,
        size=_SIZE,
        halves=format_html_join("", "{}", [(half,) for half in shown]),
    )
    return f"{badge}\n".encode()


def _width(text: str) -> int:
    return round(width(text) * _DRAWN * _SIZE) + 2 * _PAD


def _half(text: str, colour: str, left: int, wide: int) -> SafeString:
    return format_html(
        '<rect x="{left}" width="{wide}" height="{height}" fill="{colour}"/>'
        '<text x="{middle}" y="{line}" unicode-bidi="isolate" textLength="{length}"'
        ' lengthAdjust="spacingAndGlyphs">{text}</text>',
        left=left,
        wide=wide,
        height=_HEIGHT,
        colour=colour,
        middle=left + wide / 2,
        line=_HEIGHT / 2 + _SIZE * 0.36,
        length=wide - 2 * _PAD,
        text=text,
    )
