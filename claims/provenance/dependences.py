"""On which sources a claim depends, and on which of them alone."""

from claims.provenance.analysis import Provenance


def dependences(found: Provenance) -> dict[str, bool]:
    """Return the sources (the smallest key of each) of the graph, and whether all hangs on it.

    Origins that were vouched for at once stand in for each other: nothing hangs on one of them.
    """
    joint = {n for origin in found.origins.classes if len(origin.nodes) > 1 for n in origin.nodes}
    alone = set(found.support.hangs_on) - joint
    sources = (node.id for node in found.nodes if node.kind == "source")
    return {node.partition(":")[2]: node in alone for node in sources}
