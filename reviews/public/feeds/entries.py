"""One published review as feed readers show it: plain data and a few lines of text."""

from dataclasses import dataclass
from datetime import datetime

from factcheck.accounts.models import Newsroom
from reviews.markup.links import web_url
from reviews.models import Listing, Publication, Rendition
from reviews.public.feeds.asked import Asked, Place
from reviews.public.forms import FORMS
from reviews.public.wording import wording

_TITLES = {"en": "Fact checks", "ar": "مراجعات الادعاءات"}
_IMAGES = ("image/svg+xml", "image/png", "image/jpeg")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that stands for a review; `media_type` is empty where only its site knows."""

    url: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What feeds tell of one review. The numbers of a rating are None on a nominal scale."""

    url: str
    title: str
    claim: str
    claimant: str
    rating: str
    value: int | None
    best: int | None
    worst: int | None
    summary: str
    language: str
    newsroom: str
    newsroom_url: str
    pictures: tuple[Picture, ...]
    published_at: datetime
    updated_at: datetime

    @property
    def markup_url(self) -> str:
        """The address of its ClaimReview markup."""
        return f"{self.url}{FORMS[Rendition.Form.CLAIM_REVIEW].suffix}"

    @property
    def text(self) -> str:
        """The claim, the rating and the summary, in the words of the review's language."""
        words = wording(self.language)
        lines = [f"{words.claim}: {self.claim}", f"{words.finding}: {self._verdict()}"]
        return "\n".join([*lines, *([self.summary] if self.summary else [])])

    def _verdict(self) -> str:
        if self.value is None or self.best is None:
            return self.rating
        score = wording(self.language).score.format(value=self.value, best=self.best)
        return f"{self.rating} ({score})"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a feed: `following` is where the next begins, None on the last."""

    asked: Asked
    entries: list[Entry]
    following: Place | None
    updated_at: datetime


def entries(listings: list[Listing]) -> list[Entry]:
    """Return what is told of listings whose reviews and newsrooms are fetched along; one query."""
    shown = Rendition.objects.filter(
        slug__in=[listing.review.slug for listing in listings if listing.review],
        version=0,
        form=Rendition.Form.CLAIM_REVIEW,
        status=200,
    )
    told = shown.defer("body", "publication__dossier").select_related("publication__revision")
    publications = {each.slug: each.publication for each in told}
    return [
        _entry(listing, listing.review.newsroom, publications[listing.review.slug])
        for listing in listings
        if listing.review and listing.review.slug in publications
    ]


def feed_title(asked: Asked) -> str:
    """Return what a feed is called, in its language."""
    title = _TITLES[wording(asked.shown_language or "en").language]
    return f"{asked.newsroom.name}: {title}" if asked.newsroom else title


def _entry(listing: Listing, newsroom: Newsroom, publication: Publication) -> Entry:
    revision = publication.revision
    return Entry(
        url=listing.url,
        title=listing.title or listing.claim_text,
        claim=listing.claim_text,
        claimant=listing.claimant,
        rating=listing.rating_label,
        value=revision.rating_value,
        best=revision.rating_best,
        worst=revision.rating_worst,
        summary=revision.summary,
        language=listing.language,
        newsroom=newsroom.name,
        newsroom_url=web_url(newsroom.url),
        pictures=_pictures(listing.url, web_url(newsroom.logo_url)),
        published_at=listing.reviewed_at or publication.published_at,
        updated_at=publication.published_at,
    )


def _pictures(url: str, logo: str) -> tuple[Picture, ...]:
    """Return the newsroom's logo, then the forms of the review that are images."""
    drawn = [
        Picture(f"{url}{kind.suffix}", kind.content_type)
        for kind in FORMS.values()
        if kind.content_type in _IMAGES
    ]
    return (*([Picture(logo)] if logo else []), *drawn)
