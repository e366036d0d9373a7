"""What Google's fact-check rules want of a page and of each ClaimReview, but for its rating."""

from collections.abc import Iterator

from reviews.markup.lint.document import Document, above, host_of, is_within, shown
from reviews.markup.lint.places import Place, bare
from reviews.markup.lint.rules import Finding, found
from reviews.markup.lint.vocabulary import TYPES
from reviews.markup.lint.words import is_shortener

LONG_CLAIM = 75
_FEED = ("dataFeedElement", "itemListElement")


def check_page(document: Document) -> Iterator[Finding]:
    """Find what is wrong with the document as a whole."""
    reviews = document.reviews
    if not reviews and not document.media_reviews:
        yield found("google.claimreview-missing", "$", "There is no ClaimReview.")
    on_page = [each for each in reviews if not _is_of_a_feed(each)]
    if len(on_page) > 1:
        message = f"The page has {len(on_page)} ClaimReviews; one alone is shown."
        yield found("google.one-per-page", on_page[1].path, message)
    roots = {id(top.value): top for each in reviews for top in [list(above(each))[-1]]}
    for top in roots.values():
        yield from _check_root(top)


def _is_of_a_feed(review: Place) -> bool:
    return any(place.name in _FEED for place in above(review))


def _check_root(top: Place) -> Iterator[Finding]:
    contexts = [each.value for each in top.members() if each.key == "@context"]
    if not any(_is_of_schema_org(each) for each in contexts):
        message = f"The @context is {shown(contexts[0])}." if contexts else "There is no @context."
        yield found("google.context", top.beside("@context"), message)
    if "@graph" not in top.value and not any(name in TYPES for name in top.types):
        said = f"{shown(', '.join(top.types))} is unknown." if top.types else "There is no @type."
        yield found("google.root-type", top.beside("@type"), said)


def _is_of_schema_org(context: object) -> bool:
    if isinstance(context, list):
        return any(_is_of_schema_org(each) for each in context if not isinstance(each, list))
    if isinstance(context, dict):
        return _is_of_schema_org(context.get("@vocab"))
    return isinstance(context, str) and bare(context.strip().rstrip("/") + "/") == ""


def check_review(document: Document, review: Place) -> Iterator[Finding]:
    """Find what is wrong with one ClaimReview."""
    yield from _check_claim(review)
    yield from _check_url(document, review)
    yield from _check_author(document, review)
    yield from _check_items(document, review)
    if not review.has("datePublished"):
        path = review.beside("datePublished")
        yield found("house.published-missing", path, "There is no datePublished.")


def _check_claim(review: Place) -> Iterator[Finding]:
    claim = review.first("claimReviewed")
    if claim is None:
        path = review.beside("claimReviewed")
        yield found("google.claim-missing", path, "There is no claimReviewed.")
    elif len(claim.text) >= LONG_CLAIM:
        message = f"claimReviewed has {len(claim.text)} characters."
        yield found("google.claim-long", claim.path, message)


def _check_url(document: Document, review: Place) -> Iterator[Finding]:
    url, context = review.first("url"), document.context
    if url is None:
        yield found("google.url-missing", review.beside("url"), "There is no url.")
        return
    host = host_of(url.text)
    if not host:
        return  # the rule of addresses says so
    if is_shortener(host):
        yield found("google.url-shortened", url.path, f"{host} leads on to another address.")
        return
    page = host_of(context.page_url)
    if page and not (is_within(host, page) or is_within(page, host)):
        message = f"url is on {host}, the page on {page}."
        yield found("google.url-elsewhere", url.path, message)
    yield from _check_site(document, url, host)


def _check_site(document: Document, url: Place, host: str) -> Iterator[Finding]:
    site = host_of(document.context.site)
    if not site or is_within(host, site):
        return
    served = host == host_of(document.context.server)
    rule = "house.url-on-server" if served else "house.url-off-site"
    yield found(rule, url.path, f"url is on {host}, the newsroom on {site}.")


def _check_author(document: Document, review: Place) -> Iterator[Finding]:
    authors = document.values(review, "author")
    if not authors:
        yield found("google.author-missing", review.beside("author"), "There is no author.")
    for author in authors:
        if isinstance(author.value, dict) and not (author.has("name") or author.has("url")):
            message = "The author has neither name nor url."
            yield found("google.author-unidentified", author.path, message)


def _check_items(document: Document, review: Place) -> Iterator[Finding]:
    items = document.objects(review, "itemReviewed")
    if not items:
        path = review.beside("itemReviewed")
        yield found("google.item-missing", path, "No object in itemReviewed describes the claim.")
    for item in items:
        if item.types and "Claim" not in item.types:
            message = f"itemReviewed is a {shown(item.types[0])}."
            yield found("google.item-legacy", item.path, message)
        elif not item.has("appearance") and not item.has("firstAppearance"):
            message = "There is neither appearance nor firstAppearance."
            yield found("google.appearance-missing", item.beside("appearance"), message)
        for author in document.values(item, "author"):
            if author.is_object and not author.has("name"):
                message = "The author of the claim has no name."
                yield found("google.claimant-nameless", author.path, message)
