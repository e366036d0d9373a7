"""Renders what was published, and keeps the bytes that are served."""

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from factcheck.core.etags import etag_of
from reviews.markup import claimreview
from reviews.markup.dossier import Dossier, from_json
from reviews.models import Publication, Rendition, Review, Withdrawal
from reviews.operations import purging, signing
from reviews.operations.corrections import shown
from reviews.operations.listings import list_review, unlist_review
from reviews.public.caching import newsroom_tag, review_tag
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
        changed = _keep_version(publication, held, dossier)
        is_shown = shown(held) == publication
        if is_shown and _keep_shown(publication, held, dossier):
            changed = True
            list_review(held, dossier, url=public_url(held))
        if changed:
            purging.ask(review=held)
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
                if _keep_shown(publication, held, from_json(publication.dossier)):
                    purging.ask(review=held)


def _keep_version(publication: Publication, review: Review, dossier: Dossier) -> bool:
    """Keep the forms of a version, and say whether any is new.

    They are rendered once for an address and never again. The signature is of the markup that
    stands there, whatever a later release makes of the facts; it changes only where its key is
    found to be in wrong hands.
    """
    url = f"{public_url(review)}v{dossier.revision}/"
    rows = Rendition.objects.filter(slug=review.slug, version=dossier.revision, status=_OK, url=url)
    stood = {form: bytes(body) for form, body in rows.values_list("form", "body")}
    stood.pop(Rendition.Form.SIGNATURE, None)
    markup = stood.get(Rendition.Form.CLAIM_REVIEW)
    published = _published(publication, review, dossier, version=dossier.revision, markup=markup)
    return _keep(publication, published, stood)


def _keep_shown(publication: Publication, review: Review, dossier: Dossier) -> bool:
    """Keep the forms of what stands now, and say whether any has changed."""
    return _keep(publication, _published(publication, review, dossier), {})


def _published(
    publication: Publication,
    review: Review,
    dossier: Dossier,
    *,
    version: int = 0,
    markup: bytes | None = None,
) -> Published:
    url = public_url(review)
    markup = markup or claimreview.render(dossier, url=url)
    return Published(
        dossier=dossier,
        slug=review.slug or "",
        url=f"{url}v{version}/" if version else url,
        review_url=url,
        version=version,
        markup=markup,
        signature=signing.signature_of(publication=publication, markup=markup),
        translations=() if version else translations(review),
    )


def _keep(publication: Publication, published: Published, stood: Mapping[str, bytes]) -> bool:
    """Keep every form at one address, those that `stood` there as they are; say if any changed."""
    changed = False
    for form, kind in FORMS.items():
        if not published.version or kind.versioned:
            body = stood.get(form) or kind.render(published)
            place = _Place(published.slug, published.version, form, published.url)
            changed |= _put(publication, place, _served(body, kind.content_type, _OK))
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
    dossier = from_json(publication.dossier)
    page = render_tombstone(dossier, at=withdrawal.withdrawn_at, reason=withdrawal.reason)
    with transaction.atomic():
        held = Review.objects.select_for_update().get(pk=review.pk)
        if held.live or shown(held) != publication:
            return
        places = {(0, form) for form in FORMS}
        places |= set(Rendition.objects.filter(slug=held.slug).values_list("version", "form"))
        gone, changed = _served(page, HTML, _GONE), False
        for version, form in places:
            kind = FORMS[form]
            own = f"{url}v{version}/" if version else url
            if kind.gone:
                served = _served(kind.gone(dossier, url), kind.content_type, _GONE)
            else:
                served = gone
            changed |= _put(publication, _Place(held.slug or "", version, form, own), served)
        unlist_review(held, at=withdrawal.withdrawn_at)
        if changed:
            purging.ask(review=held)
    _render_others(review)


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


def lacking(publications: Sequence[Publication]) -> list[Publication]:
    """Return those of the publications that lack a form, or what is stored with each by now."""
    slugs = {publication.revision.review.slug for publication in publications}
    rows = Rendition.objects.filter(slug__in=slugs).exclude(tags="")
    there = set(rows.values_list("slug", "version", "form"))
    found = []
    for publication in publications:
        slug, number = publication.revision.review.slug, publication.revision.number
        wanted = {(slug, 0, form) for form in FORMS}
        wanted |= {(slug, number, form) for form, kind in FORMS.items() if kind.versioned}
        if slug and not wanted <= there:
            found.append(publication)
    return found


def render_signed_by(*, kid: str) -> int:
    """Render what stands under the signature of a key; return how many publications.

    Each has a transaction of its own, and what is signed by another key by then is left out, so
    that a run that was cut short goes on where it stopped.
    """
    signed = Publication.objects.filter(signatures__key=kid, renditions__status=_OK)
    return _for_each(signed, render)


def render_moved() -> int:
    """Render again what was rendered for another PUBLIC_BASE_URL; return how many publications."""
    moved = Publication.objects.exclude(
        renditions__url__startswith=f"{settings.PUBLIC_BASE_URL}/"
    ).filter(renditions__isnull=False)
    return _for_each(moved, render_anew)


def _for_each(found: QuerySet[Publication], rendering: Callable[..., None]) -> int:
    """Render the publications in their order; return how many. Only one is held at a time."""
    pks = list(found.order_by("pk").distinct().values_list("pk", flat=True))
    for pk in pks:
        rendering(publication=Publication.objects.select_related("revision__review").get(pk=pk))
    return len(pks)


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
