"""Puts published reviews back on the desk when something under them falls; never edits them."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims.models import Retraction
from factcheck.core import outbox
from reviews.models import Recheck, Review
from reviews.operations import following


@transaction.atomic
def ask_for_rechecks(
    *, claim_id: UUID, retraction_id: UUID, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Ask every newsroom that published a review of the claim to look at it again; twice is once.

    What was published after the retraction has counted it. Of a revoked one nothing is asked.
    """
    retraction = Retraction.objects.select_for_update().get(pk=retraction_id)
    if retraction.revoked_at is not None:
        return
    published = Review.objects.filter(claim=claim_id, live=True)
    published = published.last_published_before(retraction.made_at).order_by("pk")
    for review in published.select_for_update(no_key=True, of=("self",)):
        _, made = Recheck.objects.get_or_create(
            review=review, retraction=retraction, defaults={"before": before, "after": after}
        )
        if made:
            following.after_recheck_asked(review)
            _record("review.needs_recheck", review, before=before, after=after, of=retraction)


@transaction.atomic
def close_rechecks(*, retraction_id: UUID) -> None:
    """Settle what a retraction asked for, now that it is revoked; twice is once."""
    retraction = Retraction.objects.get(pk=retraction_id)
    opened = Recheck.objects.select_for_update(of=("self",)).select_related("review")
    for row in opened.filter(retraction=retraction, settled_at=None).order_by("pk"):
        row.settled_at = timezone.now()
        row.settled_because = f"The retraction was revoked: {retraction.revoked_because}"
        row.save(update_fields=["settled_at", "settled_because"])
        following.after_rechecks_settled(row.review, by=None, outcome="cancelled")
        _record("review.recheck_closed", row.review, before={}, after={}, of=retraction)


def settle(review: Review, *, by: Any, reason: str) -> list[str]:
    """Settle all that is open on a review, in the caller's transaction; return the retractions."""
    opened = Recheck.objects.filter(review=review, settled_at=None)
    settled = [str(pk) for pk in opened.order_by("pk").values_list("retraction_id", flat=True)]
    opened.update(settled_at=timezone.now(), settled_by=by, settled_because=reason)
    following.after_rechecks_settled(review, by=by)
    return settled


def _record(
    type_: str,
    review: Review,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    of: Retraction,
) -> None:
    outbox.record(
        type_,
        stream=f"review:{review.pk}",
        newsroom_id=review.newsroom_id,
        before=before,
        after={"retraction": str(of.pk), **after},
    )
