"""Sets that grow together: which things are one because others say so."""

from collections.abc import Iterable


class Groups:
    """Disjoint sets of strings (union-find); the smallest member stands for its set.

    A string that nobody joined is a set of its own, so which set a string is in never depends
    on the order of the joins.
    """

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        """Start with the pairs joined."""
        self._above: dict[str, str] = {}
        for a, b in pairs:
            self.join(a, b)

    def of(self, thing: str) -> str:
        """Return the smallest member of the set that `thing` is in."""
        above, top = self._above, thing
        while (higher := above.get(top, top)) != top:
            top = higher
        while thing != top:
            above[thing], thing = top, above.get(thing, top)
        return top

    def join(self, a: str, b: str) -> None:
        """Make one set of the two that hold `a` and `b`."""
        low, high = sorted((self.of(a), self.of(b)))
        if low != high:
            self._above[high] = low

    def join_all(self, things: Iterable[str]) -> None:
        """Make one set of the sets of all `things`."""
        first: str | None = None
        for thing in things:
            first = thing if first is None else first
            self.join(first, thing)

    def sets(self, things: Iterable[str]) -> dict[str, list[str]]:
        """Return `things` by the smallest member of their set, each list in the order given."""
        found: dict[str, list[str]] = {}
        for thing in things:
            found.setdefault(self.of(thing), []).append(thing)
        return found
