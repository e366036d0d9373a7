"""The list of what is published here, for people: the newest first, a page at a time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from reviews.markup.directions import direction
from reviews.models import Listing
from reviews.public.sharing import Translation, alternates
from reviews.public.texts import Day, Text, moment, text
from reviews.public.wording import LANGUAGES, Wording, wording

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One review of the list."""

    link: str
    claim: Text
    title: Text | None
    rating: Text | None
    publisher: str
    day: Day | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last review of a page; what follows is older."""

    newest_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{self.newest_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}-{self.pk}"


def cursor_of(written: str) -> Cursor | None:
    """Read what `str` of a cursor wrote; None where it is something else."""
    at, _, pk = written.rpartition("-")
    try:
        return Cursor(datetime.fromisoformat(at).replace(tzinfo=UTC), _row(pk))
    except (ValueError, OverflowError):
        return None


def _row(pk: str) -> int:
    if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
        raise ValueError(pk)
    return int(pk)


def listed(*, language: str, after: Cursor | None) -> QuerySet[Listing]:
    """Return one row more than a page has, so that it is known whether another follows.

    `language` is a primary subtag; "" takes all.
    """
    rows = Listing.objects.filter(review__isnull=False, gone_at=None, newest_at__isnull=False)
    if language:
        rows = rows.in_language(language)
    if after:
        older = Q(newest_at=after.newest_at, pk__lt=after.pk) | Q(newest_at__lt=after.newest_at)
        rows = rows.filter(older)
    return rows.defer("folded", "signed").order_by("-newest_at", "-pk")[: PAGE_SIZE + 1]


def render_index(rows: list[Listing], *, spoken: str, language: str, first: bool) -> bytes:
    """Return the page of the rows, with its labels in the language that is `spoken`."""
    words = wording(spoken)
    url = f"{settings.PUBLIC_BASE_URL}/r/"
    shown = rows[:PAGE_SIZE]
    context = {
        "words": words,
        "lang": words.language,
        "dir": direction(words.language),
        "page_title": words.reviews,
        "url": f"{url}?language={language}" if language else url,
        "first": first,
        "language": language,
        "languages": [Translation(each, f"{url}?language={each}") for each in LANGUAGES],
        "entries": [_entry(row, words) for row in shown],
        "older": _older(language, shown[-1]) if len(rows) > PAGE_SIZE else "",
        "alternates": [each for each in alternates(url) if "oembed" not in each.type],
    }
    return render_to_string("reviews/public/index.html", context).encode()


def _older(language: str, last: Listing) -> str:
    assert last.newest_at is not None  # noqa: S101 (`listed` takes no others)
    asked = {"language": language} if language else {}
    return "?" + urlencode(asked | {"after": str(Cursor(last.newest_at, last.pk))})


def _entry(row: Listing, words: Wording) -> Entry:
    return Entry(
        link=row.url,
        claim=Text(row.claim_text, row.language),
        title=text(row.title, row.language),
        rating=text(row.rating_label, row.language),
        publisher=row.publisher_name,
        day=moment(row.reviewed_at, words) if row.reviewed_at else None,
    )
