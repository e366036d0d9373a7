"""Where programs find what there is: robots.txt, the API catalog, and a list for data consumers."""

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

_LD, _JSON, _GZIP = "application/ld+json", "application/json", "application/gzip"


@dataclass(frozen=True, slots=True)
class Door:
    """One address: what it is called in the list, what it answers, and what may be asked of it.

    `template` is the query as a URI template (RFC 6570).
    """

    name: str
    path: str
    media_type: str
    says: str
    template: str = ""

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{settings.PUBLIC_BASE_URL}{self.path}"

    def members(self) -> dict[str, str]:
        """Return the door as it stands in the list."""
        told = {"url": self.url, "type": self.media_type, "description": self.says}
        return told | ({"template": f"{self.url}{self.template}"} if self.template else {})


_FILTERS = "{?newsroom,language}"
FEEDS = (
    Door(
        "datafeed",
        "/feeds/datafeed.json",
        _LD,
        "All published reviews as a schema.org DataFeed; with `since` what has changed, and "
        "what was withdrawn as elements with `dateDeleted`.",
        "{?since,newsroom,language}",
    ),
    Door("atom", "/feeds/atom.xml", "application/atom+xml", "The newest first, paged.", _FILTERS),
    Door("json", "/feeds/feed.json", "application/feed+json", "The same as JSON Feed.", _FILTERS),
    Door("rss", "/feeds/rss.xml", "application/rss+xml", "The same as RSS 2.0.", _FILTERS),
)
SITEMAPS = (
    Door("index", "/sitemap.xml", "application/xml", "The address of every published review."),
    Door("news", "/sitemap-news.xml", "application/xml", "What the last 48 hours brought."),
)
DUMPS = (
    Door("index", "/dumps/index.json", _JSON, "Names, sizes, hashes and the day of the dumps."),
    Door("jsonl", "/dumps/reviews.jsonl.gz", _GZIP, "One ClaimReview a line."),
    Door("csv", "/dumps/reviews.csv.gz", _GZIP, "One review a row."),
)
SERVICES = (
    Door(
        "factchecktools",
        "/v1alpha1/claims:search",
        _JSON,
        "The Fact Check Tools API; its clients take the address of this host as their root.",
        "{?query,languageCode,pageSize,pageToken,key}",
    ),
    Door("oembed", "/oembed", _JSON, "The oEmbed provider of every review's page.", "{?url}"),
    Door("embed", "/embed.js", "text/javascript", "The script that shows a review on any page."),
    Door("keys", "/.well-known/jwks.json", "application/jwk-set+json", "What we sign with."),
    Door("lint", "/api/v1/lint/", _JSON, "POST ClaimReview markup to have it checked."),
    Door("rest", "/api/v1/", _JSON, "The REST API of the newsrooms, with a token."),
)


def listing() -> dict[str, Any]:
    """Return the list for consumers of ClaimReview data (`/.well-known/claimreview`)."""
    groups = {"feeds": FEEDS, "sitemaps": SITEMAPS, "dumps": DUMPS, "services": SERVICES}
    told = {name: {door.name: door.members() for door in doors} for name, doors in groups.items()}
    review = f"{settings.PUBLIC_BASE_URL}/r/{{slug}}/"
    return told | {"review": {"page": review, "markup": f"{review}claimreview.json"}}


def catalog() -> dict[str, Any]:
    """Return the API catalog (RFC 9727) as a link set (RFC 9264)."""
    base = settings.PUBLIC_BASE_URL
    rest = {
        "anchor": f"{base}/api/v1/",
        "service-desc": [{"href": f"{base}/api/schema/", "type": "application/vnd.oai.openapi"}],
        "service-doc": [{"href": f"{base}/api/docs/", "type": "text/html"}],
    }
    others = [
        {
            "anchor": door.url,
            "service-meta": [{"href": f"{base}/.well-known/claimreview", "type": _JSON}],
        }
        for door in (*FEEDS, *DUMPS, SERVICES[0])
    ]
    items = [{"href": each["anchor"]} for each in (rest, *others)]
    whole = {"anchor": f"{base}/.well-known/api-catalog", "item": items}
    return {"linkset": [whole, rest, *others]}


def robots() -> str:
    """Return robots.txt (RFC 9309): what is published may be read, the desk may not."""
    rules = ["User-agent: *", "Allow: /r/", "Disallow: /admin/", "Disallow: /api/", ""]
    return "\n".join([*rules, *(f"Sitemap: {door.url}" for door in SITEMAPS), ""])


def as_json(value: dict[str, Any]) -> bytes:
    """Return the document as UTF-8."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
