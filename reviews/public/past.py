"""What was published of a review before, and what was corrected, as the page shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews.markup.dossier import Correction, Dossier, Edition, Verdict
from reviews.public.texts import Day, moment, paragraphs, score
from reviews.public.wording import Wording


@dataclass(frozen=True, slots=True)
class CorrectionNote:
    """What readers are told of a correction; `rated` is empty where the rating stayed."""

    day: Day
    paragraphs: list[str]
    since: str
    rated: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One published version; `link` is empty where its address does not show it any more."""

    name: str
    day: Day
    rating: str
    link: str
    is_shown: bool
    withdrawn: SafeString | str


def versions(dossier: Dossier, words: Wording, *, url: str) -> list[VersionRow]:
    """Return what was published until this version, the newest first; `url` is the review's."""
    own = Edition(dossier.revision, dossier.modified_at, dossier.rating)
    return [
        _version(each, words, url=url, is_shown=each is own)
        for each in (own, *dossier.history[::-1])
    ]


def _version(edition: Edition, words: Wording, *, url: str, is_shown: bool) -> VersionRow:
    gone = edition.withdrawn_at
    return VersionRow(
        name=words.version.format(number=edition.revision),
        day=moment(edition.published_at, words),
        rating=edition.rating.label,
        link="" if gone else f"{url}v{edition.revision}/",
        is_shown=is_shown,
        withdrawn=format_html(words.withdrawn_on, day=_shown_day(gone, words)) if gone else "",
    )


def corrections(dossier: Dossier, words: Wording) -> list[CorrectionNote]:
    """Return the notes, the newest first, each with the rating where it gave way to another."""
    ratings = [*(each.rating for each in dossier.corrections), dossier.rating]
    pairs = zip(dossier.corrections, ratings[1:], strict=True)
    return [_correction(each, then, words) for each, then in pairs][::-1]


def _correction(correction: Correction, then: Verdict, words: Wording) -> CorrectionNote:
    since = correction.wrong_since
    return CorrectionNote(
        day=moment(correction.corrected_at, words),
        paragraphs=paragraphs(correction.note),
        since=format_html(words.wrong_since, day=_shown_day(since, words)) if since else "",
        rated=_rated(correction, words) if correction.rating != then else "",
    )


def _rated(correction: Correction, words: Wording) -> str:
    number = score(correction.rating, words)
    label = format_html("<bdi>{}</bdi>", correction.rating.label)
    return format_html(
        words.rated_before,
        first=_shown_day(correction.published_at, words),
        last=_shown_day(correction.corrected_at, words),
        rating=format_html("<strong>{}</strong> ({})", label, number) if number else label,
    )


def _shown_day(at: datetime, words: Wording) -> SafeString:
    return moment(at, words).html
