"""The rating: a verdict in words, and its place on an ordered scale."""

import math
import re
from collections.abc import Iterator

from reviews.markup.lint.document import Document, shown
from reviews.markup.lint.places import Place
from reviews.markup.lint.rules import Finding, found
from reviews.markup.lint.words import FALSE, TRUE, words

_NUMBER = re.compile(r"[+-]?\d{1,100}(?:\.\d{1,100})?", re.ASCII)
_NUMBERS = ("ratingValue", "bestRating", "worstRating")


def number(value: object) -> float | None:
    """Return the number that a value is or writes; None for anything else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def labels(document: Document, review: Place) -> list[str]:
    """Return the verdicts of a review in words."""
    ratings = document.values(review, "reviewRating")
    names = (rating.first("alternateName") or rating.first("name") for rating in ratings)
    return [name.text for name in names if name and name.text]


def check_ratings(document: Document, review: Place) -> Iterator[Finding]:
    """Find what is wrong with the ratings of a review."""
    ratings = document.values(review, "reviewRating")
    if not ratings:
        path = review.beside("reviewRating")
        yield found("google.rating-missing", path, "There is no reviewRating.")
    for rating in ratings:
        if rating.is_object:
            yield from _check_words(rating)
            yield from _check_numbers(rating)


def _check_words(rating: Place) -> Iterator[Finding]:
    if rating.has("alternateName"):
        return
    path, name = rating.beside("alternateName"), rating.first("name")
    if name is None:
        yield found("google.rating-name-missing", path, "The verdict is not said in words.")
    else:
        message = f"The verdict {shown(name.text)} is in name."
        yield found("google.rating-name-elsewhere", path, message)


def _check_numbers(rating: Place) -> Iterator[Finding]:
    places = {name: rating.first(name) for name in _NUMBERS}
    missing = [name for name, place in places.items() if place is None]
    if missing:
        message = f"There is no {' and no '.join(missing)}."
        yield found("google.rating-value-missing", rating.beside(missing[0]), message)
    read: dict[str, float] = {}
    for name, place in places.items():
        if place is None:
            continue
        value = number(place.literal)
        if value is None:
            message = f"{name} is {shown(place.value)}."
            yield found("google.rating-not-a-number", place.path, message)
            continue
        read[name] = value
        if not value.is_integer():
            yield found("google.rating-not-whole", place.path, f"{name} is {value:g}.")
    yield from _check_scale(rating, read)


def _check_scale(rating: Place, read: dict[str, float]) -> Iterator[Finding]:
    value, best, worst = (read.get(name) for name in _NUMBERS)
    if worst is not None and worst < 1:
        path = rating.beside("worstRating")
        yield found("google.worst-below-one", path, f"worstRating is {worst:g}.")
    if best is not None and worst is not None and best <= worst:
        message = f"bestRating is {best:g}, worstRating {worst:g}."
        yield found("google.best-not-above-worst", rating.beside("bestRating"), message)
        return
    if value is None:
        return
    if (best is not None and value > best) or (worst is not None and value < worst):
        message = f"ratingValue is {value:g}, beyond an end of the scale."
        yield found("google.rating-off-scale", rating.beside("ratingValue"), message)
    elif best is not None and worst is not None:
        yield from _check_order(rating, value, best, worst)


def _check_order(rating: Place, value: float, best: float, worst: float) -> Iterator[Finding]:
    """Compare what the verdict says with the half of the scale on which it is."""
    name, middle = rating.first("alternateName"), (best + worst) / 2
    said = words(name.text) if name else ()
    if (said in TRUE and value < middle) or (said in FALSE and value > middle):
        assert name is not None  # noqa: S101 (it was said)
        message = f"{shown(name.text)} is {value:g} from {worst:g} to {best:g}."
        yield found("house.scale-reversed", rating.beside("ratingValue"), message)
