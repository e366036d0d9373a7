"""A published review that shows a dossier of the test's own, for what other sites embed."""

import json
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from reviews.markup.dossier import Dossier, to_json
from reviews.models import Review
from tests.reviews.dossiers import ARABIC, ENGLISH
from tests.reviews.test_rechecks import published
from tests.worker import work

CARDS = "factcheck-card"
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


@pytest.fixture
def base(live_server, settings):
    """Our own site. Its name is another site than 127.0.0.1 and than any other .localhost."""
    port = live_server.url.rpartition(":")[2]
    settings.PUBLIC_BASE_URL = f"http://facts.desk.localhost:{port}"
    settings.ALLOWED_HOSTS = ["*"]
    return settings.PUBLIC_BASE_URL


def script(base, review, more=""):
    return f'<script async src="{base}/embed.js" data-review="{review.slug}" {more}></script>'


def kinds(client, base, review):
    """Each kind of embed as it is copied from us."""
    at = f"{base}/r/{review.slug}/"
    return {
        "script": script(base, review),
        "frame": f'<iframe src="{at}card/" width="100%" height="320" frameborder="0"></iframe>',
        "snippet": client.get(f"/r/{review.slug}/snippet.html").content.decode(),
        "badge": f'<p><a href="{at}"><img src="{at}badge.svg" alt="x"></a></p>',
        "oembed": client.get("/oembed", {"url": at, "maxwidth": 360}).json()["html"],
    }


def markup_of(page):
    """The texts of the page's JSON-LD."""
    found = page.locator('head script[type="application/ld+json"]')
    return [json.loads(text) for text in found.all_text_contents()]


def copied(page):
    """What a reader copies out of the review's page, and what its oEmbed link gives, by kind."""
    areas = page.locator("textarea[id^=code-]").all()
    codes = {each.get_attribute("id").removeprefix("code-"): each.input_value() for each in areas}
    provider = page.locator('link[type="application/json+oembed"]').get_attribute("href")
    return codes | {"oembed": page.goto(f"{provider}&maxwidth=360").json()["html"]}
