"""The methods of `claims`: search by words and by an image."""

from typing import Any

from django.core.exceptions import ValidationError

from factcheck.core.languages import LANGUAGE_TAG
from reviews.factchecktools import resources, search, uris
from reviews.factchecktools.addresses import site_of
from reviews.factchecktools.callers import require_key
from reviews.factchecktools.calls import Call, moment_of, token_for
from reviews.factchecktools.refusals import Code, Refusal, Violation, invalid

_SEARCHED = ("query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays")
_IMAGE = ("imageUri", "languageCode")


def search_claims(call: Call) -> dict[str, Any]:
    """Answer `claims:search`."""
    require_key(call)
    asked = {"method": "claims.search"} | {name: call.text(name) for name in _SEARCHED}
    site = site_of(call.text("reviewPublisherSiteFilter").strip())
    if not asked["query"].strip() and not site:
        raise _nothing_asked()
    position = call.position(asked)
    at = moment_of(position[3]) if position else call.at
    wanted = search.Wanted(
        query=asked["query"],
        language=_language(call),
        site=site,
        since=search.oldest(at, call.whole("maxAgeDays")),
    )
    size, offset = call.page_size, call.whole("offset")
    with search.in_time():
        alike = position[4] if position else search.is_scarce(wanted)
        rows = search.reviews(wanted, alike=alike)
        if position:
            rows, offset = search.after(rows, position[0], moment_of(position[1]), position[2]), 0
        found = list(rows.values(*search.COLUMNS, "score", "moment")[offset : offset + size + 1])
    answer: dict[str, Any] = {"claims": [resources.claim(row) for row in found[:size]]}
    if len(found) > size:
        last = found[size - 1]
        place = [last["score"], last["moment"].isoformat(), last["id"]]
        answer["nextPageToken"] = token_for([*place, at.isoformat(), alike], asked)
    return resources.known(answer)


def search_images(call: Call) -> dict[str, Any]:
    """Answer `claims:imageSearch`; the token of a page knows the image, so it is read once."""
    require_key(call)
    asked = {"method": "claims.imageSearch"} | {name: call.text(name) for name in _IMAGE}
    uri = asked["imageUri"].strip()
    if not uri:
        raise invalid("imageUri", "It is missing.")
    wanted = search.Wanted(language=_language(call))
    position, size = call.position(asked), call.page_size
    if position:
        sha256, phash, *last = position
        places = search.by_image(sha256, phash, wanted)
        start = sum(place <= search.Place(*last) for place in places)
    else:
        picture = uris.picture(uri)
        sha256, phash = picture.sha256, picture.phash
        places, start = search.by_image(sha256, phash, wanted), call.whole("offset")
    shown = places[start : start + size]
    rows = search.columns([place.id for place in shown])
    answer: dict[str, Any] = {"results": [{"claim": resources.claim(row)} for row in rows]}
    if len(places) > start + size:
        end = shown[-1]
        place = [sha256, phash, end.distance, end.age, end.order]
        answer["nextPageToken"] = token_for(place, asked)
    return resources.known(answer)


def _language(call: Call) -> str:
    tag = call.text("languageCode").strip().replace("_", "-")
    try:
        if tag:
            LANGUAGE_TAG(tag)
    except ValidationError as error:
        raise invalid("languageCode", "It is no language code of BCP 47.") from error
    return tag


def _nothing_asked() -> Refusal:
    said = "Request must set query or reviewPublisherSiteFilter."
    names = ("query", "reviewPublisherSiteFilter")
    return Refusal(
        Code.INVALID_ARGUMENT, said, tuple(Violation(name, "Set one of both.") for name in names)
    )
