"""Words, days and verdicts as public pages show them, each isolated from what stands around it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews.markup.directions import Direction, direction
from reviews.markup.dossier import Verdict
from reviews.public.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Text:
    """Words in their own language, to be isolated from the text around them."""

    words: str
    lang: str

    @property
    def dir(self) -> Direction:
        return direction(self.lang)

    @property
    def html(self) -> SafeString:
        return self._isolated(self.words)

    @property
    def quoted(self) -> SafeString:
        """Put the quotation marks of its own language within, where its lines begin and end."""
        opening, closing = wording(self.lang).quotes
        return self._isolated(f"{opening}{self.words}{closing}")

    def _isolated(self, words: str) -> SafeString:
        return format_html('<bdi lang="{}" dir="{}">{}</bdi>', self.lang, self.dir, words)


@dataclass(frozen=True, slots=True)
class Day:
    machine: str
    readable: str

    @property
    def html(self) -> SafeString:
        return format_html('<time datetime="{}">{}</time>', self.machine, self.readable)


def text(words: str, language: str) -> Text | None:
    """Return the words in their language; None where there are none."""
    return Text(words, language) if words else None


def moment(at: datetime, words: Wording) -> Day:
    """Return the day of a moment, which is that of UTC."""
    at = at.astimezone(UTC)
    return Day(at.isoformat(timespec="seconds"), words.day(at.date()))


def day(on: date, words: Wording) -> Day:
    """Return a day that has no time."""
    return Day(on.isoformat(), words.day(on))


def paragraphs(written: str) -> list[str]:
    """Return what empty lines part."""
    return [part.strip() for part in re.split(r"\n\s*\n", written) if part.strip()]


def score(verdict: Verdict, words: Wording) -> str:
    """Return the number on its scale in words; "" on a nominal scale."""
    if verdict.value is None or verdict.best is None:
        return ""
    return words.score.format(value=verdict.value, best=verdict.best)


def tone(verdict: Verdict) -> str:
    """Say how near the verdict is to the true end of its scale, for the badge's colour."""
    value, best, worst = verdict.value, verdict.best, verdict.worst
    if value is None or best is None or worst is None or not worst <= value <= best:
        return "none"
    thirds = 3 * (value - worst)
    span = best - worst
    return "low" if thirds < span else "high" if thirds > 2 * span else "middle"
