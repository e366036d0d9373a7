"""A published review that shows a dossier of the test's own, for what other sites embed."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

from reviews.markup.dossier import Dossier, to_json
from reviews.models import Review
from tests.reviews.dossiers import ARABIC, ENGLISH
from tests.reviews.test_rechecks import published
from tests.worker import work

ARABIC = replace(
    ARABIC,
    words=("كل الروايات تنتهي إلى مصادر لم تُذكر أسماؤها: \u2068مسؤولون عسكريون أميركيون\u2069.",),
)
ENGLISH = replace(ENGLISH, words=("Every retelling goes back to one named source: Yahya Rasool.",))


def show(cast, dossier: Dossier) -> Review:
    """Publish a review whose publication holds the dossier instead of its own."""

    def stored(own: Dossier) -> dict[str, Any]:
        return to_json(replace(dossier, revision=own.revision))

    with patch("reviews.operations.publishing.to_json", stored):
        review = published(cast.newsroom, cast.users, None)
    work("render_publication")
    return review
