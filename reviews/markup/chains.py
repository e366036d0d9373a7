"""The chain of a claim as markup: where it appeared, what each of that rests on, who made it.

What is not known is left out. A source without a name is credited in its own words, never named.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from reviews.markup.dossier import DocumentRef, Hop, Retelling, SourceRef
from reviews.markup.links import web_uri
from reviews.markup.things import Claim, Party, Work
from reviews.markup.values import moment
from reviews.markup.writing import as_node

_DOCUMENT_TYPES = {"news_outlet": "NewsArticle", "social_account": "SocialMediaPosting"}

_Shared = dict[str, Work]


def claim_of(retellings: tuple[Retelling, ...]) -> Claim:
    """Return the claim that these retell: each work once, with the chains of all it says."""
    works: dict[str, list[Retelling]] = {}
    for retelling in retellings:
        works.setdefault(_identity(retelling.document), []).append(retelling)
    first = _first([told[0].document for told in works.values()])
    claimant = party(claimant_of(retellings))
    said = claimed_at(retellings)
    shared: _Shared = {}
    return Claim(
        author=(claimant,) if claimant else (),
        date_published=moment(said) if said else None,
        first_appearance=_work(works.pop(first), shared) if first else None,
        appearance=tuple(_work(told, shared) for told in works.values()),
    )


def _identity(document: DocumentRef) -> str:
    """Versions of one page are one work; without an address only the document itself is."""
    return web_uri(document.url) or document.key


def _first(documents: list[DocumentRef]) -> str | None:
    """Name the earliest work, unless its date is only inferred or it has no address."""
    earliest = _earliest(documents)
    return _identity(earliest) if earliest and web_uri(earliest.url) else None


def claimed_at(retellings: tuple[Retelling, ...]) -> datetime | None:
    """Return when the claim was first published; None where that is unknown or only inferred."""
    earliest = _earliest([told.document for told in retellings])
    return earliest.published_at if earliest else None


def _earliest(documents: list[DocumentRef]) -> DocumentRef | None:
    dated = [(each.published_at, each) for each in documents if each.published_at]
    if not dated:
        return None
    _, earliest = min(dated, key=lambda pair: pair[0])
    return None if earliest.published_at_inferred else earliest


def claimant_of(retellings: tuple[Retelling, ...]) -> SourceRef | None:
    """Return the one named origin of all retellings; who denies a claim does not make it."""
    told = [retelling for retelling in retellings if retelling.modality != "denied"]
    origins = [origin for retelling in told for origin in retelling.origins]
    named = [origin for origin in origins if origin and origin.is_named]
    # An identity may join a name to a source that some outlet kept unnamed: that is not for here.
    if len(named) < len(origins) or len({origin.key for origin in named}) != 1:
        return None
    return named[0] if named[0].kind != "document" else None


def party(source: SourceRef | None) -> Party | None:
    """Return a named person or organization; None for what is unnamed, and for documents."""
    if source is None or not source.is_named or source.kind == "document":
        return None
    kind = "Person" if source.kind == "person" else "Organization"
    return Party(types=(kind,), name=source.name, same_as=_same_as(source))


def _same_as(source: SourceRef) -> tuple[str, ...]:
    return tuple(uri for address in source.same_as if (uri := web_uri(address)))


def work(document: DocumentRef) -> Work:
    """Return a document by itself, dated where its date is its own."""
    kind = document.publisher.kind if document.publisher else ""
    stated = document.published_at if not document.published_at_inferred else None
    publisher = party(document.publisher)
    return Work(
        types=(_DOCUMENT_TYPES.get(kind, "CreativeWork"),),
        url=web_uri(document.url),
        headline=document.title,
        publisher=(publisher,) if publisher else (),
        date_published=moment(stated) if stated else None,
        in_language=document.language,
    )


def _work(told: list[Retelling], shared: _Shared) -> Work:
    """Return one document, based on the chains of all its retellings."""
    basis = _unique(report for each in told for report in _basis(each.levels, shared))
    return replace(work(told[0].document), is_based_on=basis)


def _basis(levels: tuple[tuple[Hop, ...], ...], shared: _Shared) -> tuple[Work, ...]:
    """Nest the reports of a chain, each based on all of the next level."""
    basis: tuple[Work, ...] = ()
    for level in reversed(levels):
        reports = _unique(_report(hop) for hop in level)
        if len(reports) > 1:  # joint relays share what they rest on: as one node, written once
            basis = tuple(_as_one(report, shared) for report in basis)
        basis = tuple(replace(report, is_based_on=basis) for report in reports)
    return basis


def _as_one(report: Work, shared: _Shared) -> Work:
    """Return the report that says the same, by an id of its own."""
    named = "_:" + sha256(_key(report).encode()).hexdigest()[:12]
    return shared.setdefault(named, replace(report, id=named))


def _report(hop: Hop) -> Work:
    """Return what a source said or published, credited to it as far as it is named."""
    source = hop.source
    is_work = source.is_named and source.kind == "document"
    credited = tuple(each for each in [party(source)] if each)
    published = hop.role == "relay" and source.kind == "news_outlet"
    in_words = "" if source.is_named else source.descriptor
    return Work(
        types=("SocialMediaPosting" if hop.mode == "social_post" else "CreativeWork",),
        url=web_uri(hop.cited_document_url),
        name=source.name if is_work else "",
        same_as=_same_as(source) if is_work else (),
        author=() if published else credited,
        publisher=credited if published else (),
        credit_text=in_words if source.descriptor_literal else "",
        description="" if source.descriptor_literal else in_words,
    )


def _unique(works: Iterable[Work]) -> tuple[Work, ...]:
    return tuple({_key(each): each for each in reversed(list(works))}.values())[::-1]


def _key(each: Work) -> str:
    """Return what tells works apart; to compare them would double with every shared level."""
    return json.dumps(as_node(each))
