"""What is said: the claim and not the verdict, plain texts, nothing empty."""

import re
import unicodedata
from collections.abc import Iterator

from reviews.markup.lint.document import Document, above, host_of, shown
from reviews.markup.lint.places import Place, is_empty
from reviews.markup.lint.ratings import labels
from reviews.markup.lint.rules import Finding, found
from reviews.markup.lint.words import is_verdict, mentions, stated, words

LONG_TITLE = 110

_HTML = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[\da-fA-F]{1,6});")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_OVERRIDES = "\u202d\u202e"
_OPENING = {"\u202a": "\u202c", "\u202b": "\u202c"}
_OPENING |= dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_CLOSING = "\u202c\u2069"
# What is under these is quoted from others, who do not mend it.
_OF_OTHERS = frozenset({"itemReviewed", "citation", "isBasedOn"})


def check_words(document: Document, review: Place) -> Iterator[Finding]:
    """Find what is wrong with the claim and the title of a review."""
    yield from _check_claim(document, review)
    title = review.first("name") or review.first("headline")
    if title is None:
        yield found("house.title-missing", review.beside("name"), "There is no name.")
    elif len(title.text) > LONG_TITLE:
        message = f"The title has {len(title.text)} characters."
        yield found("house.title-long", title.path, message)


def _check_claim(document: Document, review: Place) -> Iterator[Finding]:
    claim = review.first("claimReviewed")
    if claim is None:
        return
    text, said = claim.text, labels(document, review)
    if is_verdict(text) or any(words(text) == words(label) for label in said):
        yield found("house.claim-is-verdict", claim.path, f"{shown(text)} is a verdict.")
        return
    verdict = stated(text, said)
    mentioned = next((label for label in said if mentions(text, label)), None)
    if verdict:
        message = f"claimReviewed says {shown(verdict)} of itself."
        yield found("google.claim-states-rating", claim.path, message)
    elif mentioned is not None:
        message = f"claimReviewed has the words {shown(mentioned)}."
        yield found("house.claim-mentions-rating", claim.path, message)
    title = review.first("name") or review.first("headline")
    if title is not None and words(title.text) == words(text) != ():
        yield found("house.claim-is-title", claim.path, "claimReviewed is the title.")


def check_texts(document: Document) -> Iterator[Finding]:
    """Find texts that are empty, not plain, or no tag of a language, wherever they stand."""
    for place in document.places:
        if is_empty(place.value):
            yield found("house.empty", place.path, "There is nothing in it.")
        elif isinstance(place.value, str):
            yield from _check_text(place, place.value)


def _check_text(place: Place, text: str) -> Iterator[Finding]:
    if place.name == "inLanguage" and not _LANGUAGE.fullmatch(text.strip()):
        message = f"{shown(text)} is no tag of a language."
        yield found("schema.language-invalid", place.path, message)
    faults = list(_faults(text))
    if faults and any(each.name in _OF_OTHERS for each in above(place)):
        yield found("house.quoted-unclean", place.path, faults[0][1])
        return
    yield from (found(rule, place.path, message) for rule, message in faults)


def _faults(text: str) -> Iterator[tuple[str, str]]:
    """Yield rules that a text breaks, with what it does."""
    control = next((char for char in text if _is_control(char)), None)
    if control is not None:
        yield "house.control-character", f"The text holds U+{ord(control):04X}."
    stray = _stray(text)
    if stray:
        message = f"U+{ord(stray):04X} turns the text, or has no partner in it."
        yield "house.bidi-stray", message
    html = None if host_of(text) else _HTML.search(text)
    if html:
        yield "house.html-in-text", f"The text holds {shown(html.group())}."


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") and char not in "\t\n\r"


def _stray(text: str) -> str:
    """Return a bidi control that overrides, or that nothing in the text closes or opens."""
    awaited: list[tuple[str, str]] = []
    for char in text:
        if char in _OVERRIDES:
            return char
        if char in _OPENING:
            awaited.append((char, _OPENING[char]))
        elif char in _CLOSING and (not awaited or awaited.pop()[1] != char):
            return char
    return awaited[0][0] if awaited else ""
