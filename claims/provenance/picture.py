"""Provenance as an SVG picture: who has the claim from whom, from the documents to the origins.

It stands alone: no script, no font, style or image from elsewhere, no id that could meet another.
"""

from collections.abc import Iterator
from datetime import UTC
from html import escape
from itertools import pairwise
from xml.sax.saxutils import quoteattr

from claims.provenance.analysis import Provenance
from claims.provenance.graph import Node
from claims.provenance.labels import direction_of, isolated, label, lines, shortened
from claims.provenance.layout import BOX_WIDTH, Box, Layout, Point, Route, layout
from claims.provenance.wording import Wording, wording
from claims.provenance.words import Words
from factcheck.core.directions import Direction, direction

LABEL_SIZE, NOTE_SIZE, HEADING_SIZE = 14, 11.5, 15
LINES, INSET = 2, 12
KEY_HEIGHT, KEY_SAMPLE, KEY_PAD = 26, 46, 28
ARROW = 9

_STYLE = """
.fc-provenance{--paper:#fff;--ink:#1c2430;--soft:#5a6472;--line:#7b8694;--document:#e8f0fb;
--relay:#f1f1ee;--origin:#e6f4ea;--ring:#2f7d4f;--stitch:#7a3fb0;--circle:#c2451e;--mark:#b3261e;
font-family:system-ui,"Noto Sans","Noto Sans Arabic","DejaVu Sans",sans-serif;
max-width:100%;height:auto;background:var(--paper)}
@media(prefers-color-scheme:dark){.fc-provenance{--paper:#14181e;--ink:#eceff3;--soft:#a9b3c0;
--line:#8b97a6;--document:#1d2b40;--relay:#2a2c30;--origin:#173324;--ring:#6cc492;
--stitch:#c79bf0;--circle:#ff9066;--mark:#ff7b72}}
.fc-provenance .paper{fill:var(--paper)}
.fc-provenance text{fill:var(--ink)}
.fc-provenance .note,.fc-provenance .key text{fill:var(--soft)}
.fc-provenance .heading{font-weight:600}
.fc-provenance rect{stroke:var(--line);stroke-width:1.2}
.fc-provenance .document rect{fill:var(--document)}
.fc-provenance .relay rect{fill:var(--relay)}
.fc-provenance .origin rect{fill:var(--origin)}
.fc-provenance .unnamed rect{stroke-dasharray:6 4;stroke:var(--ink)}
.fc-provenance .class rect{fill:none;stroke:var(--ring);stroke-width:1.2}
.fc-provenance .bottleneck rect{stroke:var(--mark);stroke-width:3.5}
.fc-provenance .hourglass{fill:var(--mark)}
.fc-provenance .edge path,.fc-provenance .maybe path{fill:none;stroke:var(--line);stroke-width:1.5}
.fc-provenance .edge .head{fill:var(--line);stroke:none}
.fc-provenance .stitched path{stroke:var(--stitch);stroke-dasharray:2 4;stroke-width:2}
.fc-provenance .stitched .head{fill:var(--stitch)}
.fc-provenance .circular path{stroke:var(--circle);stroke-width:2.2}
.fc-provenance .circular .head{fill:var(--circle)}
.fc-provenance .copied path{fill:none;stroke:var(--mark);stroke-dasharray:1 4;stroke-width:2}
.fc-provenance .maybe path{stroke:var(--ring);stroke-dasharray:1 5;stroke-width:2.2;
stroke-linecap:round}
"""


def svg(provenance: Provenance, language: str) -> str:
    """Return the picture; what is written runs as the language does, documents first.

    Labels that are too long are shortened, with the whole text as a title. Of a column that
    nobody could read, a part is drawn, with all bottlenecks, and the number of the others said.
    The same provenance always gives the same text.
    """
    return _Picture(provenance, language).drawn()


def _tag(name: str, *inside: str, **attributes: str | float) -> str:
    """Return an element; `inside` is markup, attribute names have `_` for `-`."""
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
    )
    return f"<{name}{given}>{''.join(inside)}</{name}>"


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


class _Picture:
    def __init__(self, provenance: Provenance, language: str) -> None:
        self.found = provenance
        self.language = language
        self.words: Wording = wording(language)
        self.sentences = Words(provenance, self.words)
        self.nodes = {node.id: node for node in provenance.nodes}
        self.published = {m.document: m.published_at for m in provenance.timeline.moments}
        self.marked = self._bottlenecks()
        self.sheet: Layout = layout(provenance, self.marked)
        self.right_to_left = direction(language) == "rtl"
        self.circular = {pair for cycle in provenance.cycles for pair in cycle.edges}
        drawn = ((c.later, c.earlier) for c in provenance.copies if c.hidden)
        self.copied = {pair for pair in drawn if self.sheet.boxes.keys() >= set(pair)}
        self.key = list(self._key())

    def drawn(self) -> str:
        width, height = self.sheet.width, self._height()
        parts = (
            self._routes(),
            map(self._class, self.sheet.classes),
            self._maybe(),
            self._copied(),
            map(self._node, self.sheet.boxes),
            self._headings(),
            self._key_rows(),
        )
        return _tag(
            "svg",
            _tag("title", escape(self.words.heading)),
            _tag("desc", escape("\n".join(self.sentences.sentences()))),
            _tag("style", _STYLE),
            _tag("rect", class_="paper", width=width, height=height, style="stroke:none"),
            *(markup + "\n" for part in parts for markup in part),
            xmlns="http://www.w3.org/2000/svg",
            role="img",
            class_="fc-provenance",
            lang=self.words.language,
            direction=self._run(),
            viewBox=f"0 0 {_value(width)} {_value(height)}",
            width=width,
            height=height,
        )

    def _run(self) -> Direction:
        return self.words.direction

    def _height(self) -> float:
        return self.sheet.height + KEY_PAD + KEY_HEIGHT * len(self.key) + KEY_PAD

    def _bottlenecks(self) -> frozenset[str]:
        """Return the narrowest places: node ids and keys of classes."""
        support = self.found.support
        sources = (v for v in support.hangs_on if not self._is_document(v))
        return frozenset({*support.bottlenecks, *sources})

    def _is_document(self, vertex: str) -> bool:
        node = self.nodes.get(vertex)
        return node is not None and node.kind == "document"

    def _x(self, x: float, width: float = 0) -> float:
        """Return where something stands: mirrored where the language runs from right to left."""
        return self.sheet.width - x - width if self.right_to_left else x

    def _text(self, text: str, x: float, y: float, size: float, **more: str) -> str:
        """Return a line of text around x, running as its own letters do."""
        return _tag(
            "text",
            escape(text),
            x=x,
            y=y,
            font_size=size,
            text_anchor=more.pop("anchor", "middle"),
            direction=more.pop("direction", direction_of(text)),
            unicode_bidi="embed",
            **more,
        )

    def _rect(self, box: Box, radius: float) -> str:
        x = self._x(box.x, box.width)
        return _tag("rect", x=x, y=box.y, width=box.width, height=box.height, rx=radius)

    def _node(self, node: str) -> str:
        found, box = self.nodes[node], self.sheet.boxes[node]
        marked = node in self.marked and node not in self.sheet.classes
        kind = "document" if found.kind == "document" else "origin" if found.origin else "relay"
        classes = ["node", kind, *["unnamed"] * (not found.named), *["bottleneck"] * marked]
        return _tag(
            "g",
            _tag("title", escape(self._title(found, marked))),
            self._rect(box, 4 if found.kind == "document" else 16),
            *self._label(found, box),
            *[self._hourglass(box)] * marked,
            class_=" ".join(classes),
        )

    def _title(self, node: Node, marked: bool) -> str:
        notes = [self.sentences.name(node.id), self._note(node)]
        notes += [self.words.bottleneck_key] * marked
        return " · ".join(filter(None, notes))

    def _label(self, node: Node, box: Box) -> Iterator[str]:
        shown, note = self._lines(node), self._note(node)
        x = self._x(box.x, box.width) + box.width / 2
        y = box.middle - (len(shown) * 18 + (15 if note else 0)) / 2 + 14
        for number, line in enumerate(shown):
            run = direction_of(self._called(node))
            yield self._text(line, x, y + 18 * number, LABEL_SIZE, direction=run, class_="label")
        if note:
            note = shortened(note, (BOX_WIDTH - 2 * INSET) / NOTE_SIZE)
            below = y + 18 * len(shown) - 1
            yield self._text(note, x, below, NOTE_SIZE, direction=self._run(), class_="note")

    def _lines(self, node: Node) -> list[str]:
        """Return the label on as many lines as there are, its quotation marks kept."""
        room = (BOX_WIDTH - 2 * INSET) / LABEL_SIZE
        if node.named:
            return lines(self._called(node) or self.words.untitled, room, LINES)
        shown = self._called(node)
        first, *others = lines(shown[1:-1], room - 1, LINES)
        whole = [first, *others]
        whole[0] = shown[0] + whole[0]
        whole[-1] += shown[-1]
        return whole

    def _called(self, node: Node) -> str:
        return label(node, self.words.language)

    def _note(self, node: Node) -> str:
        if node.kind == "source":
            return "" if node.named else self.words.unnamed_mark
        voice = ""
        if node.id in self.found.own_voice:
            voice = self.words.unsigned_mark if node.origin else self.words.own_voice_mark
        return " · ".join(filter(None, [self._day(node.id), voice]))

    def _day(self, document: str) -> str:
        """Return the day as figures: the names of the months would not leave room for more."""
        moment = self.published.get(document)
        if moment is None:
            return ""
        return isolated(moment.astimezone(UTC).date().isoformat(), self._run())

    def _hourglass(self, box: Box) -> str:
        """Return the sign of a bottleneck, in the corner where a line of text begins."""
        return self._sign(self._x(box.x + 7, 12), box.y + 8)

    def _sign(self, x: float, y: float) -> str:
        return _tag("path", class_="hourglass", d=f"M{_xy(x, y)}h12l-12 16h12z")

    def _class(self, key: str) -> str:
        box, marked = self.sheet.classes[key], key in self.marked
        title = f"{self.words.class_key}: {self.sentences.vertex(key)}"
        title += f" · {self.words.bottleneck_key}" if marked else ""
        return _tag(
            "g",
            _tag("title", escape(title)),
            self._rect(box, 20),
            *[self._sign(self._x(box.x + box.width - 20, 12), box.y - 7)] * marked,
            class_="class bottleneck" if marked else "class",
        )

    def _maybe(self) -> Iterator[str]:
        """Yield an arc for each two neighbouring classes that may be one, beside the origins."""
        seen = set()
        for merge in self.found.origins.possible:
            drawn = [key for key in merge.classes if key in self.sheet.classes]
            for pair in pairwise(sorted(drawn, key=lambda key: self.sheet.classes[key].y)):
                if pair not in seen:
                    seen.add(pair)
                    above, below = (self.sheet.classes[key] for key in pair)
                    title = f"{self.words.maybe_key}; {self.sentences.reason(merge)}"
                    start, end = (above.right, above.middle + 18), (below.right, below.middle - 18)
                    path = self._curve(Route(start, end, (), bulge=62))
                    yield _tag("g", _tag("title", escape(title)), path, class_="maybe")

    def _copied(self) -> Iterator[str]:
        """Yield an arc for each two articles of which one hides that it copies, outside of both."""
        for later, earlier in sorted(self.copied):
            ends = sorted((self.sheet.boxes[later], self.sheet.boxes[earlier]), key=lambda b: b.y)
            start, end = (ends[0].x, ends[0].middle + 20), (ends[1].x, ends[1].middle - 20)
            names = " · ".join(self.sentences.name(node) for node in (later, earlier))
            path = self._curve(Route(start, end, (), bulge=-28))
            title = _tag("title", escape(f"{self.words.copied_key}: {names}"))
            yield _tag("g", title, path, class_="copied")

    def _routes(self) -> Iterator[str]:
        for route in self.sheet.routes:
            stitched = any(edge.stitched for edge in route.edges)
            circular = any((edge.tail, edge.head) in self.circular for edge in route.edges)
            classes = ["edge", *["stitched"] * stitched, *["circular"] * circular]
            head = [] if route.beyond is not None else [self._arrow(route)]
            names = self._names(route)
            yield _tag(
                "g",
                _tag("title", escape(names)),
                self._curve(route),
                *head,
                class_=" ".join(classes),
            )

    def _names(self, route: Route) -> str:
        tails = [self.sentences.name(edge.tail) for edge in route.edges]
        head = self.sentences.name(route.edges[0].head)
        shown = self.sentences.listed(tails)
        return f"{shown} — {self.words.edge_key} {head}"

    def _curve(self, route: Route) -> str:
        (x, y), (u, v) = route.start, route.end
        if route.bulge:
            bends: tuple[Point, Point] = (x + route.bulge, y), (u + route.bulge, v)
        else:
            bends = ((x + u) / 2, y), ((x + u) / 2, v)
        path = f"M{self._at((x, y))}C{self._at(bends[0])} {self._at(bends[1])} {self._at((u, v))}"
        if route.beyond is not None:
            path += f"L{self._at((route.beyond, v))}"
        return _tag("path", d=path)

    def _arrow(self, route: Route) -> str:
        (x, _), (u, v) = route.start, route.end
        back = ARROW if route.bulge or u < x else -ARROW
        corners = (u, v), (u + back, v - 5), (u + back, v + 5)
        return _tag("path", class_="head", d="M" + "L".join(map(self._at, corners)) + "z")

    def _at(self, point: Point) -> str:
        return _xy(self._x(point[0]), point[1])

    def _headings(self) -> Iterator[str]:
        last = len(self.sheet.columns) - 1
        for number, x in enumerate(self.sheet.columns):
            at = self._x(x, BOX_WIDTH) + BOX_WIDTH / 2
            text = self._heading(number, last)
            yield self._text(text, at, 40, HEADING_SIZE, direction=self._run(), class_="heading")
            if hidden := self.sheet.hidden[number]:
                said = self.words.not_shown.format(number=hidden)
                yield self._text(said, at, 60, NOTE_SIZE, direction=self._run(), class_="note")

    def _heading(self, column: int, last: int) -> str:
        if column == 0:
            return self.words.articles_heading
        if column == last and self.found.origins.classes:
            return self.words.origins_heading
        return self.words.relays_heading

    def _key(self) -> Iterator[tuple[str, str, str]]:
        """Yield the classes, the sample and the words of every sign that the picture has."""
        edges = [edge for route in self.sheet.routes for edge in route.edges]
        plain = ((edge.tail, edge.head) not in self.circular for edge in edges)
        drawn = [self.nodes[node] for node in self.sheet.boxes]
        signs = (
            (any(plain), "edge", "line", self.words.edge_key),
            (any(e.stitched for e in edges), "edge stitched", "line", self.words.stitched_key),
            (bool(self.circular), "edge circular", "line", self.words.circular_key),
            (not all(n.named for n in drawn), "unnamed relay", "box", self.words.unnamed_key),
            (bool(self.sheet.classes), "class", "box", self.words.class_key),
            (bool(self.found.origins.possible), "maybe", "line", self.words.maybe_key),
            (bool(self.copied), "copied", "line", self.words.copied_key),
            (bool(self.marked), "relay bottleneck", "box", self.words.bottleneck_key),
        )
        for shown, classes, sample, text in signs:
            if shown:
                yield classes, sample, text

    def _key_rows(self) -> Iterator[str]:
        for number, (classes, sample, text) in enumerate(self.key):
            y = self.sheet.height + KEY_PAD + number * KEY_HEIGHT
            room = (self.sheet.width - 2 * 24 - KEY_SAMPLE - 12) / NOTE_SIZE
            anchor = "start" if (self._run() == "rtl") == self.right_to_left else "end"
            yield _tag(
                "g",
                *self._sample(classes, sample, y),
                self._text(
                    shortened(text, room),
                    self._x(24 + KEY_SAMPLE + 12),
                    y + 15,
                    NOTE_SIZE,
                    direction=self._run(),
                    anchor=anchor,
                ),
                class_=f"key {classes}",
            )

    def _sample(self, classes: str, sample: str, y: float) -> Iterator[str]:
        if sample == "box":
            yield self._rect(Box(24, y + 2, KEY_SAMPLE, 18), 7)
            if "bottleneck" in classes:
                yield self._sign(self._x(24 + KEY_SAMPLE / 2 - 6, 12), y + 3)
            return
        route = Route((24.0, y + 11), (24.0 + KEY_SAMPLE, y + 11), ())
        yield self._curve(route)
        if classes not in ("maybe", "copied"):
            yield self._arrow(route)


def _xy(x: float, y: float) -> str:
    return f"{_value(x)} {_value(y)}"
