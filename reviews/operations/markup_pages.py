"""Writes to the pages that newsrooms describe over the Fact Check Tools API, and their listings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.spelling import fold
from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid, NotPermitted
from reviews.factchecktools.addresses import canonical, is_on, site_of
from reviews.factchecktools.resources import Sent, day_or_moment
from reviews.models import Listing, MarkupPage
from reviews.operations.listings import newest


class Stale(Conflict):
    """Somebody else has changed the page since the version that was named."""


class Taken(Conflict):
    """The page has markup already; the one that there is has that id."""

    def __init__(self, page_id: UUID) -> None:
        flaw = Flaw("/pageUrl", f"pages/{page_id.hex} describes it.", "Update that one.")
        super().__init__("The page has markup already.", flaw)


class LedElsewhere(Conflict):
    """What the workflow of reviews publishes is changed by the workflow alone."""


@transaction.atomic
def create_markup_page(*, sent: Sent, by: User) -> MarkupPage:
    """Describe a page of the newsroom, among the person's own, on whose domain it lies.

    Raises NotPermitted for who is no editor there; Invalid where it lies on no domain of theirs;
    LedElsewhere for a page of a review of ours; Taken.
    """
    at = timezone.now()
    page = MarkupPage(
        newsroom=_newsroom_of(sent.page_url, by),
        page_url=sent.page_url,
        canonical=_canonical(sent.page_url),
        content=sent.content,
        created_by=by,
        created_at=at,
        updated_at=at,
    )
    _store(page, force_insert=True)
    _list(page, at)
    _record("markup_page.created", page, by, after=page.content)
    return page


@transaction.atomic
def update_markup_page(*, page: MarkupPage, sent: Sent, by: User) -> MarkupPage:
    """Replace all that is said of a page. What says the same already changes nothing.

    So a client that sends it again because an answer was lost is answered as before. Raises
    NotPermitted, Invalid, LedElsewhere, Taken as for a new one; Stale where a version is named
    that is not the page's; MarkupPage.DoesNotExist.
    """
    page = _held(page, by)
    if page.content == sent.content:
        return page
    if sent.version_id and sent.version_id != str(page.version):
        remedy = "Get it, change what you got, and update again."
        flaw = Flaw("/versionId", f"It is version {page.version} now.", remedy)
        raise Stale("The page was changed meanwhile.", flaw)
    if not is_on(sent.page_url, page.newsroom.url):
        raise _off_domain(page.newsroom.url)
    before, at = page.content, timezone.now()
    page.page_url, page.canonical = sent.page_url, _canonical(sent.page_url)
    page.content, page.version, page.updated_at = sent.content, page.version + 1, at
    _store(page)
    _list(page, at)
    _record("markup_page.changed", page, by, before=before, after=page.content)
    return page


@transaction.atomic
def delete_markup_page(*, page: MarkupPage, by: User) -> None:
    """Take a page's markup away; what is away already stays so. Raises NotPermitted."""
    page = MarkupPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    _require_editor(by, page.newsroom)
    if page.deleted_at is not None:
        return
    page.deleted_at = timezone.now()
    page.save(update_fields=["deleted_at"])
    _unlist(page, page.deleted_at, parts=0)
    _record("markup_page.deleted", page, by, before=page.content)


def is_ours(url: str) -> bool:
    """Say whether an address is of the reviews that this server publishes itself."""
    return f"{canonical(url)}/".startswith(f"{canonical(settings.PUBLIC_BASE_URL)}/r/")


def _newsroom_of(url: str, by: User) -> Newsroom:
    """Return the person's newsroom of the longest domain that the address is on."""
    rooms = Newsroom.objects.all() if by.is_superuser else by.newsrooms.all()
    fitting = [room for room in rooms.order_by("name", "pk") if is_on(url, room.url)]
    if not fitting:
        if not by.has_role(Role.EDITOR):
            raise NotPermitted("This takes the role editor in a newsroom.")
        raise _off_domain(*(room.url for room in rooms[:5]))
    longest = sorted(fitting, key=lambda room: -len(site_of(room.url)))
    for room in longest:
        if by.has_role(Role.EDITOR, room.pk):
            return room
    raise NotPermitted(f"This takes the role editor in {longest[0].name}.")


def _off_domain(*homes: str) -> Invalid:
    hosts = ", ".join(site_of(home) for home in homes)
    remedy = f"Send the address of a page on {hosts}." if hosts else "Join a newsroom first."
    flaw = Flaw("/pageUrl", "It is on no domain of the newsroom.", remedy)
    return Invalid("The page is not the newsroom's own.", flaw)


def _canonical(url: str) -> str:
    if is_ours(url):
        raise LedElsewhere(
            "The page is that of a review here.",
            Flaw("/pageUrl", "The workflow writes its markup.", "Correct the review instead."),
        )
    return canonical(url)


def _held(page: MarkupPage, by: User) -> MarkupPage:
    held = MarkupPage.objects.select_for_update(of=("self",)).select_related("newsroom")
    page = held.get(pk=page.pk, deleted_at=None)
    _require_editor(by, page.newsroom)
    return page


def _require_editor(by: User, newsroom: Newsroom) -> None:
    if not by.has_role(Role.EDITOR, newsroom.pk):
        raise NotPermitted(f"This takes the role editor in {newsroom.name}.")


def _store(page: MarkupPage, **how: Any) -> None:
    """Save it, unless another one describes the same page."""
    try:
        with transaction.atomic():
            page.save(**how)
    except IntegrityError as error:
        others = MarkupPage.objects.filter(canonical=page.canonical, deleted_at=None)
        other = others.exclude(pk=page.pk).first()
        if other is None:
            raise
        raise Taken(other.pk) from error


def _list(page: MarkupPage, at: datetime) -> None:
    """List each markup by its place in the page; one without a claim has nothing to be found."""
    markups = page.content.get("claimReviewMarkups", [])
    _unlist(page, at, parts=len(markups))
    for part, markup in enumerate(markups):
        if not markup.get("claimReviewed"):
            _unlist(page, at, parts=part, only=part)
            continue
        Listing.objects.update_or_create(
            page=page, part=part, defaults=_columns(page, markup) | {"changed_at": at}
        )


def _unlist(page: MarkupPage, at: datetime, *, parts: int, only: int | None = None) -> None:
    """Leave tombstones of the markups from that place on, or of that one alone."""
    rows = Listing.objects.filter(page=page, part__gte=parts, gone_at=None)
    rows = rows if only is None else rows.filter(part=only)
    rows.update(gone_at=at, changed_at=at)


def _columns(page: MarkupPage, markup: Mapping[str, Any]) -> dict[str, Any]:
    rating = markup.get("rating", {})
    claimed = day_or_moment(markup.get("claimDate", ""))
    reviewed = day_or_moment(page.content.get("publishDate", ""))
    text = markup["claimReviewed"]
    return {
        "url": markup.get("url", page.page_url),
        "claim_text": text,
        "claimant": markup.get("claimAuthor", {}).get("name", ""),
        "claim_date": claimed,
        "publisher_name": page.content.get("claimReviewAuthor", {}).get("name")
        or page.newsroom.name,
        "publisher_site": site_of(page.page_url),
        "rating_label": rating.get("textualRating", ""),
        "language": page.newsroom.language,
        "reviewed_at": reviewed,
        "newest_at": newest(claimed, reviewed),
        "folded": fold(f"{text} {rating.get('ratingExplanation', '')}"),
        "gone_at": None,
    }


def _record(type_: str, page: MarkupPage, by: User, **sides: Any) -> None:
    stream = f"markup_page:{page.pk}"
    outbox.record(type_, stream=stream, newsroom_id=page.newsroom_id, by=by, **sides)
