"""Where the nodes and edges of a provenance stand in a picture: columns from left to right.

Documents stand in the first column, origins in the last one, all others between them by their
distance from the documents. An edge that passes a column has a channel of its own there, shared
with the other edges to the same node, so that no edge runs beneath a box.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from claims.provenance.analysis import Provenance
from claims.provenance.graph import Edge

BOX_WIDTH, BOX_HEIGHT = 228, 70
COLUMN_GAP, ROW_GAP, CLASS_PAD = 120, 18, 10
TOP, SIDE, OUTER, BULGE = 84, 24, 110, 90
CHANNEL_HEIGHT = 6
MOST_RELAY_COLUMNS, MOST_ROWS = 6, 120
MOST_WIDER = 60
SWEEPS = 6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """The upper left corner of something, and its size."""

    x: float
    y: float
    width: float = BOX_WIDTH
    height: float = BOX_HEIGHT

    @property
    def right(self) -> float:
        """Return where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return where it ends below."""
        return self.y + self.height

    @property
    def middle(self) -> float:
        """Return the height at which edges meet it."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Route:
    """A curve that leaves `start` and reaches `end` level, and what edges take it.

    `beyond`: it goes into a channel, straight on to that x; otherwise it ends at a node.
    `bulge`: how far it swings out to the right, where tail and head stand in one column.
    """

    start: Point
    end: Point
    edges: tuple[Edge, ...]
    beyond: float | None = None
    bulge: float = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where, on a sheet of `width` and `height`.

    `hidden` is how many nodes each column has beyond those that can be read, `columns` the x of
    each column, `classes` the boxes around the nodes of one origin by its key.
    """

    width: float
    height: float
    columns: tuple[float, ...]
    boxes: Mapping[str, Box]
    classes: Mapping[str, Box]
    routes: tuple[Route, ...]
    hidden: tuple[int, ...]


def layout(provenance: Provenance, marked: Iterable[str] = ()) -> Layout:
    """Return the layout; a column that is too long keeps the nodes that are `marked`."""
    return _Sheet(provenance, frozenset(marked)).laid_out()


@dataclass(frozen=True, slots=True)
class _Item:
    """What takes room in a column: a node, the nodes of one class, or (without any) a channel.

    A channel is that of the edges to the node `key` that pass the column the same `way`.
    """

    key: str
    nodes: tuple[str, ...] = ()
    is_class: bool = False
    column: int = 0
    way: int = 0

    @property
    def height(self) -> float:
        """Return how much of the column it takes, with the gap below it."""
        inside = len(self.nodes) * (BOX_HEIGHT + ROW_GAP) if self.nodes else CHANNEL_HEIGHT
        return inside + (2 * CLASS_PAD if self.is_class else 0 if self.nodes else ROW_GAP)

    def box(self, x: float, y: float) -> Box:
        """Return the box around it when it stands at x, y."""
        if self.is_class:
            height = self.height - ROW_GAP
            return Box(x - CLASS_PAD, y, BOX_WIDTH + 2 * CLASS_PAD, height)
        return Box(x, y, height=BOX_HEIGHT if self.nodes else CHANNEL_HEIGHT)

    def inside(self, x: float, y: float) -> Iterator[tuple[str, Box]]:
        """Yield its nodes with their boxes."""
        top = y + (CLASS_PAD if self.is_class else 0)
        for number, node in enumerate(self.nodes):
            yield node, Box(x, top + number * (BOX_HEIGHT + ROW_GAP))


@dataclass(slots=True)
class _Sheet:
    found: Provenance
    marked: frozenset[str]
    columns: list[list[_Item]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    item_of: dict[str, _Item] = field(default_factory=dict)
    place: dict[_Item, float] = field(default_factory=dict)
    at: dict[_Item, Point] = field(default_factory=dict)

    def laid_out(self) -> Layout:
        self._fill()
        ways = [
            (edge, self._way(edge))
            for edge in self.found.edges
            if {edge.tail, edge.head} <= self.item_of.keys()
        ]
        self._open_channels(way for _, way in ways)
        self._order(way for _, way in ways)
        bottom = self._stack()
        items = {item for column in self.columns for item in column}
        boxes = {n: box for item in items for n, box in item.inside(*self.at[item])}
        xs = tuple(map(_x, range(len(self.columns))))
        return Layout(
            width=xs[-1] + BOX_WIDTH + OUTER,
            height=bottom,
            columns=xs,
            boxes=dict(sorted(boxes.items())),
            classes={i.key: i.box(*self.at[i]) for i in self.columns[-1] if i.is_class},
            routes=tuple(self._routes(ways, boxes)),
            hidden=tuple(self.hidden),
        )

    def _fill(self) -> None:
        """Put the nodes into their columns."""
        origins = {node for found in self.found.origins.classes for node in found.nodes}
        relays = _relay_columns(self.found, origins)
        last = max(relays.values(), default=0) + 1
        documents = [moment.document for moment in self.found.timeline.moments]
        columns = [[_Item(node, (node,)) for node in documents], *([] for _ in range(last - 1))]
        for node in sorted(relays):
            columns[relays[node]].append(_Item(node, (node,), column=relays[node]))
        if origins:
            classes = self.found.origins.classes
            columns.append([_Item(found.key, found.nodes, True, last) for found in classes])
        for column in columns:
            shown = self._shown(column)
            self.columns.append(shown)
            self.hidden.append(sum(len(i.nodes) for i in column) - sum(len(i.nodes) for i in shown))
            self.item_of.update((node, item) for item in shown for node in item.nodes)

    def _shown(self, column: list[_Item]) -> list[_Item]:
        """Return what there is room for, what is marked before all else, in the order given."""
        kept, rows = set(), 0
        for item in sorted(column, key=lambda item: self.marked.isdisjoint(item.nodes)):
            rows += len(item.nodes)
            if rows > MOST_ROWS:
                break
            kept.add(item)
        return [item for item in column if item in kept]

    def _way(self, edge: Edge) -> list[_Item]:
        """Return the items that an edge passes, from its tail to its head."""
        tail, head = self.item_of[edge.tail], self.item_of[edge.head]
        step = 1 if head.column > tail.column else -1
        passed = range(tail.column + step, head.column, step) if tail.column != head.column else ()
        return [tail, *(_Item(edge.head, column=c, way=step) for c in passed), head]

    def _open_channels(self, ways: Iterable[list[_Item]]) -> None:
        channels = dict.fromkeys(item for way in ways for item in way[1:-1])
        for item in channels:
            self.columns[item.column].append(item)

    def _order(self, ways: Iterable[list[_Item]]) -> None:
        """Put what is joined on one level, as far as that goes (barycentres, a few sweeps)."""
        near: dict[_Item, dict[_Item, None]] = {}
        for way in ways:
            for a, b in pairwise(way):
                if a.column != b.column:
                    near.setdefault(a, {})[b] = None
                    near.setdefault(b, {})[a] = None
        for column in self.columns:
            self._number(column)
        for sweep in range(SWEEPS):
            for column in self.columns if sweep % 2 else reversed(self.columns):
                self._sort(column, near)

    def _sort(self, column: list[_Item], near: Mapping[_Item, Iterable[_Item]]) -> None:
        centre = {}
        for item in column:
            places = [self.place[other] for other in near.get(item, ())]
            centre[item] = sum(places) / len(places) if places else self.place[item]
        column.sort(key=lambda item: (round(centre[item], 9), self.place[item]))
        self._number(column)

    def _number(self, column: list[_Item]) -> None:
        total, above = sum(item.height for item in column), 0.0
        for item in column:
            self.place[item] = (above + item.height / 2) / total
            above += item.height

    def _stack(self) -> float:
        """Set the items of every column one below the other; return where the highest ends."""
        heights = [sum(item.height for item in column) for column in self.columns]
        for number, column in enumerate(self.columns):
            room = max(heights) - heights[number]
            wider = min(MOST_WIDER, room / max(len(column), 1))
            y = TOP + (room - wider * (len(column) - 1)) / 2
            for item in column:
                self.at[item] = _x(number), y
                y += item.height + wider
        return TOP + max(heights)

    def _routes(
        self, ways: Iterable[tuple[Edge, list[_Item]]], boxes: Mapping[str, Box]
    ) -> Iterator[Route]:
        taken: dict[Route, list[Edge]] = {}
        for edge, way in ways:
            passed = [item.box(*self.at[item]) for item in way[1:-1]]
            for a, b in pairwise([boxes[edge.tail], *passed, boxes[edge.head]]):
                taken.setdefault(_route(a, b), []).append(edge)
        for route, edges in taken.items():
            yield replace(route, edges=tuple(edges))


def _x(column: int) -> float:
    return SIDE + column * (BOX_WIDTH + COLUMN_GAP)


def _route(a: Box, b: Box) -> Route:
    """Return the way from one box to the next; what leads back keeps below what leads on."""
    low = {box: 14 if box.height == BOX_HEIGHT else 0 for box in (a, b)}
    into_channel = b.height != BOX_HEIGHT
    if a.x == b.x:
        bulge = min(BULGE, 40 + abs(b.y - a.y) / 8)
        return Route((a.right, a.middle + 14), (b.right, b.middle - 14), (), bulge=bulge)
    if a.x < b.x:
        beyond = b.right if into_channel else None
        return Route((a.right, a.middle), (b.x, b.middle), (), beyond)
    beyond = b.x if into_channel else None
    return Route((a.x, a.middle + low[a]), (b.right, b.middle + low[b]), (), beyond)


def _relay_columns(found: Provenance, origins: Container[str]) -> dict[str, int]:
    """Return the column of every source that is no origin: its distance from the documents."""
    heads: dict[str, list[str]] = {}
    for edge in found.edges:
        heads.setdefault(edge.tail, []).append(edge.head)
    distance = {node.id: 0 for node in found.nodes if node.kind == "document"}
    queue = list(distance)
    for node in queue:
        for head in heads.get(node, ()):
            if head not in distance:
                distance[head] = distance[node] + 1
                queue.append(head)
    return {
        node: min(steps, MOST_RELAY_COLUMNS)
        for node, steps in distance.items()
        if steps and node not in origins
    }
