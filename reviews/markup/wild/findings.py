"""Makes records that can be stored of ClaimReviews that were found in markup, or says why not."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from factcheck.core.errors import Flaw
from reviews.markup.links import web_url
from reviews.markup.things import Claim, ClaimReview, Party, Work
from reviews.markup.things import Rating as RatingThing
from reviews.markup.values import Moment, Number
from reviews.markup.wild.claimants import LONGEST, claimant
from reviews.markup.wild.moments import moment
from reviews.markup.wild.review import Claimant, Entry, Publisher, Rating, WildReview

CLAIM_CHARACTERS, NAME_CHARACTERS, SITE_CHARACTERS = 5000, 300, 255
APPEARANCES_AT_MOST = 200
LARGEST = Decimal(10) ** 7
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LONGEST_TAG = 35
_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*")


@dataclass
class _Reading:
    """One ClaimReview on its way; `pointer` is the record's."""

    pointer: str
    flaws: list[Flaw] = field(default_factory=list)
    warnings: list[Flaw] = field(default_factory=list)

    def flaw(self, place: str, reason: str, remedy: str) -> None:
        self.flaws.append(Flaw(self.pointer + place, reason, remedy))

    def warn(self, place: str, reason: str, remedy: str) -> None:
        self.warnings.append(Flaw(self.pointer + place, reason, remedy))


def entry(pointer: str, found: ClaimReview, record: Mapping[str, Any]) -> Entry:
    """Return what can be stored of a ClaimReview that `record` says, or why nothing can."""
    reading = _Reading(pointer)
    text, url = _claim_text(reading, found), _url(reading, found)
    publisher = _publisher(reading, found, url)
    item = found.item_reviewed or Claim()
    reviewed_at = _moment(reading, "/datePublished", found.date_published)
    review = WildReview(
        claim_text=text,
        url=url,
        publisher=publisher,
        markup=record,
        title=plain(found.name),
        claimant=_claimant(reading, item),
        claimed_at=_moment(reading, "/itemReviewed/datePublished", item.date_published),
        rating=_rating(reading, found.review_rating),
        language=_language(reading, found),
        reviewed_at=reviewed_at,
        appearances=tuple(_appearances(item)),
    )
    flaws, warnings = tuple(reading.flaws), tuple(reading.warnings)
    return Entry(pointer, None if flaws else review, flaws, warnings)


def plain(text: str) -> str:
    """Return a text without the entities of HTML and the blanks round it; "" of blanks alone."""
    bare = html.unescape(text).strip()
    return "" if _INVISIBLE.fullmatch(bare) else bare.replace("\x00", "\ufffd")


def _claim_text(reading: _Reading, found: ClaimReview) -> str:
    text = plain(found.claim_reviewed)
    if not text:
        reading.flaw("/claimReviewed", "It does not say what was reviewed.", "Add the claim.")
    if len(text) > CLAIM_CHARACTERS:
        remedy = f"A claim is a sentence; keep it within {CLAIM_CHARACTERS} characters."
        reading.flaw("/claimReviewed", f"It has {len(text)} characters.", remedy)
    return text


def _url(reading: _Reading, found: ClaimReview) -> str:
    given = found.url.strip()
    url = web_url(given)
    if given and not url:
        remedy = "Give the whole address, with https://."
        reading.warn("/url", "It is no address of the web; it is left out.", remedy)
    return url


def _publisher(reading: _Reading, found: ClaimReview, url: str) -> Publisher:
    """Return whose review it is: an organisation that is named, or the site that shows it."""
    parties = [*found.author, *found.publisher]
    body = next((one for one in parties if not _is_person(one) and plain(one.name)), None)
    person = next((one for one in parties if plain(one.name)), None)
    address = next((web_url(one.url) for one in parties if web_url(one.url)), "")
    site = _site(url) or _site(address)
    named = body or (None if site else person)
    name = plain(named.name) if named else ""
    if not name and not site:
        remedy = "Give `url`, or `author` with a name."
        reading.flaw("", "It has no address and names no publisher.", remedy)
    if len(name) > NAME_CHARACTERS or len(site) > SITE_CHARACTERS:
        remedy = f"Shorten it to {NAME_CHARACTERS} characters."
        reading.flaw("/author/name", "The publisher's name is too long.", remedy)
    return Publisher(name, site, web_url(named.url) if named else "")


def _is_person(party: Party) -> bool:
    return "person" in {kind.lower() for kind in party.types}


def _site(url: str) -> str:
    """Return the host of an address that `web_url` let pass, without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""


def _claimant(reading: _Reading, item: Claim) -> Claimant | None:
    """Return who made the claim; of several, all in the words that name them."""
    named = [one for one in item.author if plain(one.name)]
    words = "، ".join if any(_arabic(one.name) for one in named) else ", ".join
    said = words(dict.fromkeys(plain(one.name) for one in named))
    if len(said) > LONGEST:
        remedy = f"Name who made the claim in {LONGEST} characters."
        reading.warn("/itemReviewed/author", "The name is too long; it is left out.", remedy)
        return None
    types = {kind for one in named for kind in one.types}
    type_ = types.pop() if len(types) == 1 and len(named) == 1 else ""
    addresses = (one for party in named for one in (*party.same_as, party.url))
    return claimant(said, type_=type_, same_as=addresses)


def _arabic(text: str) -> bool:
    return any("\u0600" <= character <= "\u06ff" for character in text)


def _rating(reading: _Reading, found: RatingThing | None) -> Rating:
    if found is None:
        return Rating()
    numbers = {
        name: _number(reading, f"/reviewRating/{name}", number)
        for name, number in (
            ("ratingValue", found.rating_value),
            ("bestRating", found.best_rating),
            ("worstRating", found.worst_rating),
        )
    }
    label = plain(found.alternate_name) or plain(found.name)
    return Rating(label, numbers["ratingValue"], numbers["bestRating"], numbers["worstRating"])


def _number(reading: _Reading, place: str, number: Number | None) -> Decimal | None:
    if number is None or str(number.given).strip() == "":
        return None
    value = number.value
    if value is None or not -LARGEST < value < LARGEST:
        remedy = "Give a number; what is said in words belongs into `alternateName`."
        reading.warn(place, "It is no number that can be read; it is left out.", remedy)
        return None
    return round(Decimal(str(value)), 4)


def _moment(reading: _Reading, place: str, given: Moment | None) -> datetime | None:
    at, why = moment(given.text if given else "")
    if why:
        remedy = "Write it as ISO 8601: 2025-04-28, or 2025-04-28T19:23:46Z."
        reading.warn(place, f"{why} It is left out.", remedy)
    return at


def _language(reading: _Reading, found: ClaimReview) -> str:
    tag = found.in_language.strip().replace("_", "-")
    if tag and (len(tag) > _LONGEST_TAG or not _TAG.fullmatch(tag)):
        remedy = "Use one such as ar, en, zh-Hant."
        reading.warn("/inLanguage", "It is no language tag; it is left out.", remedy)
        return ""
    return tag


def _appearances(item: Claim) -> Iterator[str]:
    """Yield the addresses at which the claim was made, the first known one first, each once."""
    first: Iterable[Work] = [item.first_appearance] if item.first_appearance else []
    works = (work.url or work.id for work in (*first, *item.appearance))
    found = dict.fromkeys(filter(None, (web_url(one.strip()) for one in (*works, item.url))))
    yield from list(found)[:APPEARANCES_AT_MOST]
