"""The tone of a verdict: how near it is to the true end of its scale, for its colour."""

from typing import Literal

from reviews.markup.dossier import Verdict

Tone = Literal["low", "middle", "high", "none"]


def tone(verdict: Verdict) -> Tone:
    """Name the third of the scale that the verdict is in; none where there is no scale."""
    value, best, worst = verdict.value, verdict.best, verdict.worst
    if value is None or best is None or worst is None or not worst <= value <= best:
        return "none"
    thirds = 3 * (value - worst)
    span = best - worst
    return "low" if thirds < span else "high" if thirds > 2 * span else "middle"
