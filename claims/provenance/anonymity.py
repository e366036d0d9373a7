"""Whether anybody with a name stands at the end of the chains, and along them."""

from dataclasses import dataclass

from claims.provenance.graph import Graph, Telling
from claims.provenance.origins import Origins


@dataclass(frozen=True, slots=True)
class Anonymity:
    """What of the chains has no name.

    `all_unnamed`: there are origins, and every one is an unnamed source; own voice is never
    unnamed, not even where the publisher is unknown. `named` and `unnamed` are the classes.
    `named_through_unnamed`: named classes that are reached only through unnamed relays: every
    chain that ends there has a level without a named source.
    `on_condition` are the appearances that say a source spoke on condition of anonymity.
    """

    all_unnamed: bool
    named: tuple[str, ...]
    unnamed: tuple[str, ...]
    named_through_unnamed: tuple[str, ...]
    on_condition: tuple[str, ...]


def anonymity(graph: Graph, origins: Origins) -> Anonymity:
    """Return which origins have no name, and which have one that nobody named vouches for."""
    named = [found for found in origins.classes if found.named]
    open_ways = {
        telling.appearance for telling in graph.tellings if _named_all_along(graph, telling)
    }
    return Anonymity(
        all_unnamed=bool(origins.classes) and not named and not origins.unsigned,
        named=tuple(found.key for found in named),
        unnamed=tuple(found.key for found in origins.classes if not found.named),
        named_through_unnamed=tuple(
            found.key
            for found in named
            if open_ways.isdisjoint(proof.appearance for proof in found.told_by)
        ),
        on_condition=tuple(
            telling.appearance
            for telling in graph.tellings
            if any(hop.on_condition_of_anonymity for hop in telling.hops())
        ),
    )


def _named_all_along(graph: Graph, telling: Telling) -> bool:
    """Say whether every relay level has a named source; own voice has no relay."""
    relays = graph.levels(telling)[:-1]
    return all(any(graph.nodes[node].named for node in level) for level in relays)
