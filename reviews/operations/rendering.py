"""Renders what was published, and keeps the bytes that are served."""

import hashlib
from collections.abc import Mapping
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews.markup import claimreview
from reviews.markup.dossier import from_json
from reviews.models import Publication, Rendition, Review, Withdrawal
from reviews.operations.corrections import shown
from reviews.public.page import render_page, render_tombstone

_HTML = "text/html; charset=utf-8"
_OK, _GONE = 200, 410


def render(*, publication: Publication) -> None:
    """Render what was published and keep the bytes; the same publication gives the same bytes.

    What was corrected or withdrawn since is left alone: a task may come late.
    """
    review = publication.revision.review
    dossier = from_json(publication.dossier)
    url = public_url(review)
    markup = claimreview.render(dossier, url=url)
    forms = {
        Rendition.Form.PAGE: (_HTML, render_page(dossier, url=url, jsonld=markup)),
        Rendition.Form.CLAIM_REVIEW: ("application/ld+json", markup),
    }
    _keep(publication, url, forms, status=_OK)


def render_withdrawal(*, withdrawal: Withdrawal) -> None:
    """Let every address of what was withdrawn say so (410 Gone); published anew, it stays anew."""
    publication = withdrawal.publication
    review = publication.revision.review
    body = render_tombstone(
        from_json(publication.dossier), at=withdrawal.withdrawn_at, reason=withdrawal.reason
    )
    _keep(
        publication, public_url(review), dict.fromkeys(Rendition.Form, (_HTML, body)), status=_GONE
    )


def _keep(
    publication: Publication,
    url: str,
    forms: Mapping[Rendition.Form, tuple[str, bytes]],
    *,
    status: int,
) -> None:
    slug = publication.revision.review.slug
    with transaction.atomic():
        review = Review.objects.select_for_update().get(slug=slug)
        if review.live != (status == _OK) or shown(review) != publication:
            return
        for form, (content_type, body) in forms.items():
            Rendition.objects.update_or_create(
                slug=slug,
                form=form,
                defaults={
                    "publication": publication,
                    "url": url,
                    "status": status,
                    "content_type": content_type,
                    "body": body,
                    "etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
                    "rendered_at": timezone.now(),
                },
            )


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
