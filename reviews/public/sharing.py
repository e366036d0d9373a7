"""What other sites put into their pages to show a review, and where programs find more of it."""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.html import escape
from django.utils.translation import get_language_info

from reviews.markup.dossier import Dossier
from reviews.public.embeds import card_of, snippet
from reviews.public.wording import Wording, primary

_FEEDS = (
    ("application/atom+xml", "atom.xml"),
    ("application/feed+json", "feed.json"),
    ("application/rss+xml", "rss.xml"),
)
_OEMBED = (("application/json+oembed", "json"), ("text/xml+oembed", "xml"))


@dataclass(frozen=True, slots=True)
class Translation:
    """The newsroom's review of the same claim in one language; the first one stands for all."""

    language: str
    url: str

    @property
    def name(self) -> str:
        """What speakers of the language call it; its tag where that is not known."""
        try:
            return str(get_language_info(primary(self.language))["name_local"])
        except KeyError:
            return self.language


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same in another form, for `<link rel="alternate">`."""

    type: str
    href: str


@dataclass(frozen=True, slots=True)
class Code:
    """HTML for another site, to be copied out of the page."""

    name: str
    label: str
    html: str


def others(translations: tuple[Translation, ...], *, url: str) -> list[Translation]:
    """Return the translations without the one at `url` itself."""
    return [each for each in translations if each.url != url]


def alternates(url: str) -> list[Alternate]:
    """Return where a program finds the review to embed, and what else is published here."""
    (base, _), asked = _parts(url), quote(url, safe="")
    return [
        *(Alternate(type_, f"{base}/oembed?url={asked}&format={name}") for type_, name in _OEMBED),
        *(Alternate(type_, f"{base}/feeds/{name}") for type_, name in _FEEDS),
    ]


def codes(dossier: Dossier, words: Wording, *, url: str) -> list[Code]:
    """Return the ways to show the review at `url` elsewhere; each shows what stands then."""
    return [
        Code("script", words.embed_script, _script(url)),
        Code("frame", words.embed_frame, _frame(url, dossier)),
        Code("link", words.embed_link, _link(url, dossier)),
        Code("snippet", words.embed_snippet, snippet(card_of(dossier, url=url))),
        Code("badge", words.embed_badge, _badge(url, dossier)),
    ]


def _script(url: str) -> str:
    base, slug = _parts(url)
    source = escape(f"{base}/embed.js")
    return f'<script async src="{source}" data-review="{escape(slug)}"></script>'


def _frame(url: str, dossier: Dossier) -> str:
    return (
        f'<iframe src="{escape(url)}card/" title="{escape(_title(dossier))}" loading="lazy" '
        'width="100%" height="320" style="max-width:40rem;border:0"></iframe>'
    )


def _badge(url: str, dossier: Dossier) -> str:
    address, said = escape(url), escape(f"{dossier.newsroom.name}: {dossier.rating.label}")
    return (
        f'<a href="{address}"><img src="{address}badge.svg" alt="{said}" height="28" '
        'style="max-width:100%"></a>'
    )


def _link(url: str, dossier: Dossier) -> str:
    language = escape(dossier.language)
    words = escape(_title(dossier))
    return f'<a href="{escape(url)}" hreflang="{language}" lang="{language}">{words}</a>'


def _parts(url: str) -> tuple[str, str]:
    """Take a review's own address apart: the site's, and the review's own name below it."""
    base, _, slug = url.rstrip("/").rpartition("/r/")
    return base, slug


def _title(dossier: Dossier) -> str:
    return " ".join((dossier.title or dossier.claim_text).split())
