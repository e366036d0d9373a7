"""Renders what was published, and keeps the bytes that are served."""

import hashlib
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from reviews.markup import claimreview
from reviews.markup.dossier import from_json
from reviews.models import Publication, Rendition, Review
from reviews.public.page import render_page


def render(*, publication: Publication) -> None:
    """Render what was published and keep the bytes; the same publication gives the same bytes."""
    review = publication.revision.review
    dossier = from_json(publication.dossier)
    url = public_url(review)
    markup = claimreview.render(dossier, url=url)
    forms = {
        Rendition.Form.PAGE: (
            "text/html; charset=utf-8",
            render_page(dossier, url=url, jsonld=markup),
        ),
        Rendition.Form.CLAIM_REVIEW: ("application/ld+json", markup),
    }
    with transaction.atomic():
        for form, (content_type, body) in forms.items():
            Rendition.objects.update_or_create(
                slug=review.slug,
                form=form,
                defaults={
                    "publication": publication,
                    "url": url,
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
        render(publication=publication)
    return len(publications)


def public_url(review: Review) -> str:
    """Return the address of a published review's page."""
    return f"{settings.PUBLIC_BASE_URL}/r/{quote(review.slug or '')}/"
