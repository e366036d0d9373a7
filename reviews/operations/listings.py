"""Lists what is published where consumers of data look for it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from claims.spelling import fold
from reviews.factchecktools.addresses import site_of
from reviews.markup.claimreview import claimant_of, claimed_at
from reviews.markup.dossier import Dossier
from reviews.models import Listing, OutsideReview, Review


def list_review(review: Review, dossier: Dossier, *, url: str) -> None:
    """List what stands of a review now, in the caller's transaction."""
    claimant = claimant_of(dossier.retellings)
    claimed = claimed_at(dossier.retellings)
    Listing.objects.update_or_create(
        review=review,
        defaults={
            "claim_id": review.claim_id,
            "url": url,
            "title": dossier.title,
            "claim_text": dossier.claim_text,
            "claimant": claimant.name if claimant else "",
            "claim_date": claimed,
            "publisher_name": dossier.newsroom.name,
            "publisher_site": site_of(url),
            "rating_label": dossier.rating.label,
            "language": dossier.language,
            "reviewed_at": dossier.published_at,
            "newest_at": newest(claimed, dossier.published_at),
            "folded": fold(f"{dossier.claim_text} {dossier.title} {dossier.summary}"),
            "changed_at": timezone.now(),
            "gone_at": None,
        },
    )


def unlist_review(review: Review, *, at: datetime) -> None:
    """Leave a tombstone where a review was listed, in the caller's transaction."""
    Listing.objects.filter(review=review, gone_at=None).update(
        gone_at=at, changed_at=timezone.now()
    )


def newest(*moments: datetime | None) -> datetime | None:
    """Return the latest of the moments that are known."""
    return max((moment for moment in moments if moment), default=None)


def list_outside(reviews: Iterable[OutsideReview]) -> None:
    """List reviews of outside newsrooms as they are now, in the caller's transaction.

    One without an address is not listed: there is nowhere to lead a reader to.
    """
    Listing.objects.bulk_create(
        [_outside_row(review) for review in reviews if review.url],
        update_conflicts=True,
        unique_fields=["outside"],
        update_fields=[*_SAID, "changed_at"],
    )


_SAID = (
    *("claim", "url", "title", "claim_text", "claimant", "claim_date", "publisher_name"),
    *("publisher_site", "rating_label", "language", "reviewed_at", "newest_at", "folded"),
)


def _outside_row(review: OutsideReview) -> Listing:
    return Listing(
        outside=review,
        claim_id=review.claim_id,
        url=review.url,
        title=review.title,
        claim_text=review.claim_text,
        claimant=review.claimant.label if review.claimant else "",
        claim_date=review.claim_date,
        publisher_name=review.newsroom.name,
        publisher_site=site_of(review.url),
        rating_label=review.rating_label,
        language=review.language,
        reviewed_at=review.reviewed_at,
        newest_at=newest(review.claim_date, review.reviewed_at),
        folded=review.folded,
        changed_at=timezone.now(),
    )
