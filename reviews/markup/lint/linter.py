"""Runs all rules over one document."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from reviews.markup.lint.claims import check_claim, check_parties
from reviews.markup.lint.document import Context, Document
from reviews.markup.lint.google import check_page, check_review
from reviews.markup.lint.places import excess
from reviews.markup.lint.ratings import check_ratings
from reviews.markup.lint.rules import Finding, Severity, found
from reviews.markup.lint.texts import check_texts, check_words
from reviews.markup.lint.types import check_types

MOST_FINDINGS = 500


def lint(document: Any, *, context: Context) -> list[Finding]:
    """Return what is wrong with a JSON value, at most MOST_FINDINGS, the gravest first.

    It may be a block of a page, an array of blocks, a DataFeed, or anything else; several
    blocks of one page are best given as an array. Equal input gives equal findings.
    """
    beyond = excess(document)
    if beyond:
        return [found("house.too-large", "$", beyond)]
    every = list(islice(_findings(Document.of(document, context)), MOST_FINDINGS))
    told = {finding.path for finding in every if finding.rule.id != "house.empty"}
    kept = [each for each in every if each.rule.id != "house.empty" or each.path not in told]
    return sorted(kept, key=lambda each: list(Severity).index(each.rule.severity))


def _findings(document: Document) -> Iterator[Finding]:
    yield from check_page(document)
    for review in document.reviews:
        yield from check_review(document, review)
        yield from check_ratings(document, review)
        yield from check_words(document, review)
        yield from check_claim(document, review)
    yield from check_types(document)
    yield from check_parties(document)
    yield from check_texts(document)
