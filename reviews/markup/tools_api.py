"""Claims of the Fact Check Tools API, said as ClaimReview markup."""

from collections.abc import Iterator
from typing import Any

_REVIEW = {
    "title": "name",
    "url": "url",
    "languageCode": "inLanguage",
    "reviewDate": "datePublished",
    "publisher": "author",
}


def as_markup(claim: dict[Any, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each review of a claim as ClaimReview markup, with its place in `claimReview`.

    Nothing where the object is no such claim. What the API says besides keeps its name.
    """
    reviews = claim.get("claimReview")
    if "@type" in claim or not isinstance(reviews, list):
        return
    for at, review in enumerate(reviews):
        if isinstance(review, dict):
            yield at, _markup(claim, review)


def _markup(claim: dict[Any, Any], review: dict[Any, Any]) -> dict[str, Any]:
    said = {_REVIEW.get(key, key): value for key, value in review.items() if isinstance(key, str)}
    rating = said.pop("textualRating", None)
    return {
        **said,
        **({"claimReviewed": claim["text"]} if "text" in claim else {}),
        **({"reviewRating": {"alternateName": rating}} if rating is not None else {}),
        "itemReviewed": dict(_item(claim)),
    }


def _item(claim: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in claim.items():
        if key == "claimant":
            yield "author", {"name": value}
        elif key == "claimDate":
            yield "datePublished", value
        elif isinstance(key, str) and key not in {"text", "claimReview"}:
            yield key, value
