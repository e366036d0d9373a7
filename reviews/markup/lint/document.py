"""A document to be linted: its reviews, what its references lead to, and where it is published."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from reviews.markup.links import web_url
from reviews.markup.lint.places import Place, is_empty, walk

_LONGEST_HOST = 253
_ABOUT_ITSELF = frozenset({"@id", "@type", "@context"})


@dataclass(frozen=True, slots=True)
class Context:
    """When and where markup is published; what is unknown is empty.

    `page_url` is the page that holds the markup, `site` any address of the newsroom's own site,
    `server` of the server that publishes for the newsroom. `at` is aware.
    """

    at: datetime
    page_url: str = ""
    site: str = ""
    server: str = ""


@dataclass
class Document:
    """A JSON value as a tree of places."""

    root: Place
    context: Context
    # Each object with its own words, by its @id.
    _by_id: dict[str, Place] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, context: Context) -> "Document":
        """Return the document of a JSON value."""
        document = cls(Place(value), context)
        for place in document.places:
            name = place.value.get("@id") if isinstance(place.value, dict) else None
            if isinstance(name, str) and not is_reference(place):
                document._by_id.setdefault(name, place)
        return document

    @cached_property
    def places(self) -> list[Place]:
        """Every value, but for what is within an @context."""
        return list(walk(self.root))

    @cached_property
    def reviews(self) -> list[Place]:
        """The ClaimReviews, and what says what was claimed without saying what it is."""
        return [place for place in self.places if _is_review(place)]

    @cached_property
    def media_reviews(self) -> list[Place]:
        """The MediaReviews."""
        return [place for place in self.places if "MediaReview" in place.types]

    def values(self, place: Place, name: str) -> list[Place]:
        """Return what a property says, each reference as what it leads to."""
        return [self._resolved(each) for each in place.all(name) if not is_empty(each.value)]

    def objects(self, place: Place, name: str) -> list[Place]:
        """Return the things that a property leads to."""
        return [each for each in self.values(place, name) if each.is_object]

    def _resolved(self, place: Place) -> Place:
        if not is_reference(place):
            return place
        return self._by_id.get(str(place.value["@id"]), place)


def is_reference(place: Place) -> bool:
    """Say whether an object only names one that is described elsewhere."""
    value = place.value
    return isinstance(value, dict) and "@id" in value and value.keys() <= _ABOUT_ITSELF


def _is_review(place: Place) -> bool:
    if not place.is_object or is_reference(place):
        return False
    return "ClaimReview" in place.types or (not place.types and place.has("claimReviewed"))


def above(place: Place) -> Iterator[Place]:
    """Yield the objects within which something stands, itself first, the outermost last."""
    here: Place | None = place
    while here is not None:
        if isinstance(here.value, dict):
            yield here
        here = here.above


def host_of(address: str) -> str:
    """Return the host of what the markup takes for a web address, in lower case, or ""."""
    if not web_url(address):
        return ""
    host = (urlsplit(address).hostname or "").rstrip(".")
    if host.isascii() or len(host) > _LONGEST_HOST:
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def is_within(host: str, site: str) -> bool:
    """Say whether a host is that of a site, with or without www., or a subdomain of it."""
    own = site.removeprefix("www.")
    return bool(own) and (host == own or host.endswith(f".{own}"))


def shown(text: Any, most: int = 60) -> str:
    """Return a value for a message: cut, and with what cannot be seen written out."""
    said = str(text) if len(str(text)) <= most else f"{str(text)[:most]}…"
    return "“" + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in said) + "”"
