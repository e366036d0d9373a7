"""Reviews that are published and rendered, as the feeds find them."""

from typing import Any

from reviews.models import Review
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.cast import Cast
from tests.worker import work

RENDERERS = ("render_publication", "render_withdrawal")
HOSTILE = (
    "</title>]]><script>alert(1)</script>\"'&amp; \x01\x0b\x1f\x7f\ufffe\u202e\u2066 "
    "e\u0301 👩🏽\u200d🚀 =1+1 الهجوم\r\n\tdone"
)


def publish(cast: Cast, of: Any = None, *, rival: bool = False, language: str = "en", **values):
    """Publish a review of The Desk (or of its rival), written by one, approved by another."""
    room = cast.rival_newsroom if rival else cast.newsroom
    writer, editor = (
        (cast.users["rival_admin"], cast.users["rival"])
        if rival
        else (cast.users["reviewer"], cast.users["editor"])
    )
    review = factories.review(room, writer, of, **values)
    if language != "en":
        Review.objects.filter(pk=review.pk).update(language=language)
        review.refresh_from_db()
    for verb, by in (("submit", writer), ("approve", editor), ("publish", editor)):
        review = perform(review=review, verb=Verb(verb), by=by)
    work(*RENDERERS)
    return review


def withdraw(cast: Cast, review: Review) -> None:
    """Withdraw a review of The Desk."""
    editor = cast.users["editor"]
    perform(review=review, verb=Verb.WITHDRAW, by=editor, reason="It was wrong.")
    work(*RENDERERS)
