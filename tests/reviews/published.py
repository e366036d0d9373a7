"""Reviews that are published and rendered, as feeds and dumps find them.

`publish` and `withdraw` go by the desk's own door; `standing` and `taken_back` store what it leaves
there, for tests that need many.
"""

from dataclasses import replace
from itertools import count
from typing import Any

from django.utils import timezone

from claims.models import Claim
from reviews.markup.dossier import Dossier, Newsroom, Verdict, to_json
from reviews.models import Listing, Publication, Rendition, Review, Revision, Withdrawal
from reviews.operations.rendering import render, render_withdrawal
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.cast import Cast
from tests.reviews.dossiers import ENGLISH
from tests.worker import work

RENDERERS = ("render_publication", "render_withdrawal")
HOSTILE = (
    "</title>]]><script>alert(1)</script>\"'&amp; \x01\x0b\x1f\x7f\ufffe\u202e\u2066 "
    "e\u0301 👩🏽\u200d🚀 =1+1 الهجوم\r\n\tdone"
)
_numbers = count(1)


def publish(cast: Cast, **values: Any) -> Review:
    """Publish a review of The Desk, written by one, approved by another."""
    writer, editor = cast.users["reviewer"], cast.users["editor"]
    review = factories.review(cast.newsroom, writer, **values)
    for verb, by in (("submit", writer), ("approve", editor), ("publish", editor)):
        review = perform(review=review, verb=Verb(verb), by=by)
    work(*RENDERERS)
    return review


def withdraw(cast: Cast, review: Review) -> None:
    """Withdraw a review of The Desk."""
    editor = cast.users["editor"]
    perform(review=review, verb=Verb.WITHDRAW, by=editor, reason="It was wrong.")
    work(*RENDERERS)


def standing(cast: Cast, *, rival: bool = False, **values: Any) -> Review:
    """Store a published review, whose dossier is the English one but for these values."""
    room = cast.rival_newsroom if rival else cast.newsroom
    dossier = replace(_dossier(room), **values)
    review = Review.objects.create(
        newsroom=room,
        claim=factories.claim(),
        language=dossier.language,
        status="published",
        slug=f"review-{next(_numbers)}",
        live=True,
    )
    revision = Revision.objects.create(
        review=review,
        number=1,
        author=cast.users["reviewer"],
        title=dossier.title[:200],
        summary=dossier.summary,
        rating_label=dossier.rating.label,
        rating_value=dossier.rating.value,
        rating_best=dossier.rating.best,
        rating_worst=dossier.rating.worst,
    )
    render(publication=Publication.objects.create(revision=revision, dossier=to_json(dossier)))
    return review


def taken_back(cast: Cast, review: Review) -> None:
    """Store that a review was withdrawn."""
    Review.objects.filter(pk=review.pk).update(status="withdrawn", live=False)
    withdrawal = Withdrawal.objects.create(
        publication=Publication.objects.get(revision__review=review),
        withdrawn_by=cast.users["editor"],
        reason="It was wrong.",
    )
    render_withdrawal(withdrawal=withdrawal)


def many(cast: Cast, number: int, body: bytes) -> None:
    """Store that many more published reviews at once, each with this markup."""
    first = next(_numbers) * 1_000_000
    room, data = cast.newsroom, to_json(_dossier(cast.newsroom))
    places = range(first, first + number)
    common = {"newsroom": room, "language": "en", "status": "published", "live": True}
    claims = Claim.objects.bulk_create(Claim(language="en") for _ in places)
    reviews = Review.objects.bulk_create(
        Review(claim=claim, slug=f"many-{place}", **common)
        for claim, place in zip(claims, places, strict=True)
    )
    revisions = Revision.objects.bulk_create(
        Revision(review=review, number=1, author=cast.users["reviewer"]) for review in reviews
    )
    publications = Publication.objects.bulk_create(
        Publication(revision=revision, dossier=data) for revision in revisions
    )
    Rendition.objects.bulk_create(
        Rendition(
            publication=publication, slug=review.slug, form=Rendition.Form.CLAIM_REVIEW, body=body
        )
        for publication, review in zip(publications, reviews, strict=True)
    )
    Listing.objects.bulk_create(
        Listing(review=review, url=f"https://a.example/r/{review.slug}/", claim_text="C")
        for review in reviews
    )


def _dossier(room: Any) -> Dossier:
    now = timezone.now()
    return replace(
        ENGLISH,
        title="What we know",
        rating=Verdict("Misleading", 2, 3, 1),
        newsroom=Newsroom(room.name, room.url, room.logo_url),
        published_at=now,
        modified_at=now,
    )
