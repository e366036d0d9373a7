"""The reviews that feeds tell of: what has changed, in which order, up to which moment."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar

from django.db import connection
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from reviews.models import Listing, Rendition
from reviews.public.feeds.asked import Asked, Place

BATCH = 200
NUMBERS = 2000
_LOCKS = 1818850926  # the class of the locks of migration 0008
_T = TypeVar("_T")

_HORIZON = """
SELECT statement_timestamp(), (
    SELECT to_timestamp(min(objid::bigint)) FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND classid = %s AND pid <> pg_backend_pid()
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


@dataclass(frozen=True, slots=True)
class State:
    """What tells one state of a feed from another, without rendering it.

    `changed_at` is the newest stamp (None: nothing was ever listed), `rows` counts what is listed
    and what is gone. No change that is yet to be seen has a stamp before `horizon`.
    """

    changed_at: datetime | None
    rows: int
    horizon: datetime

    @property
    def holds_until(self) -> datetime:
        """The moment to ask from next: everything stamped before it is in."""
        return min(self.changed_at, self.horizon) if self.changed_at else self.horizon

    @property
    def told_until(self) -> datetime | None:
        """The same, None where nothing was ever listed: that moment passes with the clock."""
        return self.holds_until if self.changed_at else None

    @property
    def settled(self) -> bool:
        """Whether every further change will have a stamp in a later second than the newest."""
        if self.changed_at is None:
            return False
        return int(self.horizon.timestamp()) > int(self.changed_at.timestamp())


class Row(NamedTuple):
    """One listing with its bytes, which are empty where the review is gone.

    `created_at` is when it was first published, `published_at` when what stands now was.
    """

    url: str
    created_at: datetime | None
    changed_at: datetime
    gone_at: datetime | None
    published_at: datetime | None
    body: bytes

    @property
    def stands(self) -> bool:
        """Whether there is something to show."""
        return self.gone_at is None and self.body != b""


def state(listings: "QuerySet[Listing]") -> State:
    """Return the state of these listings; the horizon is read first, or it would promise much."""
    until = horizon()
    found = listings.aggregate(changed_at=Max("changed_at"), rows=Count("pk"))
    return State(found["changed_at"], found["rows"], until)


def horizon() -> datetime:
    """Return a moment before which no change will turn up any more that is not to be seen yet."""
    with connection.cursor() as cursor:
        cursor.execute(_HORIZON, [_LOCKS])
        now, oldest = cursor.fetchone()
    found: datetime = min(now, oldest or now)
    return found


def listings(asked: Asked) -> "QuerySet[Listing]":
    """Return the reviews of our newsrooms that are asked for, gone ones too, whenever changed."""
    found = Listing.objects.filter(review__isnull=False).defer("folded", "signed")
    if asked.newsroom:
        found = found.filter(review__newsroom=asked.newsroom)
    if asked.language:
        found = found.in_language(asked.language)
    return found


def page(asked: Asked, size: int) -> "tuple[list[Listing], Place | None]":
    """Return a page of live listings, the last changed first, and where it ends if more follow.

    What changes while somebody reads on moves to the first page: a page never shifts below them.
    """
    found = listings(asked).filter(gone_at=None).select_related("review__newsroom")
    if asked.below:
        at, pk = asked.below
        found = found.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=pk))
    rows = list(found.order_by("-changed_at", "-pk")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return rows[:size], Place(last.changed_at, last.pk) if last else None


def rows(listings: "QuerySet[Listing]", form: str) -> Iterator[Row]:
    """Return each listing once, in the order of the stamps, with the bytes of one form."""
    return each(listings, partial(_told, form=form))


def each(
    listings: "QuerySet[Listing]", fetch: Callable[[list[int]], dict[int, _T]]
) -> Iterator[_T]:
    """Return what `fetch` finds of each listing, once, in the order of the stamps.

    The numbers alone are held by a cursor of the server, the rest is fetched by the hundred:
    neither side keeps it all, and no transaction is open while a slow reader reads.
    """
    numbers = listings.order_by("changed_at", "pk").values_list("pk", flat=True)
    for batch in _batches(numbers.iterator(chunk_size=NUMBERS)):
        found = fetch(batch)
        yield from (found[pk] for pk in batch if pk in found)


def shown(form: str, name: str) -> Subquery:
    """Return, for a query of listings, a column of what is shown of the review in this form."""
    found = Rendition.objects.filter(
        slug=OuterRef("review__slug"), version=0, form=form, status=200
    )
    return Subquery(found.values(name))


def _told(numbers: list[int], *, form: str) -> dict[int, Row]:
    columns = shown(form, "publication__published_at"), shown(form, "body")
    found = Listing.objects.filter(pk__in=numbers).values_list(
        "pk", "url", "reviewed_at", "changed_at", "gone_at", *columns
    )
    return {
        pk: Row(url, created, changed, gone, published, bytes(body or b""))
        for pk, url, created, changed, gone, published, body in found
    }


def _batches(values: Iterable[_T]) -> Iterator[list[_T]]:
    batch: list[_T] = []
    for value in values:
        batch.append(value)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
