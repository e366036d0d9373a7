"""Renders what was published, and keeps the bytes that are served."""

import gzip
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from factcheck.core.etags import etag_of
from reviews.markup import claimreview
from reviews.markup.dossier import from_json
from reviews.models import Publication, Rendition, Review, Withdrawal
from reviews.operations import purging, signing
from reviews.operations.corrections import shown
from reviews.operations.listings import list_review, unlist_review
from reviews.public.caching import newsroom_tag, review_tag
from reviews.public.forms import FORMS, HTML, Published
from reviews.public.page import render_tombstone

_OK, _GONE = 200, 410


def render(*, publication: Publication) -> None:
    """Render what was published and keep the bytes; the same publication gives the same bytes.

    What was corrected since keeps its own version alone, and what was withdrawn since is left
    alone: a task may come late.
    """
    review = publication.revision.review
    dossier = from_json(publication.dossier)
    url = public_url(review)
    own = f"{url}v{dossier.revision}/"
    markup = claimreview.render(dossier, url=url)
    with transaction.atomic():
        held = Review.objects.select_for_update().get(pk=review.pk)
        if not held.live or _withdrawn(publication):
            return
        slug = held.slug or ""
        signed = signing.signature_of(publication=publication, markup=markup)
        number = dossier.revision
        changed = _keep(publication, Published(dossier, slug, own, url, number, markup, signed))
        if shown(held) == publication:
            changed |= _keep(publication, Published(dossier, slug, url, url, 0, markup, signed))
            list_review(held, dossier, url=url)
        if changed:
            purging.ask(review=held)


def _keep(publication: Publication, published: Published) -> bool:
    """Keep every form at one address; say whether any of them is other than it was."""
    changed = False
    for form, kind in FORMS.items():
        if not published.version or kind.versioned:
            served = _served(kind.render(published), kind.content_type, _OK)
            place = _Place(published.slug, published.version, form, published.url)
            changed |= _put(publication, place, served)
    return changed


@dataclass(frozen=True, slots=True)
class _Place:
    """Where bytes are served."""

    slug: str
    version: int
    form: str
    url: str


def _put(publication: Publication, place: _Place, served: dict[str, Any]) -> bool:
    """Store bytes, unless they are what is served there already: those keep their date."""
    review = publication.revision.review
    tags = f"{review_tag(review.pk)} {newsroom_tag(review.newsroom_id)}"
    values = {"url": place.url, "tags": tags, **served}
    rows = Rendition.objects.filter(slug=place.slug, version=place.version, form=place.form)
    same = {name: values[name] for name in ("url", "tags", "status", "content_type", "etag")}
    compressed = served["body_gzip"] is not None
    if rows.filter(publication=publication, body_gzip__isnull=not compressed, **same).exists():
        return False
    rows.update_or_create(
        slug=place.slug,
        version=place.version,
        form=place.form,
        defaults={"publication": publication, "rendered_at": timezone.now(), **values},
    )
    return True


def render_withdrawal(*, withdrawal: Withdrawal) -> None:
    """Let every address of what was withdrawn say so (410 Gone); published anew, it stays anew."""
    publication = withdrawal.publication
    review = publication.revision.review
    url = public_url(review)
    body = render_tombstone(
        from_json(publication.dossier), at=withdrawal.withdrawn_at, reason=withdrawal.reason
    )
    with transaction.atomic():
        held = Review.objects.select_for_update().get(pk=review.pk)
        if held.live or shown(held) != publication:
            return
        places = {(0, form) for form in FORMS}
        places |= set(Rendition.objects.filter(slug=held.slug).values_list("version", "form"))
        gone, changed = _served(body, HTML, _GONE), False
        for version, form in places:
            own = f"{url}v{version}/" if version else url
            changed |= _put(publication, _Place(held.slug or "", version, form, own), gone)
        unlist_review(held, at=withdrawal.withdrawn_at)
        if changed:
            purging.ask(review=held)


def _withdrawn(publication: Publication) -> bool:
    """Say whether it, or what took its place, was taken back."""
    return Withdrawal.objects.filter(
        publication__revision__review=publication.revision.review_id,
        publication__published_at__gte=publication.published_at,
    ).exists()


def _served(body: bytes, content_type: str, status: int) -> dict[str, Any]:
    compressed = gzip.compress(body, mtime=0)
    return {
        "status": status,
        "content_type": content_type,
        "body": body,
        "body_gzip": compressed if len(compressed) < len(body) else None,
        "etag": etag_of(body),
    }


def render_anew(*, publication: Publication) -> None:
    """Render what was published as it is now: withdrawn, corrected, or standing."""
    withdrawal = Withdrawal.objects.filter(publication=publication).first()
    if withdrawal is not None:
        render_withdrawal(withdrawal=withdrawal)
    else:
        render(publication=publication)


def render_signed_by(*, kid: str) -> int:
    """Render what stands under the signature of a key; return how many publications.

    Each has a transaction of its own, and what is signed by another key by then is left out, so
    that a run that was cut short goes on where it stopped.
    """
    signed = Publication.objects.filter(signature__key=kid, renditions__status=_OK).distinct()
    pks = list(signed.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        render(publication=Publication.objects.select_related("revision__review").get(pk=pk))
    return len(pks)


def render_moved() -> int:
    """Render again what was rendered for another PUBLIC_BASE_URL; return how many reviews."""
    moved = Publication.objects.exclude(
        renditions__url__startswith=f"{settings.PUBLIC_BASE_URL}/"
    ).filter(renditions__isnull=False)
    publications = list(moved.distinct().select_related("revision__review"))
    for publication in publications:
        render_anew(publication=publication)
    return len(publications)


def public_url(review: Review) -> str:
    """Return the address of a published review's page."""
    return f"{settings.PUBLIC_BASE_URL}/r/{quote(review.slug or '')}/"
