"""The claim that is reviewed: who made it, where it appeared, and when."""

from collections.abc import Iterator

from reviews.markup.lint.document import Document, shown
from reviews.markup.lint.moments import Span, moment, span
from reviews.markup.lint.places import Place
from reviews.markup.lint.rules import Finding, found
from reviews.markup.lint.words import is_description, is_nobody

_PARTIES = frozenset({"author", "creator", "publisher", "spokenByCharacter"})


def check_parties(document: Document) -> Iterator[Finding]:
    """Find names that name nobody, wherever somebody is credited."""
    for place in document.places:
        if place.name not in _PARTIES or isinstance(place.value, list):
            continue
        name = place.first("name") if place.is_object else place
        if name is None or not name.text:
            continue
        if is_nobody(name.text):
            message = f"{shown(name.text)} is nobody's name."
            yield found("house.author-unnamed", name.path, message)
        elif is_description(name.text):
            message = f"{shown(name.text)} describes people without naming them."
            yield found("house.author-descriptive", name.path, message)


def check_claim(document: Document, review: Place) -> Iterator[Finding]:
    """Find what is wrong with the dates of a review and of its claim."""
    published = _dated(document, review, "datePublished")
    modified = _dated(document, review, "dateModified")
    now = moment(document.context.at)
    for name, at in (("datePublished", published), ("dateModified", modified)):
        if at is not None and at.is_after(now):
            yield found("house.review-in-future", review.beside(name), f"{name} is to come.")
    if published and modified and published.is_after(modified):
        message = "dateModified is before datePublished."
        yield found("house.dates-disordered", review.beside("dateModified"), message)
    for item in document.objects(review, "itemReviewed"):
        yield from _check_item(document, item, published)
        yield from _check_appearances(document, item)


def _dated(document: Document, thing: Place, name: str) -> Span | None:
    given = document.values(thing, name)
    return span(given[0].text) if given else None


def _check_item(document: Document, item: Place, published: Span | None) -> Iterator[Finding]:
    now = moment(document.context.at)
    began = [item, *document.objects(item, "firstAppearance")]
    later = document.objects(item, "appearance")
    for number, thing in enumerate([*began, *later]):
        made = _dated(document, thing, "datePublished")
        if made is None:
            continue
        path = thing.beside("datePublished")
        if made.is_after(now):
            yield found("house.claim-in-future", path, "datePublished is to come.")
        elif published and made.is_after(published) and number < len(began):
            message = "It is after the datePublished of the review."
            yield found("house.claim-after-review", path, message)


def _check_appearances(document: Document, item: Place) -> Iterator[Finding]:
    firsts, seen = document.objects(item, "firstAppearance"), set[str]()
    works = [*firsts, *document.objects(item, "appearance")]
    for work in works:
        url = work.first("url")
        address = url.text.rstrip("/") if url else ""
        if address and address in seen:
            yield found("house.appearance-twice", work.path, f"{shown(address)} is named already.")
        seen.add(address)
    begun = _dated(document, firsts[0], "datePublished") if firsts else None
    for work in works:
        at = _dated(document, work, "datePublished")
        if begun and at and begun.is_after(at):
            message = "An appearance is earlier than firstAppearance."
            yield found("house.first-not-first", work.beside("datePublished"), message)
