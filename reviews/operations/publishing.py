"""What a publication needs, and what is kept of it, in the transaction of the verb."""

from copy import copy
from datetime import datetime

from django.utils.text import slugify

from factcheck.core.errors import Flaw, Invalid
from reviews.dossiers import gather, outline
from reviews.markup.dossier import to_json
from reviews.markup.lint import Finding
from reviews.models import Correction, Publication, Review
from reviews.operations.corrections import under_way
from reviews.operations.linting import inspect, require_sound
from reviews.operations.rendering import public_url
from reviews.operations.revisions import content_of

# Markup nests a level within the next; what reads JSON commonly gives up at about a thousand.
_MOST_LEVELS = 200
_SLUG_WORDS = 60  # characters of an address that are words


def require_complete(review: Review) -> None:
    """Raise Invalid where what a reader needs is missing."""
    latest = review.latest
    wanted = {
        "/title": latest and latest.title,
        "/rating_value": latest and latest.rating_label,
        "/summary": latest and latest.summary,
    }
    flaws = [Flaw(at, "It is empty.", "Fill it in.") for at, value in wanted.items() if not value]
    if flaws:
        raise Invalid("The review is not complete.", *flaws)


def require_changed(review: Review, correction: Correction | None) -> None:
    """Raise Invalid where readers would be told what they were told before."""
    latest = review.latest
    assert latest is not None  # noqa: S101 (require_complete has seen it)
    same = Publication.objects.filter(revision=latest).exists()
    if same or (correction and content_of(correction.corrects.revision) == content_of(latest)):
        flaw = Flaw("", f"Revision {latest.number} says what was published.", "Write another one.")
        raise Invalid("Nothing has changed since the review was published.", flaw)


def keep_publication(
    review: Review, correction: Correction | None, *, reason: str, at: datetime
) -> list[Finding]:
    """Keep the facts of this moment with the newest revision; they may set a correction right.

    Returns the warnings about its markup that the reason is given for. Raises Invalid where a
    chain is too long to be published, and what `require_sound` raises.
    """
    latest = review.latest
    assert latest is not None  # noqa: S101 (require_complete has seen it)
    latest.review = review
    first = _first_published(review, at)
    dossier = gather(latest, first_published_at=first, at=at, correction=correction)
    if any(len(told.levels) > _MOST_LEVELS for told in dossier.retellings):
        remedy = f"Publish what is told by at most {_MOST_LEVELS} levels."
        flaw = Flaw("/claim", f"A chain has more than {_MOST_LEVELS} levels.", remedy)
        raise Invalid("A chain of the claim is too long to be published.", flaw)
    found = inspect(dossier, url=public_url(review), at=at)
    warnings = require_sound(found, reason=reason)
    made = Publication.objects.create(revision=latest, published_at=at, dossier=to_json(dossier))
    if correction is not None:
        correction.publication = made
        correction.save(update_fields=["publication"])
    return warnings


def findings_of(review: Review, *, at: datetime) -> list[Finding]:
    """Return what is wrong with the markup that the newest revision would be published with."""
    latest = review.latest
    if latest is None:
        return []
    latest.review = review
    dossier = outline(
        latest,
        first_published_at=_first_published(review, at),
        at=at,
        correction=under_way(review),
    )
    placed = copy(review)
    placed.slug = review.slug or slug_for(review)
    return inspect(dossier, url=public_url(placed), at=at)


def _first_published(review: Review, at: datetime) -> datetime:
    earlier = Publication.objects.filter(revision__review=review).order_by("published_at")
    return earlier.values_list("published_at", flat=True).first() or at


def slug_for(review: Review) -> str:
    """Return an address that stays and can be read aloud: Latin words, then a part of the id.

    The words are the title's or the English claim's, whichever keeps more of them.
    """
    title = review.latest.title if review.latest else ""
    words = max(slugify(title), slugify(review.claim.text_in("en")), key=len)
    if len(words) > _SLUG_WORDS:
        words = words[:_SLUG_WORDS].rpartition("-")[0]
    return f"{words or 'review'}-{review.pk.hex[:8]}"
