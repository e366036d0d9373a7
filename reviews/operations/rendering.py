"""Renders what was published, and keeps the bytes that are served."""

import hashlib
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from reviews.markup import claimreview
from reviews.markup.dossier import Dossier, from_json
from reviews.models import Publication, Rendition, Review, Withdrawal
from reviews.operations.corrections import shown
from reviews.operations.listings import list_review, unlist_review
from reviews.public.forms import FORMS, HTML, Published
from reviews.public.page import render_tombstone
from reviews.public.sharing import Translation

_OK, _GONE = 200, 410


def render(*, publication: Publication) -> None:
    """Render what was published and keep the bytes; the same publication gives the same bytes.

    What was corrected since keeps its own version alone, and what was withdrawn since is left
    alone: a task may come late. The reviews of the claim in other languages then name this one.
    """
    review = publication.revision.review
    dossier = from_json(publication.dossier)
    with transaction.atomic():
        held = Review.objects.select_for_update().get(pk=review.pk)
        if not held.live or _withdrawn(publication):
            return
        _keep_version(publication, held, dossier)
        is_shown = shown(held) == publication
        if is_shown:
            _keep_shown(publication, held, dossier)
            list_review(held, dossier, url=public_url(held))
    if is_shown:
        _render_others(review)


def _render_others(review: Review) -> None:
    """Have the pages of the claim in other languages name what there is now, each for itself.

    Whoever changes which reviews there are does this after it, so the last one has it right.
    """
    for other in translated(review).exclude(pk=review.pk):
        with transaction.atomic():
            held = Review.objects.select_for_update().get(pk=other.pk)
            if held.live:
                publication = shown(held)
                _keep_shown(publication, held, from_json(publication.dossier))


def _keep_version(publication: Publication, review: Review, dossier: Dossier) -> None:
    """Keep the forms of a version, which are rendered once for an address and never again."""
    url = public_url(review)
    own = f"{url}v{dossier.revision}/"
    published = Published(
        dossier,
        review.slug or "",
        own,
        url,
        dossier.revision,
        claimreview.render(dossier, url=url),
    )
    there = Rendition.objects.filter(slug=review.slug, version=dossier.revision, status=_OK)
    kept = set(there.filter(url=own).values_list("form", flat=True))
    for form, kind in FORMS.items():
        if kind.versioned and form not in kept:
            _keep(publication, published, form)


def _keep_shown(publication: Publication, review: Review, dossier: Dossier) -> None:
    """Keep the forms of what stands now."""
    url = public_url(review)
    published = Published(
        dossier,
        review.slug or "",
        url,
        url,
        0,
        claimreview.render(dossier, url=url),
        translations=translations(review),
    )
    for form in FORMS:
        _keep(publication, published, form)


def _keep(publication: Publication, published: Published, form: str) -> None:
    """Keep one form, unless the same bytes are there: what has not changed keeps its day."""
    kind = FORMS[form]
    made = _bytes(kind.render(published), kind.content_type, _OK)
    place: dict[str, Any] = {"slug": published.slug, "version": published.version, "form": form}
    same = {name: made[name] for name in ("status", "content_type", "etag")}
    if Rendition.objects.filter(**place, **same, url=published.url).exists():
        Rendition.objects.filter(**place).update(publication=publication)
        return
    Rendition.objects.update_or_create(
        **place, defaults={"publication": publication, "url": published.url, **made}
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
    _render_others(review)


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


def translated(review: Review) -> QuerySet[Review]:
    """Return the live reviews of the same claim by the same newsroom, in whichever language."""
    found: QuerySet[Review] = Review.objects.filter(
        claim=review.claim_id, newsroom=review.newsroom_id, live=True
    )
    return found.order_by("pk")


def translations(review: Review) -> tuple[Translation, ...]:
    """Return the languages that the claim has a page in, the one published first at the head.

    Of a language with several pages it is the newest. None where this page is not among them, or
    is the only one: pages in several languages have to name each other.
    """
    first = Min("revisions__publication__published_at")
    newest = {
        each.language: each
        for each in translated(review).annotate(first=first).order_by("first", "pk")
    }
    if len(newest) < 2 or review not in newest.values():
        return ()
    return tuple(Translation(each.language, public_url(each)) for each in newest.values())


def public_url(review: Review) -> str:
    """Return the address of a published review's page."""
    return f"{settings.PUBLIC_BASE_URL}/r/{quote(review.slug or '')}/"
