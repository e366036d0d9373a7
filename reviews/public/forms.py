"""The forms in which a publication is shown: where each stands, and what renders it."""

from collections.abc import Callable
from dataclasses import dataclass

from reviews.markup.dossier import Dossier
from reviews.markup.profiles import Profile, render_profile
from reviews.models import Rendition
from reviews.public import embeds, policy
from reviews.public.badge import render_badge
from reviews.public.page import render_page
from reviews.public.sharing import Translation


@dataclass(frozen=True, slots=True)
class Published:
    """What every form is rendered from.

    `url` is the address whose forms are rendered: the review's own, or that of one version.
    `review_url` is always the review's own, which shows what stands now. `version` is 0 for the
    former and the revision's number for the latter. `markup` is the ClaimReview markup, whose
    own address is `review_url` either way, and `signature` the detached JWS of it. `translations`
    are the languages that the newsroom has reviews of the claim in now, none at a version, which
    never changes.
    """

    dossier: Dossier
    slug: str
    url: str
    review_url: str
    version: int
    markup: bytes
    signature: bytes = b""
    translations: tuple[Translation, ...] = ()


@dataclass(frozen=True, slots=True)
class FormKind:
    """One form: its address below the review's, its type, and what renders it.

    `versioned`: whether each version has it at an address of its own too. `open`: whether scripts
    of other sites may read it. `framed`: whether other sites may show it in a frame. `link`: the
    Link header that it is served with. `allowed`: what its policy lets it load. `gone` renders what
    stands there once the review at an address is withdrawn, in the same type; without it that is
    the page which says so.
    """

    suffix: str
    content_type: str
    render: Callable[[Published], bytes]
    versioned: bool = False
    open: bool = False
    framed: bool = False
    link: str = ""
    allowed: str = policy.SHOWN
    gone: Callable[[Dossier, str], bytes] | None = None


HTML = "text/html; charset=utf-8"
JSON_LD = "application/ld+json"


def _page(published: Published) -> bytes:
    return render_page(
        published.dossier,
        url=published.review_url,
        jsonld=published.markup,
        version=published.version,
        translations=published.translations,
    )


def _markup(published: Published) -> bytes:
    return published.markup


def _signature(published: Published) -> bytes:
    return published.signature


def _card_data(published: Published) -> bytes:
    card = embeds.card_of(published.dossier, url=published.review_url)
    return embeds.render_card_data(card, markup=published.markup)


def _shown(render: Callable[[embeds.Card], bytes]) -> Callable[[Published], bytes]:
    return lambda published: render(embeds.card_of(published.dossier, url=published.review_url))


def _gone(render: Callable[[embeds.Card], bytes]) -> Callable[[Dossier, str], bytes]:
    return lambda dossier, url: render(embeds.card_of(dossier, url=url, withdrawn=True))


def _profile(profile: Profile) -> Callable[[Published], bytes]:
    return lambda published: render_profile(
        published.dossier, url=published.review_url, profile=profile
    )


FORMS: dict[str, FormKind] = {
    Rendition.Form.PAGE: FormKind("", HTML, _page, versioned=True),
    Rendition.Form.CLAIM_REVIEW: FormKind(
        "claimreview.json",
        JSON_LD,
        _markup,
        versioned=True,
        open=True,
        link='<claimreview.jws>; rel="describedby"; type="application/jose"',
    ),
    Rendition.Form.SIGNATURE: FormKind(
        "claimreview.jws", "application/jose", _signature, versioned=True, open=True
    ),
    Rendition.Form.CARD: FormKind(
        "card/",
        HTML,
        _shown(embeds.render_card),
        framed=True,
        allowed="style-src 'unsafe-inline'",
        gone=_gone(embeds.render_card),
    ),
    Rendition.Form.EMBED: FormKind(
        "embed/",
        HTML,
        _shown(embeds.render_embed),
        framed=True,
        allowed=f"style-src 'unsafe-inline'; script-src '{embeds.WORDPRESS_HASH}'",
        gone=_gone(embeds.render_embed),
    ),
    Rendition.Form.CARD_DATA: FormKind(
        "card.json", "application/json", _card_data, open=True, gone=_gone(embeds.render_card_data)
    ),
    Rendition.Form.SNIPPET: FormKind(
        "snippet.html",
        HTML,
        _shown(embeds.render_snippet),
        open=True,
        allowed="sandbox; style-src 'unsafe-inline'",
    ),
    Rendition.Form.BADGE: FormKind(
        "badge.svg", "image/svg+xml", _shown(render_badge), open=True, gone=_gone(render_badge)
    ),
    Rendition.Form.GOOGLE: FormKind(
        "claimreview.google.json", JSON_LD, _profile("google"), open=True
    ),
    Rendition.Form.DUKE: FormKind("claimreview.duke.json", JSON_LD, _profile("duke"), open=True),
    Rendition.Form.DATA_FEED: FormKind("datafeed.json", JSON_LD, _profile("datafeed"), open=True),
}
