"""Our own published reviews as pages of markup, which the workflow leads and nobody else."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from reviews.factchecktools import resources
from reviews.factchecktools.resources import known, moment
from reviews.markup.claimreview import claimant_of, claimed_at
from reviews.markup.dossier import Dossier, Retelling, from_json
from reviews.markup.links import web_url
from reviews.models import Publication
from reviews.operations.rendering import public_url


def pages(review_ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return the resources of live reviews, as readers see them now."""
    shown = Publication.objects.filter(
        revision__review__in=list(review_ids), revision__review__live=True
    )
    newest = shown.order_by("revision__review_id", "-published_at", "-pk")
    rows = newest.distinct("revision__review_id").select_related("revision__review")
    return {row.revision.review_id: _page(row) for row in rows}


def _page(row: Publication) -> dict[str, Any]:
    dossier, review = from_json(row.dossier), row.revision.review
    content = content_of(dossier, public_url(review))
    return resources.page(review.pk.hex, str(dossier.revision), content)


def content_of(dossier: Dossier, url: str) -> dict[str, Any]:
    """Return the resource of a published review, without `name` and `versionId`."""
    newsroom, rating = dossier.newsroom, dossier.rating
    claimant = claimant_of(dossier.retellings)
    first, others = _appearances(dossier.retellings)
    markup = {
        "claimReviewed": dossier.claim_text,
        "claimDate": moment(claimed_at(dossier.retellings)),
        "claimFirstAppearance": first,
        "claimAppearances": others,
        "claimAuthor": known({"name": claimant.name, "sameAs": _first_web(claimant.same_as)})
        if claimant
        else None,
        "rating": known(
            {
                "textualRating": rating.label,
                "ratingValue": rating.value,
                "worstRating": rating.worst,
                "bestRating": rating.best,
            }
        ),
    }
    author = known({"name": newsroom.name, "imageUrl": web_url(newsroom.logo_url)})
    return known(
        {
            "pageUrl": url,
            "publishDate": moment(dossier.published_at),
            "claimReviewAuthor": author,
            "claimReviewMarkups": [known(markup)],
        }
    )


def _appearances(retellings: tuple[Retelling, ...]) -> tuple[str, list[str]]:
    """Return where it appeared first, if that is known for certain, and where else."""
    documents = [told.document for told in retellings]
    urls = list(dict.fromkeys(web_url(each.url) for each in documents if web_url(each.url)))
    dated = [(each.published_at, n) for n, each in enumerate(documents) if each.published_at]
    earliest = documents[min(dated)[1]] if dated else None
    sure = earliest is not None and not earliest.published_at_inferred
    first = web_url(earliest.url) if earliest and sure else ""
    return first or "", [url for url in urls if url and url != first]


def _first_web(addresses: tuple[str, ...]) -> str:
    return next((address for address in addresses if web_url(address)), "")
