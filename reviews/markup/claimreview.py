"""ClaimReview markup (schema.org JSON-LD) of a dossier, with the provenance chain in it.

What is not known is left out. A source without a name is credited in its own words, never named.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar

from reviews.markup.dossier import (
    Correction,
    DocumentRef,
    Dossier,
    Hop,
    Newsroom,
    Retelling,
    SourceRef,
    Verdict,
)
from reviews.markup.links import web_url

Node = dict[str, Any]
_T = TypeVar("_T")

_SCRIPT_SAFE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
_DOCUMENT_TYPES = {"news_outlet": "NewsArticle", "social_account": "SocialMediaPosting"}


def render(dossier: Dossier, *, url: str) -> bytes:
    """Return the markup as UTF-8 JSON; equal dossiers at equal addresses give equal bytes."""
    text = json.dumps(claim_review(dossier, url=url), ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def script_safe(markup: bytes) -> str:
    """Return JSON that means the same and cannot end the HTML script element it stands in."""
    return markup.decode().translate(_SCRIPT_SAFE)


def claim_review(dossier: Dossier, *, url: str) -> Node:
    """Return the ClaimReview whose page is `url`."""
    published, modified = _moment(dossier.published_at), _moment(dossier.modified_at)
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "ClaimReview",
            "url": url,
            "name": dossier.title,
            "claimReviewed": dossier.claim_text,
            "inLanguage": dossier.language,
            "datePublished": published,
            "dateModified": modified if modified != published else None,
            "author": _organization(dossier.newsroom),
            "reviewRating": _rating(dossier.rating),
            "reviewBody": dossier.summary,
            "itemReviewed": _claim(dossier.retellings),
            "correction": _one_or_many([_correction(each) for each in dossier.corrections]),
        }
    )


def _organization(newsroom: Newsroom) -> Node:
    return _known(
        {
            "@type": "Organization",
            "name": newsroom.name,
            "url": web_url(newsroom.url),
            "logo": web_url(newsroom.logo_url),
        }
    )


def _correction(correction: Correction) -> Node:
    """Return what readers were told of a correction."""
    return {
        "@type": "CorrectionComment",
        "datePublished": _moment(correction.corrected_at),
        "text": correction.note,
    }


def _rating(verdict: Verdict) -> Node:
    rating: Node = {"@type": "Rating", "alternateName": verdict.label}
    value, best, worst = verdict.value, verdict.best, verdict.worst
    if value is None or best is None or worst is None:
        return rating
    if 1 <= worst < best and worst <= value <= best:
        rating |= {"ratingValue": value, "bestRating": best, "worstRating": worst}
    return rating


def _claim(retellings: tuple[Retelling, ...]) -> Node:
    works: dict[str, list[Retelling]] = {}
    for retelling in retellings:
        works.setdefault(_identity(retelling.document), []).append(retelling)
    first = _first([told[0].document for told in works.values()])
    return _known(
        {
            "@type": "Claim",
            "author": _party(claimant_of(retellings)),
            "firstAppearance": _work(works.pop(first)) if first else None,
            "appearance": [_work(told) for told in works.values()],
        }
    )


def _identity(document: DocumentRef) -> str:
    """Versions of one page are one work; without an address only the document itself is."""
    return web_url(document.url) or document.key


def _first(documents: list[DocumentRef]) -> str | None:
    """Name the earliest work, unless its date is only inferred or it has no address."""
    dated = [(each.published_at, each) for each in documents if each.published_at]
    if not dated:
        return None
    _, earliest = min(dated, key=lambda pair: pair[0])
    if earliest.published_at_inferred or not web_url(earliest.url):
        return None
    return _identity(earliest)


def claimed_at(retellings: tuple[Retelling, ...]) -> datetime | None:
    """Return when the claim was first published, as far as is stated; None where unknown."""
    documents = [told.document for told in retellings]
    dated = [d for d in documents if d.published_at and not d.published_at_inferred]
    return min((d.published_at for d in dated if d.published_at), default=None)


def claimant_of(retellings: tuple[Retelling, ...]) -> SourceRef | None:
    """Return the one named origin of all retellings; who denies a claim does not make it."""
    told = [retelling for retelling in retellings if retelling.modality != "denied"]
    origins = [origin for retelling in told for origin in retelling.origins]
    named = [origin for origin in origins if origin and origin.is_named]
    # An identity may join a name to a source that some outlet kept unnamed: that is not for here.
    if len(named) < len(origins) or len({origin.key for origin in named}) != 1:
        return None
    return named[0] if named[0].kind != "document" else None


def _party(source: SourceRef | None) -> Node | None:
    """Return a named person or organization; None for what is unnamed, and for documents."""
    if source is None or not source.is_named or source.kind == "document":
        return None
    kind = "Person" if source.kind == "person" else "Organization"
    return _known({"@type": kind, "name": source.name, "sameAs": _same_as(source)})


def _same_as(source: SourceRef) -> str | list[str]:
    return _one_or_many([address for address in source.same_as if web_url(address)])


def _work(told: list[Retelling]) -> Node:
    """Return one document, based on the chains of all its retellings."""
    document = told[0].document
    kind = document.publisher.kind if document.publisher else ""
    stated = document.published_at if not document.published_at_inferred else None
    return _known(
        {
            "@type": _DOCUMENT_TYPES.get(kind, "CreativeWork"),
            "url": web_url(document.url),
            "headline": document.title,
            "publisher": _party(document.publisher),
            "datePublished": _moment(stated) if stated else None,
            "inLanguage": document.language,
            "isBasedOn": _one_or_many(
                _unique(report for each in told for report in _basis(each.levels))
            ),
        }
    )


def _basis(levels: tuple[tuple[Hop, ...], ...]) -> list[Node]:
    """Nest the reports of a chain, each based on all of the next level."""
    basis: list[Node] = []
    for level in reversed(levels):
        reports = _unique(_report(hop) for hop in level)
        basis = _based_on(reports, basis) if basis else reports
    return basis


def _based_on(reports: list[Node], basis: list[Node]) -> list[Node]:
    if len(reports) == 1:
        return [reports[0] | {"isBasedOn": _one_or_many(basis)}]
    # Joint relays share what they rest on: repeated in full, it would double with every level.
    full = [{"@id": _blank_node(node), **node} for node in basis]
    shared = [{"@id": node["@id"]} for node in full]
    first, *rest = reports
    return [
        first | {"isBasedOn": _one_or_many(full)},
        *(report | {"isBasedOn": _one_or_many(shared)} for report in rest),
    ]


def _blank_node(node: Node) -> str:
    return "_:" + sha256(json.dumps(node).encode()).hexdigest()[:12]


def _report(hop: Hop) -> Node:
    """Return what a source said or published, credited to it as far as it is named."""
    source = hop.source
    is_work = source.is_named and source.kind == "document"
    credit = "creditText" if source.descriptor_literal else "description"
    return _known(
        {
            "@type": "SocialMediaPosting" if hop.mode == "social_post" else "CreativeWork",
            "url": web_url(hop.cited_document_url),
            "name": source.name if is_work else None,
            "sameAs": _same_as(source) if is_work else None,
            _credited_as(hop): _party(source),
            credit: source.descriptor if not source.is_named else None,
        }
    )


def _credited_as(hop: Hop) -> str:
    return "publisher" if hop.role == "relay" and hop.source.kind == "news_outlet" else "author"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _known(node: Node) -> Node:
    return {key: value for key, value in node.items() if value not in (None, "", [])}


def _unique(nodes: Iterable[Node]) -> list[Node]:
    unique: list[Node] = []
    for node in nodes:
        if node not in unique:
            unique.append(node)
    return unique


def _one_or_many(values: list[_T]) -> _T | list[_T]:
    return values[0] if len(values) == 1 else values
