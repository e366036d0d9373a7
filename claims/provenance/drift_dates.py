"""Finds drift in when: the day of saying, days of the week, and words like "today" gone stale."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from claims.provenance.lexicon import lexicon_of
from claims.provenance.naming import Word, words
from claims.provenance.reasons import Detail, reason
from claims.provenance.retellings import (
    CitedSource,
    Direction,
    Drift,
    DriftCode,
    DriftKind,
    Retelling,
    Side,
    cued,
    passage,
    side,
)

_DAYS = 7


def find(a: Retelling, b: Retelling) -> Iterator[Drift]:
    """Yield the drift in the day of saying, and in the days of the week of what is told."""
    one, other = _dated(a), _dated(b)
    if one and other:
        yield from _said_on(a, one, b, other)
    days = _weekdays(a), _weekdays(b)
    if days[0] and days[1] and set(days[0]) != set(days[1]):
        named = [tuple(str(day) for day in sorted(found)) for found in days]
        why = reason(DriftCode.EVENT_DAY, days_a=named[0], days_b=named[1])
        sides = _day_side(a, days[0]), _day_side(b, days[1])
        yield Drift(DriftKind.DATE, *sides, Direction.UNCLEAR, why)


def _dated(told: Retelling) -> CitedSource | None:
    """Return the first origin whose saying is dated."""
    dated = (hop for hop in told.origins if hop.said_on or hop.said_when)
    return min(dated, key=lambda hop: hop.source, default=None)


def _said_on(a: Retelling, one: CitedSource, b: Retelling, other: CitedSource) -> Iterator[Drift]:
    details: dict[str, Detail] = {"words_a": _when(one), "words_b": _when(other)}
    days = _said_days(a, one), _said_days(b, other)
    if days[0] and days[1]:
        relative = _is_relative(a, one) or _is_relative(b, other)
        code = DriftCode.RELATIVE_DAY if relative else DriftCode.SAID_ON
        details |= {"day_a": days[0][0].isoformat(), "day_b": days[1][0].isoformat()}
        differ = set(days[0]).isdisjoint(days[1])
    else:
        named = _said_weekdays(a, one), _said_weekdays(b, other)
        code = DriftCode.WEEKDAY
        differ = bool(named[0] and named[1] and named[0] != named[1])
    if differ:
        sides = _said_side(a, one), _said_side(b, other)
        yield Drift(DriftKind.DATE, *sides, Direction.UNCLEAR, reason(code, **details))


def _when(hop: CitedSource) -> str:
    return hop.said_when.exact if hop.said_when else ""


def _said_side(told: Retelling, hop: CitedSource) -> Side:
    return side(told, "said_when", hop.said_when) if hop.said_when else cued(told, hop)


def _said_days(told: Retelling, hop: CitedSource) -> list[date]:
    """Return the day of saying: as stated, or as its words say on the day of publication.

    Where that may be one of several, so may the day of saying; the likeliest comes first.
    """
    if hop.said_on:
        return [hop.said_on]
    near, weekdays = _days_named(_when(hop), told)
    if near:
        return [day + timedelta(days=near[0][0]) for day in told.published_days]
    if weekdays:
        return [_last(weekdays[0][0], day) for day in told.published_days]
    return []


def _last(weekday: int, day: date) -> date:
    """Return the last such day of the week up to a day."""
    return day - timedelta(days=(day.weekday() - weekday) % _DAYS)


def _is_relative(told: Retelling, hop: CitedSource) -> bool:
    return bool(_days_named(_when(hop), told)[0])


def _said_weekdays(told: Retelling, hop: CitedSource) -> set[int]:
    return {day for day, _ in _days_named(_when(hop), told)[1]}


def _days_named(
    text: str, told: Retelling
) -> tuple[list[tuple[int, Word]], list[tuple[int, Word]]]:
    """Return the days named from the day of writing, and the days of the week, with their words."""
    lexicon = lexicon_of(told.language, text)
    if lexicon is None:
        return [], []
    near, weekdays = [], []
    for word in words(text):
        day = word.form if word.form in lexicon.weekdays else word.form.removeprefix("و")
        if day in lexicon.weekdays:
            weekdays.append((lexicon.weekdays[day], word))
        elif day in lexicon.near_days:
            near.append((lexicon.near_days[day], word))
    return near, weekdays


def _weekdays(told: Retelling) -> dict[int, Word]:
    """Return the days of the week in the words of the claim; "today" counts where it is dated."""
    near, weekdays = _days_named(told.anchor.exact, told)
    found = dict(reversed(weekdays))
    if len(told.published_days) == 1 and not found:
        first = told.published_days[0].weekday()
        found = {(first + days) % _DAYS: word for days, word in near}
    return found


def _day_side(told: Retelling, days: dict[int, Word]) -> Side:
    found = sorted(days.values(), key=lambda word: word.start)
    return passage(told, found[0].start, found[-1].end)


def doubtful_days(retellings: Iterable[Retelling], drifts: Iterable[Drift]) -> Iterator[Drift]:
    """Yield the relative days of documents in which another one is shown to be stale.

    A paragraph that was copied with its "today" tends to be copied with its "yesterday" too.
    """
    stale: dict[str, Side] = {}
    for drift in drifts:
        if drift.reason.code == DriftCode.RELATIVE_DAY:
            for shown in (drift.a, drift.b):
                stale[shown.document] = min(shown, stale.get(shown.document, shown), key=_place)
    for told in retellings:
        for hop in told.origins if told.document in stale else ():
            proof = stale[told.document]
            if hop.said_when and not hop.said_on and _is_relative(told, hop):
                shown = side(told, "said_when", hop.said_when)
                if (shown.start, shown.end) != (proof.start, proof.end):
                    why = reason(DriftCode.DOUBTFUL_DAY, words_a=proof.exact, words_b=shown.exact)
                    yield Drift(DriftKind.DATE, proof, shown, Direction.UNCLEAR, why)


def _place(shown: Side) -> tuple[int, str]:
    return shown.start, shown.appearance
