"""The corrections of a published review, in the transaction of the verbs that make them."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from factcheck.core.errors import Flaw, Invalid
from reviews.models import Correction, Publication, Review


def ask(review: Review, *, by: Any, note: str, since: datetime | None) -> Publication:
    """Note what is wrong with what readers see, and since when; return that publication.

    Raises Invalid where it is said to have been wrong since a moment to come.
    """
    if since is not None and since > timezone.now():
        flaw = Flaw("/since", "It lies in the future.", "Say since when it has been wrong.")
        raise Invalid("The correction is not acceptable.", flaw)
    seen = shown(review)
    Correction.objects.create(
        review=review, corrects=seen, note=note, wrong_since=since, asked_by=by
    )
    return seen


def drop(review: Review) -> None:
    """End the correction without one: what readers see stays as it is."""
    Correction.objects.filter(review=review, publication=None, dropped_at=None).update(
        dropped_at=timezone.now()
    )


def under_way(review: Review) -> Correction | None:
    """Return the correction that has been asked for and is neither published nor dropped."""
    return Correction.objects.filter(review=review, publication=None, dropped_at=None).first()


def shown(review: Review) -> Publication:
    """Return what readers see of a live review."""
    made = Publication.objects.filter(revision__review=review).select_related("revision")
    return made.latest("published_at", "pk")
