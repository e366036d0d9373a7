"""Gathers what is published about a revision, as it stands at the moment of publication."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from claims.holdings import holdings, identities_around
from claims.interchange.records import Anchor
from claims.models import Appearance, Citation, Claim, Document, Source
from claims.provenance.analysis import analyse
from claims.provenance.drift_report import Finding, excerpt
from claims.provenance.drift_words import kind_label
from claims.provenance.groups import Groups
from claims.provenance.picture import svg
from claims.provenance.retellings import Side
from claims.provenance.words import in_words
from claims.retold import findings
from reviews import models
from reviews.markup.dossier import (
    Anonymity,
    Correction,
    Difference,
    DocumentRef,
    Dossier,
    Edition,
    Evidence,
    EvidenceKind,
    File,
    Hop,
    Kind,
    Modality,
    Mode,
    Newsroom,
    Passage,
    Polarity,
    Retelling,
    Role,
    SourceRef,
    Stance,
    Verdict,
    Voice,
    Zone,
)

DIFFERENCES_SHOWN = 20


def gather(
    revision: models.Revision,
    *,
    first_published_at: datetime,
    at: datetime,
    correction: models.Correction | None = None,
) -> Dossier:
    """Return the dossier of a revision; confirmed identities count as one source.

    `correction` is the one that the revision publishes.
    """
    review = revision.review
    facts = _facts(review)
    made, one = facts.made, facts.one
    outlined = _outlined(
        revision, facts, first_published_at=first_published_at, at=at, correction=correction
    )
    held = holdings(review.claim_id)
    found, drift = analyse(held), findings(review.claim_id, held)
    by_id = {str(appearance.pk): appearance for appearance in made}
    return replace(
        outlined,
        words=in_words(found, review.language) if made else (),
        picture=svg(found, review.language) if made else "",
        differences=tuple(
            _difference(finding, by_id, one, review.language)
            for finding in drift[:DIFFERENCES_SHOWN]
        ),
        differences_left_out=max(0, len(drift) - DIFFERENCES_SHOWN),
    )


def outline(
    revision: models.Revision,
    *,
    first_published_at: datetime,
    at: datetime,
    correction: models.Correction | None = None,
) -> Dossier:
    """Return the dossier without figures, picture and differences: all that the markup has."""
    return _outlined(
        revision,
        _facts(revision.review),
        first_published_at=first_published_at,
        at=at,
        correction=correction,
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is held of a claim and a review: tellings, evidence, and which sources are one."""

    made: list[Appearance]
    rests_on: list[models.Evidence]
    one: Groups


def _facts(review: models.Review) -> _Facts:
    made = list(Claim.objects.with_chains().get(pk=review.claim_id).appearances.all())
    rests_on = list(review.evidence.published().with_parts())
    publishers = _publishers(row.document for row in rests_on)
    return _Facts(made, rests_on, _confirmed(_sources(made) | publishers))


def _outlined(
    revision: models.Revision,
    facts: _Facts,
    *,
    first_published_at: datetime,
    at: datetime,
    correction: models.Correction | None,
) -> Dossier:
    review, one = revision.review, facts.one
    return Dossier(
        revision=revision.number,
        language=review.language,
        claim_text=review.claim.text_in(review.language),
        title=revision.title,
        rating=_verdict(revision),
        summary=revision.summary,
        explanation=revision.explanation,
        published_at=first_published_at,
        modified_at=at,
        newsroom=Newsroom(
            name=review.newsroom.name, url=review.newsroom.url, logo_url=review.newsroom.logo_url
        ),
        retellings=tuple(_retelling(appearance, one) for appearance in facts.made),
        corrections=tuple(_corrections(review, correction, at)),
        evidence=tuple(_evidence(row, one) for row in facts.rests_on),
        history=tuple(_history(review, at)),
    )


def _corrections(
    review: models.Review, now: models.Correction | None, at: datetime
) -> Iterator[Correction]:
    """Yield what was ever corrected, and what is corrected at this moment."""
    made = review.corrections.filter(publication__isnull=False)
    rows = made.select_related("publication", "corrects__revision").order_by("pk")
    for row in rows.defer("publication__dossier", "corrects__dossier"):
        assert row.publication is not None  # noqa: S101 (asked for just here)
        yield _correction(row, row.publication.published_at)
    if now is not None:
        yield _correction(now, at)


def _correction(row: models.Correction, at: datetime) -> Correction:
    return Correction(
        note=row.note,
        published_at=row.corrects.published_at,
        corrected_at=at,
        rating=_verdict(row.corrects.revision),
        wrong_since=row.wrong_since,
    )


def _history(review: models.Review, at: datetime) -> Iterator[Edition]:
    """Yield what was published before this moment, the oldest first."""
    made = models.Publication.objects.filter(revision__review=review, published_at__lt=at)
    rows = made.select_related("revision", "withdrawal").defer("dossier")
    for row in rows.order_by("published_at", "pk"):
        withdrawal = getattr(row, "withdrawal", None)
        yield Edition(
            revision=row.revision.number,
            published_at=row.published_at,
            rating=_verdict(row.revision),
            withdrawn_at=withdrawal.withdrawn_at if withdrawal else None,
        )


def _evidence(row: Any, one: Groups) -> Evidence:
    """Return one of `EvidenceQuerySet.published`."""
    held = row.file
    return Evidence(
        kind=cast(EvidenceKind, row.kind),
        stance=cast(Stance, row.stance),
        title=row.title,
        note=row.note,
        url=row.link.url if row.link else "",
        archived_at=row.archived_at,
        document=_document(row.document, one) if row.document else None,
        quotation=row.anchor.exact if row.anchor else "",
        file=File(row.file_name, held.content_type, held.sha256, held.size) if held else None,
    )


def _verdict(revision: models.Revision) -> Verdict:
    return Verdict(
        label=revision.rating_label,
        value=revision.rating_value,
        best=revision.rating_best,
        worst=revision.rating_worst,
    )


def _sources(made: Iterable[Appearance]) -> set[UUID]:
    ids = {hop.source_id for appearance in made for hop in appearance.citations.all()}
    return ids | _publishers(appearance.document for appearance in made)


def _publishers(documents: Iterable[Document | None]) -> set[UUID]:
    return {found.publisher_id for found in documents if found and found.publisher_id}


def _confirmed(ids: set[UUID]) -> Groups:
    """Return which sources are one by confirmed identities."""
    pairs = (pair for pair in identities_around(ids) if pair.state == "confirmed")
    return Groups((str(pair.a_id), str(pair.b_id)) for pair in pairs)


def _retelling(appearance: Appearance, one: Groups) -> Retelling:
    hops = list(appearance.citations.all())
    levels = sorted({hop.level for hop in hops})
    return Retelling(
        document=_document(appearance.document, one),
        quote=appearance.anchor.exact,
        voice=cast(Voice, appearance.voice),
        zone=cast(Zone, appearance.zone),
        modality=cast(Modality, appearance.modality),
        polarity=cast(Polarity, appearance.polarity),
        levels=tuple(
            tuple(_hop(hop, one) for hop in hops if hop.level == level) for level in levels
        ),
    )


def _difference(
    finding: Finding, made: Mapping[str, Appearance], one: Groups, language: str
) -> Difference:
    return Difference(
        label=kind_label(finding.kind, language),
        sentence=finding.words.in_language(language),
        a=_passage(finding.a, made[finding.a.appearance], one),
        b=_passage(finding.b, made[finding.b.appearance], one),
    )


def _passage(side: Side, made: Appearance, one: Groups) -> Passage:
    anchor = Anchor(made.anchor.start, made.anchor.end, made.anchor.exact)
    shown = excerpt(side.start, side.end, side.exact, anchor)
    return Passage(
        document=_document(made.document, one),
        exact=shown.exact,
        before=shown.before,
        after=shown.after,
    )


def _document(document: Document, one: Groups) -> DocumentRef:
    return DocumentRef(
        key=str(document.pk),
        language=document.language,
        title=document.title,
        url=document.url,
        publisher=_source(document.publisher, one) if document.publisher else None,
        published_at=document.published_at,
        published_at_inferred=document.published_at_inferred,
    )


def _hop(hop: Citation, one: Groups) -> Hop:
    return Hop(
        source=_source(hop.source, one),
        role=cast(Role, hop.role),
        mode=cast(Mode, hop.mode),
        cue=hop.cue.exact if hop.cue else "",
        mention=hop.mention.exact if hop.mention else "",
        on_condition_of_anonymity=hop.on_condition_of_anonymity,
        said_on=hop.said_on,
        cited_document_url=hop.cited_document.url if hop.cited_document else "",
    )


def _source(source: Source, one: Groups) -> SourceRef:
    return SourceRef(
        key=one.of(str(source.pk)),
        kind=cast(Kind, source.kind),
        anonymity=cast(Anonymity, source.anonymity),
        language=source.language,
        name=source.name,
        descriptor=source.descriptor,
        descriptor_literal=source.descriptor_literal,
        count=source.count,
        same_as=tuple(source.same_as),
    )
