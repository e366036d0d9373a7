"""How a published version is cited: as text, as BibTeX and as CSL-JSON; pure."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, date

from reviews.markup.dossier import Dossier
from reviews.public.wording import Wording, wording

_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "{}%&#$_"},
}
_TEX_SAFE = str.maketrans(_TEX)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """One version of a review in the notations that people and their programs take.

    `text` goes before `url`, which runs from left to right in every language.
    """

    text: str
    url: str
    bibtex: str
    csl: str


def citation(dossier: Dossier, *, url: str) -> Citation:
    """Return the citations of the version that has its own, lasting address at `url`."""
    words = wording(dossier.language)
    return Citation(_text(dossier, words), url, _bibtex(dossier, words, url), _csl(dossier, url))


def _text(dossier: Dossier, words: Wording) -> str:
    opening, closing = words.quotes
    title = f"{opening}{_line(dossier.title or dossier.claim_text)}{closing}"
    parts = (
        _line(dossier.newsroom.name),
        title,
        words.day(_day(dossier)),
        _version(dossier, words),
    )
    return f"{words.comma.join(part for part in parts if part)}."


def _bibtex(dossier: Dossier, words: Wording, url: str) -> str:
    day = _day(dossier)
    values = {
        "author": f"{{{_tex(dossier.newsroom.name)}}}",  # braces: a name of one part
        "title": f"{{{_tex(dossier.title or dossier.claim_text)}}}",
        "year": f"{day.year:04}",
        "month": f"{day.month:02}",
        "day": f"{day.day:02}",
        "version": str(dossier.revision),
        "note": _tex(_version(dossier, words)),
        "language": _tex(dossier.language),
        "url": url,
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in values.items())
    return f"@misc{{{_key(url)},\n{lines}}}"


def _csl(dossier: Dossier, url: str) -> str:
    day = _day(dossier)
    item = {
        "id": _key(url),
        "type": "webpage",
        "author": [{"literal": _line(dossier.newsroom.name)}],
        "title": _line(dossier.title or dossier.claim_text),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "version": str(dossier.revision),
        "language": dossier.language,
        "URL": url,
    }
    return json.dumps([item], ensure_ascii=False, indent=2)


def _day(dossier: Dossier) -> date:
    return dossier.modified_at.astimezone(UTC).date()


def _version(dossier: Dossier, words: Wording) -> str:
    return words.version.format(number=dossier.revision)


def _key(url: str) -> str:
    """Name it after its place below /r/, in what BibTeX takes for a key."""
    return re.sub(r"[^A-Za-z0-9]+", "-", url.rpartition("/r/")[2]).strip("-")


def _tex(words: str) -> str:
    return _line(words).translate(_TEX_SAFE)


def _line(words: str) -> str:
    """Return the words on one line, without controls."""
    return _CONTROLS.sub(" ", words).strip()
