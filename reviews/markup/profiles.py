"""The markup of a dossier in the forms that its consumers accept, each exact by their rules."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal, get_args

from reviews.markup.claimreview import claimed_at, review_of
from reviews.markup.dossier import Dossier
from reviews.markup.things import Claim, ClaimReview, DataFeedItem, Party, Rating, Work
from reviews.markup.values import Moment, Number, moment
from reviews.markup.writing import as_bytes, document

Profile = Literal["full", "google", "duke", "datafeed"]
PROFILES: tuple[Profile, ...] = get_args(Profile)


def render_profile(dossier: Dossier, *, url: str, profile: Profile) -> bytes:
    """Return the markup of a profile as UTF-8 JSON; equal dossiers give equal bytes.

    `full` has all that is known; `google` what Google's rules name; `duke` what the Duke Reporters'
    Lab takes; `datafeed` an entry of a feed with `full` in it, in one line. `url` is the page's.
    """
    return as_bytes(in_profile(dossier, url=url, profile=profile), compact=profile == "datafeed")


def in_profile(dossier: Dossier, *, url: str, profile: Profile) -> dict[str, Any]:
    """Return the same as a JSON-LD document."""
    return _PROFILES[profile](dossier, url)


def tombstone(*, url: str, published_at: datetime | None, withdrawn_at: datetime) -> bytes:
    """Return the entry of a feed that says that the review at `url` was taken back, in one line."""
    item = DataFeedItem(
        url=url,
        date_created=moment(published_at) if published_at else None,
        date_modified=moment(withdrawn_at),
        date_deleted=moment(withdrawn_at),
    )
    # Consumers look for the items before they look for a date: an empty array is none.
    return as_bytes(document(item) | {"item": []}, compact=True)


def _full(dossier: Dossier, url: str) -> dict[str, Any]:
    return document(review_of(dossier, url=url))


def _google(dossier: Dossier, url: str) -> dict[str, Any]:
    """Return Google's table of properties and no more: works are named by their addresses."""
    review = review_of(dossier, url=url)
    return document(
        replace(
            _kept(review),
            author=tuple(replace(party, logo="") for party in review.author),
            item_reviewed=Claim(
                author=_claim(review).author,
                date_published=_claim(review).date_published,
                first_appearance=next(_at_addresses([_claim(review).first_appearance]), None),
                appearance=tuple(_at_addresses(_claim(review).appearance)),
            ),
        )
    )


def _duke(dossier: Dossier, url: str) -> dict[str, Any]:
    """Return what Duke's schema admits: no other property, days for dates, texts for numbers."""
    review = review_of(dossier, url=url)
    said = claimed_at(dossier.retellings)
    works = [_claim(review).first_appearance, *_claim(review).appearance]
    node = document(
        replace(
            _kept(review),
            date_published=_day(dossier.published_at),
            author=tuple(Party(types=by.types, name=by.name, url=by.url) for by in review.author),
            review_rating=_in_text(review.review_rating),
            item_reviewed=Claim(
                author=_claim(review).author,
                date_published=_day(said) if said else None,
                appearance=tuple(_at_addresses(works)),
            ),
        )
    )
    return _arrays_of_addresses(node)


def _datafeed(dossier: Dossier, url: str) -> dict[str, Any]:
    item = DataFeedItem(
        url=url,
        date_created=moment(dossier.published_at),
        date_modified=moment(dossier.modified_at),
    )
    # Each review has its own context: consumers take it out of the feed as it stands.
    return document(item) | {"item": [_full(dossier, url)]}


_PROFILES: dict[Profile, Callable[[Dossier, str], dict[str, Any]]] = {
    "full": _full,
    "google": _google,
    "duke": _duke,
    "datafeed": _datafeed,
}


def _kept(review: ClaimReview) -> ClaimReview:
    """Return what every consumer of reviews knows."""
    return ClaimReview(
        url=review.url,
        claim_reviewed=review.claim_reviewed,
        date_published=review.date_published,
        author=review.author,
        review_rating=review.review_rating,
        item_reviewed=review.item_reviewed,
    )


def _claim(review: ClaimReview) -> Claim:
    return review.item_reviewed or Claim()


def _at_addresses(works: Iterable[Work | None]) -> Iterator[Work]:
    """Yield the works that have an address, as no more than that."""
    return (Work(types=each.types, url=each.url) for each in works if each and each.url)


def _day(at: date) -> Moment:
    return Moment(moment(at).text[:10])


def _in_text(rating: Rating | None) -> Rating | None:
    return rating and replace(
        rating,
        rating_value=_text(rating.rating_value),
        best_rating=_text(rating.best_rating),
        worst_rating=_text(rating.worst_rating),
    )


def _text(number: Number | None) -> Number | None:
    return number and Number(str(number.given))


def _arrays_of_addresses(node: dict[str, Any]) -> dict[str, Any]:
    """Write the addresses of the claimant as an array, even one."""
    author = node.get("itemReviewed", {}).get("author", {})
    if isinstance(author.get("sameAs"), str):
        author["sameAs"] = [author["sameAs"]]
    return node
