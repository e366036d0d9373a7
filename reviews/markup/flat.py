"""A published review as one row of a table, for those who do not read JSON."""

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime

from reviews.markup.claimreview import claimant_of, claimed_at
from reviews.markup.dossier import Dossier, SourceRef
from reviews.markup.links import web_url

# What a spreadsheet takes for a formula, in either width, and what it skips before looking.
_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class Row:
    """The columns in their order; dates are RFC 3339, what is not known is empty.

    Origins are counted once, however many documents have it from them. `appearance_urls` are
    separated by spaces, and stand for those of the `appearances` that have an address.
    """

    url: str
    claim: str
    claimant: str
    claim_date: str
    rating_label: str
    rating_value: int | None
    rating_best: int | None
    rating_worst: int | None
    publisher_name: str
    publisher_site: str
    language: str
    review_date: str
    modified: str
    title: str
    summary: str
    origins_named: int
    origins_unnamed: int
    appearances: int
    appearance_urls: str


COLUMNS = tuple(field.name for field in fields(Row))


def row(dossier: Dossier, *, url: str, site: str) -> Row:
    """Return the row of what stands at `url`; `site` is the host that it is published on."""
    claimant = claimant_of(dossier.retellings)
    origins = _origins(dossier)
    named = sum(origin.is_named for origin in origins)
    works = {_work(told.document.url, told.document.key) for told in dossier.retellings}
    return Row(
        url=url,
        claim=dossier.claim_text,
        claimant=claimant.name if claimant else "",
        claim_date=_moment(claimed_at(dossier.retellings)),
        rating_label=dossier.rating.label,
        rating_value=dossier.rating.value,
        rating_best=dossier.rating.best,
        rating_worst=dossier.rating.worst,
        publisher_name=dossier.newsroom.name,
        publisher_site=site,
        language=dossier.language,
        review_date=_moment(dossier.published_at),
        modified=_moment(dossier.modified_at),
        title=dossier.title,
        summary=dossier.summary,
        origins_named=named,
        origins_unnamed=len(origins) - named,
        appearances=len(works),
        appearance_urls=" ".join(sorted(work for work in works if web_url(work))),
    )


def cells(found: Row) -> list[str]:
    """Return the row as cells that no spreadsheet runs as a formula.

    Before one that begins like a formula, or with an apostrophe, stands an apostrophe: take it
    away to have the text.
    """
    return ["" if value is None else _harmless(str(value)) for value in asdict(found).values()]


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith((*_FORMULAS, "'")) else text


def _origins(dossier: Dossier) -> list[SourceRef]:
    found = {o.key: o for told in dossier.retellings for o in told.origins if o}
    return list(found.values())


def _work(url: str, key: str) -> str:
    """Versions of one page are one work."""
    return web_url(url) or key


def _moment(moment: datetime | None) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else ""
