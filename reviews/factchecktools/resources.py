"""The resources as JSON: claims and their reviews out of rows, and described pages both ways."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from factcheck.core.errors import Flaw
from reviews.factchecktools.addresses import flaw_of

MARKUPS_AT_MOST = 100
APPEARANCES_AT_MOST = 100
TEXT_AT_MOST = 5000
_INT32 = range(-(2**31), 2**31)

_CLAIM_REVIEW = {
    **dict.fromkeys(("url", "title", "reviewDate", "textualRating", "languageCode")),
    "publisher": {"name": None, "site": None},
}
_CLAIM = {**dict.fromkeys(("text", "claimant", "claimDate")), "claimReview": _CLAIM_REVIEW}
_MARKUP = {
    **dict.fromkeys(("url", "claimReviewed", "claimDate", "claimLocation")),
    **dict.fromkeys(("claimFirstAppearance", "claimAppearances")),
    "claimAuthor": dict.fromkeys(("name", "jobTitle", "imageUrl", "sameAs")),
    "rating": dict.fromkeys(
        (
            *("textualRating", "ratingValue", "worstRating", "bestRating"),
            *("ratingExplanation", "imageUrl"),
        )
    ),
}
PAGE: dict[str, Any] = {
    **dict.fromkeys(("name", "pageUrl", "publishDate", "versionId")),
    "claimReviewAuthor": {"name": None, "imageUrl": None},
    "claimReviewMarkups": _MARKUP,
}
"""The fields of each answer, for `fields`."""
CLAIMS: dict[str, Any] = {"claims": _CLAIM, "nextPageToken": None}
RESULTS: dict[str, Any] = {"results": {"claim": _CLAIM}, "nextPageToken": None}
PAGES: dict[str, Any] = {"claimReviewMarkupPages": PAGE, "nextPageToken": None}
EMPTY: dict[str, Any] = {}

_NUMBERS = {"ratingValue", "worstRating", "bestRating"}
_ADDRESSES = {"pageUrl", "url", "imageUrl", "sameAs", "claimFirstAppearance", "claimAppearances"}
_LISTS = {"claimAppearances": APPEARANCES_AT_MOST, "claimReviewMarkups": MARKUPS_AT_MOST}


def claim(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one review, by the columns of its listing, as the claim that it is of."""
    review = {
        "publisher": known({"name": row["publisher_name"], "site": row["publisher_site"]}),
        "url": row["url"],
        "title": row["title"],
        "reviewDate": moment(row["reviewed_at"]),
        "textualRating": row["rating_label"],
        "languageCode": row["language"],
    }
    return known(
        {
            "text": row["claim_text"],
            "claimant": row["claimant"],
            "claimDate": moment(row["claim_date"]),
            "claimReview": [known(review)],
        }
    )


def known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is empty, as JSON of proto3 does."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def moment(value: datetime | None) -> str:
    """Return a moment as RFC 3339 has it, in UTC and whole seconds; nothing for None."""
    if value is None:
        return ""
    return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def day_or_moment(text: str) -> datetime | None:
    """Return the moment of a free date, midnight UTC of a day; None for what is no date."""
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True, slots=True)
class Sent:
    """A page as a client sent it: `content` is the resource without `name` and `versionId`."""

    name: str
    version_id: str
    content: dict[str, Any]

    @property
    def page_url(self) -> str:
        """Return the page's address."""
        return str(self.content["pageUrl"])


def read_page(data: Any) -> tuple[Sent, list[Flaw]]:
    """Return a sent resource in its normal form, and what is wrong with it.

    As JSON of proto3: null and empty are absent, names may be in snake case, whole numbers may
    be texts. The order of fields is that of the resource.
    """
    reader = _Reader()
    content = reader.object(data, PAGE, "")
    name, version = content.pop("name", ""), content.pop("versionId", "")
    if "pageUrl" not in content and not reader.flaws:
        reader.refuse("/pageUrl", "It is missing.", "Send the address of the page.")
    sent = Sent(name, version, {"pageUrl": ""} | content)
    return sent, reader.flaws or list(_page_flaws(sent))


class _Reader:
    """Reads JSON into the normal form, and keeps what is wrong by its place."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []

    def refuse(self, pointer: str, reason: str, remedy: str) -> None:
        self.flaws.append(Flaw(pointer, reason, remedy))

    def object(self, value: Any, shape: Mapping[str, Any], at: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.refuse(at, "It is no object.", "Send a JSON object.")
            return {}
        named = {_camel(key): inner for key, inner in value.items()}
        for key in value:
            if _camel(key) not in shape:
                self.refuse(f"{at}/{key}", "There is no such field.", "Leave it out.")
        read = {
            name: self.value(named[name], inner, f"{at}/{name}", name)
            for name, inner in shape.items()
            if named.get(name) is not None
        }
        return known(read)

    def value(self, value: Any, shape: Any, at: str, name: str) -> Any:
        if name in _LISTS:
            return self.list(value, shape, at, name)
        if shape is not None:
            return self.object(value, shape, at)
        return self.number(value, at) if name in _NUMBERS else self.text(value, at, name)

    def list(self, value: Any, shape: Any, at: str, name: str) -> Any:
        most = _LISTS[name]
        if not isinstance(value, list):
            return self.refuse(at, "It is no list.", "Send a JSON array.")
        if len(value) > most:
            return self.refuse(at, f"It has {len(value)} items.", f"Send at most {most}.")
        items = enumerate(value)
        if shape is None:
            return [self.text(item, f"{at}/{n}", name) for n, item in items]
        return [self.object(item, shape, f"{at}/{n}") for n, item in items]

    def number(self, value: Any, at: str) -> int | None:
        number = _whole(value)
        if number is None or number not in _INT32:
            self.refuse(at, "It is no whole number of 32 bits.", "Send one.")
        return number

    def text(self, value: Any, at: str, name: str) -> str:
        if not isinstance(value, str):
            self.refuse(at, "It is no text.", "Send a JSON string.")
            return ""
        if len(value) > TEXT_AT_MOST:
            remedy = f"Send at most {TEXT_AT_MOST}."
            self.refuse(at, f"It has {len(value)} characters.", remedy)
        flaw = flaw_of(value) if name in _ADDRESSES and value else ""
        if flaw:
            self.refuse(at, flaw, "Send an address of the web.")
        return value


def _whole(value: Any) -> int | None:
    """Return a whole number that is written as a number or as a text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?[0-9]{1,10}", value) else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if isinstance(value, int) else None


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def _page_flaws(sent: Sent) -> Iterator[Flaw]:
    """Name what is wrong with a page as a whole."""
    page = sent.page_url.partition("#")[0]
    for n, markup in enumerate(sent.content.get("claimReviewMarkups", [])):
        at = f"/claimReviewMarkups/{n}"
        if markup.get("url", page).partition("#")[0] != page:
            remedy = "Leave it out, or send the page's address with an anchor (#…)."
            yield Flaw(f"{at}/url", "It is not the address of the page.", remedy)
        yield from _rating_flaws(markup.get("rating", {}), f"{at}/rating")


def _rating_flaws(rating: Mapping[str, Any], at: str) -> Iterator[Flaw]:
    value, worst, best = (rating.get(n) for n in ("ratingValue", "worstRating", "bestRating"))
    if worst is None or best is None:
        return
    if worst > best:
        yield Flaw(f"{at}/worstRating", "It is above the best.", "Order the scale.")
    elif value is not None and not worst <= value <= best:
        yield Flaw(f"{at}/ratingValue", f"{value} is not on the scale.", "Send one that is.")


def page(name: str, version_id: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the resource of a page."""
    return {"name": f"pages/{name}", **content, "versionId": version_id}


def field_of(pointer: str) -> str:
    """Return a JSON pointer as Google names fields: `claimReviewMarkups[0].url`."""
    steps = pointer.split("/")[1:]
    path = "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps)
    return path.removeprefix(".")
