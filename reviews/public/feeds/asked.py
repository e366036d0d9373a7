"""What a request to a feed asks for; a parameter that is not understood is refused by its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from factcheck.accounts.models import Newsroom
from factcheck.core.errors import Flaw
from factcheck.core.languages import LANGUAGE_TAG
from factcheck.core.problems import Refusal

FILTERS = ("newsroom", "language")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Place(NamedTuple):
    """Where a page ends: the stamp and the number of its last listing."""

    changed_at: datetime
    pk: int

    def __str__(self) -> str:
        return f"{(self.changed_at - _EPOCH) // timedelta(microseconds=1)}.{self.pk}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose reviews, in which language; `since` for changes, `below` for the pages after the first.

    `path` is the feed's own. A language stands for its regional forms too.
    """

    path: str
    newsroom: Newsroom | None = None
    language: str = ""
    since: datetime | None = None
    below: Place | None = None

    def url(self, below: Place | None = None) -> str:
        """Return the feed's public address: of its first page, or of what comes below a place."""
        values = {
            "newsroom": self.newsroom.slug if self.newsroom else "",
            "language": self.language,
            "since": moment(self.since) if self.since else "",
            "page": str(below) if below else "",
        }
        query = urlencode({name: value for name, value in values.items() if value})
        return f"{settings.PUBLIC_BASE_URL}{self.path}{'?' if query else ''}{query}"

    @property
    def shown_language(self) -> str:
        """Return the language of all of it, or of its newsroom; empty where neither is asked."""
        return self.language or (self.newsroom.language if self.newsroom else "")


def moment(value: datetime) -> str:
    """Return the moment as the feeds write it (RFC 3339), to the microsecond where it has any."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read(request: HttpRequest, *parameters: str) -> Asked:
    """Return what is asked. Raises Refusal that names each parameter at fault and the remedy."""
    flaws = list(_misfits(request.GET, parameters))
    if flaws:
        raise Refusal("parameters", "A query parameter is not acceptable.", *flaws)
    given = request.GET.dict()
    return Asked(
        path=request.path,
        newsroom=_newsroom(given.get("newsroom")),
        language=_language(given.get("language", "")),
        since=_since(given.get("since")),
        below=_place(given.get("page")),
    )


def _misfits(given: QueryDict, parameters: Iterable[str]) -> Iterable[Flaw]:
    takes = ", ".join(parameters)
    remedy = f"Leave it out; this address takes {takes}." if takes else "Leave it out."
    for name, values in given.lists():
        if name not in parameters:
            yield Flaw(name, "Nothing here is asked by this name.", remedy)
        elif len(values) > 1:
            yield Flaw(name, "It is given more than once.", "Give it once.")
        elif not values[0]:
            yield Flaw(name, "It is empty.", "Give it a value, or leave it out.")


def _refusal(name: str, reason: str, remedy: str) -> Refusal:
    return Refusal("parameters", "A query parameter is not acceptable.", Flaw(name, reason, remedy))


def _newsroom(slug: str | None) -> Newsroom | None:
    if slug is None:
        return None
    found = None if "\0" in slug else Newsroom.objects.filter(slug=slug).first()
    if found is None:
        remedy = "Send the newsroom's short name, as it stands in the addresses of its feeds."
        raise _refusal("newsroom", "No newsroom has this short name.", remedy)
    return found


def _language(tag: str) -> str:
    try:
        if tag:
            LANGUAGE_TAG(tag)
    except ValidationError as error:
        remedy = "Send a language tag such as ar, en or zh-Hant."
        raise _refusal("language", "It is no language tag (BCP 47).", remedy) from error
    return tag


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return _moment(text)
    except (ValueError, OverflowError) as error:
        remedy = (
            "Send the feed's last `dateModified`, a moment such as 2026-11-28T10:00:00Z (a plus "
            "sign is written %2B), or a day such as 2026-11-28."
        )
        raise _refusal(
            "since", "It is neither a moment with its zone nor a day.", remedy
        ) from error


def _moment(text: str) -> datetime:
    """Read RFC 3339. Raises ValueError, or OverflowError where its zone leads out of time."""
    if len(text) == len("2026-11-28"):
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without a zone")
    return found.astimezone(UTC)


def _place(text: str | None) -> Place | None:
    if text is None:
        return None
    micros, _, pk = text.partition(".")
    try:
        if not (micros.isdecimal() and pk.isdecimal() and text.isascii() and len(pk) < 19):
            raise ValueError("not two numbers")
        return Place(_EPOCH + timedelta(microseconds=int(micros)), int(pk))
    except (ValueError, OverflowError) as error:
        remedy = "Begin with the feed's first page and follow its link to the next."
        raise _refusal("page", "It is not a page of this feed.", remedy) from error
