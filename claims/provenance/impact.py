"""What the figures of a claim become when sources or documents fall."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from claims.provenance.analysis import Figures, analyse
from claims.provenance.falling import Fallen, retract
from claims.provenance.graph import Holdings


@dataclass(frozen=True, slots=True)
class Impact:
    """The figures before and after, and what fell in between; what had fallen before stays out."""

    before: Figures
    after: Figures
    fallen: Fallen

    @property
    def falls(self) -> bool:
        """Say whether the claim has less support, or fewer independent origins."""
        return any(
            getattr(self.after, name) < getattr(self.before, name)
            for name in ("support", "origins_at_least", "origins_at_most")
        )


def impact(
    holdings: Holdings, *, sources: Collection[str] = (), documents: Collection[str] = ()
) -> Impact:
    """Return what becomes of the claim when sources and documents (keys) fall for it.

    What is retracted already has fallen before; see `falling.fall` for what falls with what.
    """
    before = analyse(holdings)
    after = analyse(retract(holdings, sources=sources, documents=documents))
    return Impact(before.figures, after.figures, _between(before.fallen, after.fallen))


def _between(before: Fallen, after: Fallen) -> Fallen:
    """Return what only the later fall took."""
    return Fallen(
        *(_besides(getattr(before, f.name), getattr(after, f.name)) for f in fields(after))
    )


def _besides(known: tuple[Any, ...], found: tuple[Any, ...]) -> tuple[Any, ...]:
    already = set(known)
    return tuple(item for item in found if item not in already)
