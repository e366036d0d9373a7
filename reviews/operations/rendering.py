"""Renders what was published, and keeps the bytes that are served."""

import hashlib
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews.markup import claimreview
from reviews.markup.dossier import from_json
from reviews.models import Publication, Rendition, Review, Withdrawal
from reviews.operations.corrections import shown
from reviews.operations.listings import list_review, unlist_review
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
        _keep(publication, Published(dossier, slug, own, url, dossier.revision, markup))
        if shown(held) == publication:
            _keep(publication, Published(dossier, slug, url, url, 0, markup))
            list_review(held, dossier, url=url)


def _keep(publication: Publication, published: Published) -> None:
    for form, kind in FORMS.items():
        if published.version and not kind.versioned:
            continue
        body = kind.render(published)
        Rendition.objects.update_or_create(
            slug=published.slug,
            version=published.version,
            form=form,
            defaults={
                "publication": publication,
                "url": published.url,
                **_bytes(body, kind.content_type, _OK),
            },
        )


def render_withdrawal(*, withdrawal: Withdrawal) -> None:
    """Let every address of what was withdrawn say so (410 Gone); published anew, it stays anew."""
    publication = withdrawal.publication
    review = publication.revision.review
    url = public_url(review)
    dossier = from_json(publication.dossier)
    page = render_tombstone(dossier, at=withdrawal.withdrawn_at, reason=withdrawal.reason)
    with transaction.atomic():
        held = Review.objects.select_for_update().get(pk=review.pk)
        if held.live or shown(held) != publication:
            return
        places = {(0, form) for form in FORMS}
        places |= set(Rendition.objects.filter(slug=held.slug).values_list("version", "form"))
        for version, form in places:
            kind = FORMS[form]
            body, content_type = (
                (kind.gone(dossier, url), kind.content_type) if kind.gone else (page, HTML)
            )
            Rendition.objects.update_or_create(
                slug=held.slug,
                version=version,
                form=form,
                defaults={
                    "publication": publication,
                    "url": f"{url}v{version}/" if version else url,
                    **_bytes(body, content_type, _GONE),
                },
            )
        unlist_review(held, at=withdrawal.withdrawn_at)


def _withdrawn(publication: Publication) -> bool:
    """Say whether it, or what took its place, was taken back."""
    return Withdrawal.objects.filter(
        publication__revision__review=publication.revision.review_id,
        publication__published_at__gte=publication.published_at,
    ).exists()


def _bytes(body: bytes, content_type: str, status: int) -> dict[str, Any]:
    return {
        "status": status,
        "content_type": content_type,
        "body": body,
        "etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "rendered_at": timezone.now(),
    }


def render_moved() -> int:
    """Render again what was rendered for another PUBLIC_BASE_URL; return how many reviews."""
    moved = Publication.objects.exclude(
        renditions__url__startswith=f"{settings.PUBLIC_BASE_URL}/"
    ).filter(renditions__isnull=False)
    publications = list(moved.distinct().select_related("revision__review"))
    for publication in publications:
        withdrawal = Withdrawal.objects.filter(publication=publication).first()
        if withdrawal is not None:
            render_withdrawal(withdrawal=withdrawal)
        else:
            render(publication=publication)
    return len(publications)


def public_url(review: Review) -> str:
    """Return the address of a published review's page."""
    return f"{settings.PUBLIC_BASE_URL}/r/{quote(review.slug or '')}/"
