"""The methods of `pages`: markup that newsrooms keep here for pages of their own sites."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from factcheck.accounts.models import Newsroom, User
from factcheck.core.errors import Flaw, Invalid
from reviews.factchecktools import own, resources
from reviews.factchecktools.addresses import canonical, flaw_of, site_of
from reviews.factchecktools.callers import require_member
from reviews.factchecktools.calls import Call, moment_of, token_for
from reviews.factchecktools.refusals import Code, Refusal, Violation, invalid
from reviews.models import MarkupPage, Review
from reviews.operations import markup_pages

_ASKED = ("url", "organization")


def list_pages(call: Call) -> dict[str, Any]:
    """Answer `pages.list`: of one address, of an organization, or of the caller's newsrooms."""
    user = require_member(call)
    asked = {"method": "pages.list"} | {name: call.text(name).strip() for name in _ASKED}
    if asked["url"] and asked["organization"]:
        said = tuple(Violation(name, "Set one of both.") for name in _ASKED)
        raise Refusal(Code.INVALID_ARGUMENT, "url and organization exclude each other.", said)
    if asked["url"]:
        return _of_address(asked["url"])
    asked |= {} if asked["organization"] else {"of": str(user.pk)}
    position, size = call.position(asked), call.page_size
    rows = _listed(_newsrooms(asked["organization"], user), asked["organization"], position)
    offset = 0 if position else call.whole("offset")
    found = [_Row(*row) for row in rows[offset : offset + size + 1]]
    answer: dict[str, Any] = {"claimReviewMarkupPages": _shown(found[:size])}
    if len(found) > size:
        last = found[size - 1]
        answer["nextPageToken"] = token_for([last.at.isoformat(), last.id.hex], asked)
    return resources.known(answer)


def get_page(call: Call, key: str) -> dict[str, Any]:
    """Answer `pages.get`."""
    require_member(call)
    page_id = _id(key)
    page = _described().filter(pk=page_id).first()
    if page is not None:
        return _resource(page)
    ours = own.pages([page_id])
    if page_id not in ours:
        raise _unknown(key)
    return ours[page_id]


def create_page(call: Call) -> dict[str, Any]:
    """Answer `pages.create`."""
    user = require_member(call)
    return _resource(markup_pages.create_markup_page(sent=_sent(call), by=user))


def update_page(call: Call, key: str) -> dict[str, Any]:
    """Answer `pages.update`: all that was said of the page is replaced."""
    user, sent = require_member(call), _sent(call)
    page = _writable(key)
    if sent.name and sent.name != f"pages/{key}":
        raise invalid("name", f"It is not pages/{key}, which the address names.")
    if page.deleted_at is not None:
        raise _unknown(key)
    try:
        return _resource(markup_pages.update_markup_page(page=page, sent=sent, by=user))
    except MarkupPage.DoesNotExist as error:  # somebody was faster
        raise _unknown(key) from error


def delete_page(call: Call, key: str) -> dict[str, Any]:
    """Answer `pages.delete`; said again, as clients do whose answer was lost, it is done again."""
    user = require_member(call)
    markup_pages.delete_markup_page(page=_writable(key), by=user)
    return {}


@dataclass(frozen=True, slots=True)
class _Row:
    """A page in the list, described (`ours` False) or of a review of ours."""

    at: datetime
    id: UUID
    ours: bool


def _listed(rooms: list[Newsroom], site: str, position: Any) -> Any:
    """Return both kinds of pages in one order, the newest first, from a position on."""
    mine = Q(newsroom__in=rooms)
    described = _described().filter(mine | _on(site) if site else mine)
    reviews = Review.objects.filter(mine, live=True)
    parts = [(described, False), (reviews, True)]
    rows = [
        _beyond(part, position).values_list("created_at", "pk", Value(ours)) for part, ours in parts
    ]
    return rows[0].union(rows[1], all=True).order_by("-created_at", "-pk")


def _on(site: str) -> Q:
    """Match pages on a host; the canonical address begins with it."""
    host = site_of(site)
    return Q(canonical=host) | Q(canonical__startswith=f"{host}/")


def _beyond(rows: QuerySet[Any], position: Any) -> QuerySet[Any]:
    rows = rows.order_by()
    if not position:
        return rows
    at, pk = moment_of(position[0]), UUID(position[1])
    return rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk))


def _shown(rows: Iterable[_Row]) -> list[dict[str, Any]]:
    rows = list(rows)
    ids = {ours: [row.id for row in rows if row.ours is ours] for ours in (False, True)}
    found = {page.pk: _resource(page) for page in _described().filter(pk__in=ids[False])}
    found |= own.pages(ids[True])
    return [found[row.id] for row in rows if row.id in found]


def _newsrooms(organization: str, user: User) -> list[Newsroom]:
    if not organization:
        return list(Newsroom.objects.filter(memberships__user=user))
    site = site_of(organization)
    return [room for room in Newsroom.objects.all() if site and site_of(room.url) == site]


def _of_address(url: str) -> dict[str, Any]:
    """Return the one page of an address, however it is written."""
    flaw = flaw_of(url)
    if flaw:
        raise invalid("url", flaw)
    if markup_pages.is_ours(url):
        slug = unquote(urlsplit(url).path).rpartition("/r/")[2].split("/")[0]
        ids = Review.objects.filter(slug=slug, live=True).values_list("pk", flat=True)
        return resources.known({"claimReviewMarkupPages": list(own.pages(ids).values())})
    found = _described().filter(canonical=canonical(url))
    return resources.known({"claimReviewMarkupPages": [_resource(page) for page in found]})


def _described() -> QuerySet[MarkupPage]:
    return MarkupPage.objects.filter(deleted_at=None)


def _resource(page: MarkupPage) -> dict[str, Any]:
    return resources.page(page.pk.hex, str(page.version), page.content)


def _sent(call: Call) -> resources.Sent:
    """Return what the body says. Raises Invalid."""
    sent, flaws = resources.read_page(call.body)
    if flaws:
        raise Invalid("The page is not acceptable.", *flaws)
    return sent


def _writable(key: str) -> MarkupPage:
    """Return a page, also a deleted one. Raises Refusal, LedElsewhere."""
    page_id = _id(key)
    page = MarkupPage.objects.filter(pk=page_id).select_related("newsroom").first()
    if page is not None:
        return page
    if not Review.objects.filter(pk=page_id, live=True).exists():
        raise _unknown(key)
    flaw = Flaw("/name", "The workflow of reviews writes its markup.", "Correct the review.")
    raise markup_pages.LedElsewhere("The page is that of a review here.", flaw)


def _id(key: str) -> UUID:
    """Return the id of a name. Raises Refusal."""
    try:
        page_id = UUID(key)
    except ValueError as error:
        raise _unknown(key) from error
    if page_id.hex != key:
        raise _unknown(key)
    return page_id


def _unknown(key: str) -> Refusal:
    return Refusal(Code.NOT_FOUND, f"There is no page pages/{key[:100]}.")
