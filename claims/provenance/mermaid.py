"""Provenance as a Mermaid flowchart, for those who want to edit or embed the picture as text."""

from collections.abc import Iterator

from claims.provenance.analysis import Provenance
from claims.provenance.graph import Node
from claims.provenance.labels import isolated, label
from claims.provenance.wording import Wording, wording
from factcheck.core.directions import direction

_STYLES = (
    "classDef unnamed stroke-dasharray: 6 4",
    "classDef bottleneck stroke:#b3261e,stroke-width:4px",
)
# All that means something in a label, as Markdown or as HTML; letters of any script do not.
_SPECIAL = frozenset("\"#&;<>`\\[](){}|*_~'$%:/=@^!-")


def mermaid(provenance: Provenance, language: str) -> str:
    """Return the flowchart; it runs as the language does, documents first.

    Ids are numbers of the nodes; labels have no character that means something to Mermaid.
    """
    return "\n".join([*_lines(provenance, language), ""])


def _lines(provenance: Provenance, language: str) -> Iterator[str]:
    words = wording(language)
    ids = {node.id: f"n{number}" for number, node in enumerate(provenance.nodes)}
    nodes = {node.id: node for node in provenance.nodes}
    in_class = {node for found in provenance.origins.classes for node in found.nodes}
    yield f"flowchart {'RL' if direction(language) == 'rtl' else 'LR'}"
    for node in provenance.nodes:
        if node.id not in in_class:
            yield f"  {ids[node.id]}{_shape(node, words)}"
    for number, found in enumerate(provenance.origins.classes):
        yield f'  subgraph c{number}["{escaped(words.class_key)}"]'
        yield from (f"    {ids[node]}{_shape(nodes[node], words)}" for node in found.nodes)
        yield "  end"
    circular = {pair for cycle in provenance.cycles for pair in cycle.edges}
    for edge in provenance.edges:
        heavy = (edge.tail, edge.head) in circular
        arrow = "-.->" if edge.stitched else "==>" if heavy else "-->"
        yield f"  {ids[edge.tail]} {arrow} {ids[edge.head]}"
    yield from _marks(provenance, ids)


def _marks(provenance: Provenance, ids: dict[str, str]) -> Iterator[str]:
    yield from (f"  {style}" for style in _STYLES)
    for node in provenance.nodes:
        if not node.named:
            yield f"  class {ids[node.id]} unnamed"
    classes = {found.key: f"c{n}" for n, found in enumerate(provenance.origins.classes)}
    for vertex in provenance.support.bottlenecks:
        yield f"  class {classes.get(vertex) or ids[vertex]} bottleneck"


def _shape(node: Node, words: Wording) -> str:
    # What draws the chart sets labels from left to right, whatever the language of the page.
    called = label(node, words.language)
    shown = f'"{escaped(isolated(called, "ltr") if called else words.untitled)}"'
    if node.kind == "document":
        return f"[{shown}]"
    return f"([{shown}])" if node.origin else f"({shown})"


def escaped(text: str) -> str:
    """Return clean text with all that means something to Mermaid as character codes."""
    return "".join(f"#{ord(c)};" if c in _SPECIAL else c for c in text)
