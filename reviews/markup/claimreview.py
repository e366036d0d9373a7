"""ClaimReview markup (schema.org JSON-LD) of a dossier, with the provenance chain in it."""

from typing import Any

from reviews.markup.chains import claim_of, claimant_of, claimed_at, work
from reviews.markup.dossier import Correction, Dossier, Evidence, Newsroom, Verdict
from reviews.markup.links import web_uri
from reviews.markup.things import ClaimReview, CorrectionComment, Party, Rating, Work
from reviews.markup.values import Number, moment
from reviews.markup.writing import as_bytes, document

__all__ = ["claim_review", "claimant_of", "claimed_at", "render", "review_of", "script_safe"]

_SCRIPT_SAFE = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


def render(dossier: Dossier, *, url: str) -> bytes:
    """Return the markup as UTF-8 JSON; equal dossiers at equal addresses give equal bytes."""
    return as_bytes(claim_review(dossier, url=url))


def script_safe(markup: bytes) -> str:
    """Return JSON that means the same and cannot end the HTML script element it stands in."""
    return markup.decode().translate(_SCRIPT_SAFE)


def claim_review(dossier: Dossier, *, url: str) -> dict[str, Any]:
    """Return the ClaimReview whose page is `url`."""
    return document(review_of(dossier, url=url))


def review_of(dossier: Dossier, *, url: str) -> ClaimReview:
    """Return all that is published of a dossier as markup. Its page is `url`."""
    published, modified = moment(dossier.published_at), moment(dossier.modified_at)
    return ClaimReview(
        url=url,
        name=dossier.title,
        claim_reviewed=dossier.claim_text,
        in_language=dossier.language,
        date_published=published,
        date_modified=modified if modified != published else None,
        author=(_organization(dossier.newsroom),),
        review_rating=_rating(dossier.rating),
        review_body=dossier.summary,
        item_reviewed=claim_of(dossier.retellings),
        citation=tuple(found for each in dossier.evidence if (found := _citation(each))),
        # Of what never changed there is one version, which needs no number.
        version=Number(dossier.revision) if dossier.corrections else None,
        correction=tuple(_correction(each) for each in dossier.corrections),
    )


def _organization(newsroom: Newsroom) -> Party:
    return Party(
        types=("Organization",),
        name=newsroom.name,
        url=web_uri(newsroom.url),
        logo=web_uri(newsroom.logo_url),
    )


def _correction(correction: Correction) -> CorrectionComment:
    """Return what readers were told of a correction."""
    return CorrectionComment(date_published=moment(correction.corrected_at), text=correction.note)


def _rating(verdict: Verdict) -> Rating:
    rating = Rating(alternate_name=verdict.label)
    value, best, worst = verdict.value, verdict.best, verdict.worst
    if value is None or best is None or worst is None:
        return rating
    if not (1 <= worst < best and worst <= value <= best):
        return rating
    return Rating(
        alternate_name=verdict.label,
        rating_value=Number(value),
        best_rating=Number(best),
        worst_rating=Number(worst),
    )


def _citation(evidence: Evidence) -> Work | None:
    """Return what the finding rests on, where there is something to name it by."""
    if evidence.document is not None:
        cited = work(evidence.document)
        if evidence.quotation:
            cited = Work(types=("Quotation",), text=evidence.quotation, is_based_on=(cited,))
        return cited
    if not (evidence.title or web_uri(evidence.url)):
        return None
    kind = "MediaObject" if evidence.kind == "file" else "CreativeWork"
    return Work(types=(kind,), url=web_uri(evidence.url), name=evidence.title)
