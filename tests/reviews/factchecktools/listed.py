"""Reviews of outside newsrooms, listed as an import lists them."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from claims.models import Claim
from claims.spelling import fold
from reviews.factchecktools.addresses import site_of
from reviews.models import Listing, OutsideNewsroom, OutsideReview
from reviews.operations.listings import newest
from tests import factories

_numbers = count(1)
JANUARY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def outside(text: str, of: Claim | None = None, **values: Any) -> Listing:
    """A listed review that says `text` of a claim; columns as given."""
    n = next(_numbers)
    claim = of or factories.claim()
    url = values.pop("url", f"https://www.check.example/{n}")
    newsroom, _ = OutsideNewsroom.objects.get_or_create(name="Check", site=site_of(url))
    review = OutsideReview.objects.create(
        newsroom=newsroom, claim=claim, url=url, markup={}, digest=f"{n:064}", key=f"{n:064}"
    )
    columns = {
        "title": "",
        "publisher_name": "Check",
        "language": "ar",
        "reviewed_at": JANUARY,
        "claim_date": None,
    } | values
    return Listing.objects.create(
        outside=review,
        claim=claim,
        url=url,
        claim_text=text,
        publisher_site=site_of(url),
        newest_at=newest(columns["claim_date"], columns["reviewed_at"]),
        folded=fold(f"{text} {columns['title']}"),
        **columns,
    )
