"""What reviews say: their revisions, each added once and never changed."""

from dataclasses import dataclass
from typing import Any

from factcheck.accounts.models import Newsroom, User
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.validation import clean_model
from reviews.models import Review, Revision


@dataclass(frozen=True)
class Content:
    """What a revision says; `rating_value` is a step of the newsroom's scale."""

    title: str
    rating_value: int | None = None
    summary: str = ""
    explanation: str = ""


def add_revision(review: Review, content: Content, by: User) -> None:
    """Add the next one, in the caller's transaction. Raises Invalid."""
    latest = review.latest
    revision = Revision(
        review=review,
        number=latest.number + 1 if latest else 1,
        author=by,
        title=content.title,
        summary=content.summary,
        explanation=content.explanation,
        **_rating(review.newsroom, content.rating_value, review.language),
    )
    clean_model(revision)
    revision.save(force_insert=True)
    # What was fetched along is stale now.
    getattr(review, "_prefetched_objects_cache", {}).pop("revisions", None)


def _rating(newsroom: Newsroom, value: int | None, language: str) -> dict[str, Any]:
    """Return the rating's columns, with the label in the review's language."""
    if value is None:
        return {}
    steps = {step["value"]: step["labels"] for step in newsroom.rating_scale}
    if value not in steps:
        remedy = f"Use one of: {', '.join(map(str, sorted(steps)))}."
        flaw = Flaw("/rating_value", f"{value} is not on the newsroom's scale.", remedy)
        raise Invalid("The rating is not acceptable.", flaw)
    labels = steps[value]
    label = labels.get(language) or labels.get(newsroom.language) or next(iter(labels.values()))
    return {
        "rating_value": value,
        "rating_label": label,
        "rating_best": max(steps),
        "rating_worst": min(steps),
        "scale": newsroom.scales.first(),
    }


def content_of(revision: Revision) -> Content:
    """Return what a revision says, to start the next one from."""
    return Content(revision.title, revision.rating_value, revision.summary, revision.explanation)
