"""Provenance in sentences: what a reader has to know before the picture, and instead of it."""

from collections.abc import Iterable
from datetime import UTC

from claims.provenance.analysis import Provenance
from claims.provenance.circular import Cycle
from claims.provenance.doubts import PossibleMerge
from claims.provenance.graph import Node, Retracted, document_id
from claims.provenance.labels import clean, isolated, label, quoted
from claims.provenance.origins import OriginClass
from claims.provenance.wording import Wording, wording

LANGUAGES = ("ar", "en")
AT_MOST_ITEMS, AT_MOST_MERGES = 6, 6


def in_words(provenance: Provenance, language: str) -> tuple[str, ...]:
    """Return sentences in Arabic or, for any other language, in English.

    A source without a name is quoted by its exact words and called unnamed. Text of the other
    direction is isolated. Long lists end in the number of what they leave out.
    """
    return Words(provenance, wording(language)).sentences()


class Words:
    """The sentences of one provenance in one language."""

    def __init__(self, provenance: Provenance, words: Wording) -> None:
        self.found = provenance
        self.words = words
        known = (*provenance.fallen.nodes, *provenance.others, *provenance.nodes)
        self.nodes = {node.id: node for node in known}
        self.node_of = {key: n.id for n in known if n.kind == "source" for key in n.members}
        self.classes = {found.key: found for found in provenance.origins.classes}

    def sentences(self) -> tuple[str, ...]:
        """Return all sentences, the sum of it first."""
        if not self.found.figures.documents:
            left = self.words.nothing_left if self.found.fallen.documents else self.words.nothing
            return (left, *self._fallen())
        parts = (
            [self._summary()],
            self._doubts(),
            self._support(),
            self._anonymity(),
            map(self._cycle, self.found.cycles),
            self._own_voice(),
            self._copied(),
            self._distance(),
            [self._first()],
            self._fallen(),
        )
        return tuple(_capital(sentence) for part in parts for sentence in part)

    def name(self, node: str) -> str:
        """Return what a node is called within a sentence."""
        found = self.nodes[node]
        if found.kind == "document":
            return self._title(found)
        shown = isolated(label(found, self.words.language), self.words.direction)
        return shown if found.named else self.words.unnamed.format(words=shown)

    def vertex(self, key: str) -> str:
        """Return what a node, or a class by its key, is called within a sentence."""
        return self._class(self.classes[key]) if key in self.classes else self.name(key)

    def reason(self, merge: PossibleMerge) -> str:
        """Return why classes may be one origin."""
        through = self.listed(self.name(node) for node in merge.through if node in self.nodes)
        if merge.reason == "affiliation" and not through:
            return self.words.one_body
        if merge.reason == "suggested" and through:
            through = self.words.by_way_of.format(through=through)
        return self.words.reasons[merge.reason].format(through=through)

    def _title(self, node: Node) -> str:
        shown = label(node)
        if not shown:
            return self.words.untitled
        title = isolated(quoted(shown), self.words.direction)
        return self.words.article.format(title=title)

    def _class(self, found: OriginClass) -> str:
        return self.listed(map(self.name, found.nodes))

    def listed(self, items: Iterable[str]) -> str:
        """Return items as one list, cut where it gets long."""
        return self.words.listed(self._cut(list(items)))

    def _cut(self, items: list[str]) -> list[str]:
        left = len(items) - AT_MOST_ITEMS
        if left <= 0:
            return items
        return [*items[:AT_MOST_ITEMS], self.words.counted("more", left)]

    def _summary(self) -> str:
        figures = self.found.figures
        articles = self.words.counted("articles", figures.documents)
        if not self.classes:
            return self.words.summary_none.format(articles=articles)
        low, high = figures.origins_at_least, figures.origins_at_most
        which = self._cut([self._with_relays(found) for found in self.classes.values()])
        return self.words.summary.format(
            articles=articles,
            origins=self._range(low, high),
            which=self.words.semicolon.join(which),
        )

    def _range(self, low: int, high: int) -> str:
        if low == high:
            return self.words.counted("origins" if high == 1 else "independent", high)
        return self.words.between.format(
            low=self.words.bare("independent", low),
            high=self.words.counted("independent", high, "object"),
        )

    def _with_relays(self, found: OriginClass) -> str:
        """Return a class with the sources that every chain which ends in it passes."""
        relays = [self.name(node) for node in self._relays(found)]
        origin = self._class(found)
        if not relays:
            return origin
        return self.words.through.format(origin=origin, relays=self.listed(relays))

    def _relays(self, found: OriginClass) -> list[str]:
        told = {proof.appearance for proof in found.told_by}
        ways = [
            [self.node_of[hop.source] for level in telling.levels[:-1] for hop in level]
            for telling in self.found.tellings
            if telling.appearance in told
        ]
        first, *others = ways
        passed = dict.fromkeys(node for node in first if all(node in way for way in others))
        return [node for node in passed if node not in found.nodes]

    def _doubts(self) -> list[str]:
        merges = self.found.origins.possible
        told = [
            self.words.not_established.format(
                which=self.listed(self.vertex(key) for key in merge.classes),
                reason=self.reason(merge),
            )
            for merge in merges[:AT_MOST_MERGES]
        ]
        left = len(merges) - AT_MOST_MERGES
        if left > 0:
            told.append(self.words.more_merges.format(merges=self.words.counted("merges", left)))
        return told

    def _support(self) -> list[str]:
        found = self.found.support
        if found.value > 1:
            return [
                self.words.narrow.format(
                    ways=self.words.counted("ways", found.value),
                    which=self.listed(map(self.vertex, found.bottlenecks)),
                )
            ]
        places = [self.vertex(key) for key in self._hangs_on()]
        if not places:
            return []
        first, *others = places
        rest = self.listed(others)
        which = self.words.likewise.format(first=first, others=rest) if rest else first
        sentence = self.words.hangs if self._all_lead() else self.words.hangs_partly
        return [sentence.format(which=which)]

    def _hangs_on(self) -> list[str]:
        """Return what all hangs on; that it hangs on the only article is no news."""
        ways = sorted(self.found.support.hangs_on, key=self._importance)
        only = self.found.figures.documents == 1
        return [v for v in ways if not only or self._importance(v)[0] < 2]

    def _importance(self, vertex: str) -> tuple[int, str]:
        """Put relays before origins and origins before documents."""
        if vertex in self.classes:
            return 1, vertex
        return (0 if self.nodes[vertex].kind == "source" else 2), vertex

    def _all_lead(self) -> bool:
        """Say whether every document leads to an origin that somebody is known to stand behind."""
        reached = self.found.distance.by_document
        return not self.found.origins.unsigned and all(r.shortest is not None for r in reached)

    def _anonymity(self) -> list[str]:
        found = self.found.anonymity
        told = [self.words.all_unnamed] if found.all_unnamed else []
        if found.named_through_unnamed:
            which = self.listed(map(self.vertex, found.named_through_unnamed))
            told.append(self.words.through_unnamed.format(which=which))
        return told

    def _cycle(self, cycle: Cycle) -> str:
        alone = len(cycle.nodes) == 1
        return (self.words.cycle_alone if alone else self.words.cycle).format(
            which=self.listed(map(self.name, cycle.nodes)),
            end=self.words.from_somewhere if cycle.grounded else self.words.from_nowhere,
        )

    def _own_voice(self) -> list[str]:
        unsigned = self.found.figures.unsigned
        signed = self.found.figures.own_voice - unsigned
        told = ((self.words.own_voice, signed), (self.words.unsigned, unsigned))
        return [
            sentence.format(articles=self.words.counted("articles", number))
            for sentence, number in told
            if number
        ]

    def _copied(self) -> list[str]:
        number = self.found.figures.copied
        articles = self.words.counted("articles", number)
        return [self.words.copied.format(articles=articles)] if number else []

    def _fallen(self) -> list[str]:
        """Return what was retracted, since when and why, and how much fell with it."""
        told = [
            self.words.retracted.format(
                which=self._retracted(found),
                day=self.words.day(found.since.astimezone(UTC).date()),
                reason=isolated(quoted(clean(found.reason)), self.words.direction),
            )
            for found in self.found.fallen.retractions
            if found.since is not None
        ]
        number = len(self.found.fallen.documents)
        articles = self.words.counted("articles", number)
        return [*told, *[self.words.no_longer.format(articles=articles)] * bool(number)]

    def _retracted(self, found: Retracted) -> str:
        document = document_id(found.key)
        node = document if found.kind == "document" else self.node_of[found.key]
        return self.name(node) if node in self.nodes else self.words.cited_report

    def _distance(self) -> list[str]:
        low, high = self.found.figures.shortest, self.found.figures.longest
        if low is None or not high:
            return []
        if low == high:
            return [self.words.away.format(links=self.words.counted("links", high))]
        if low == 0:
            return [self.words.away_up_to.format(links=self.words.counted("links", high))]
        return [
            self.words.away_between.format(
                low=self.words.bare("links", low),
                high=self.words.counted("links", high, "object"),
            )
        ]

    def _first(self) -> str:
        line = self.found.timeline
        when = [m.published_at for m in line.moments if m.document in line.first]
        if not when or when[0] is None:
            return self.words.no_date
        day = self.words.day(when[0].astimezone(UTC).date())
        return self.words.first.format(which=self.listed(map(self.name, line.first)), day=day)


def _capital(sentence: str) -> str:
    """Begin a sentence with a capital letter; none begins with a name."""
    return sentence[:1].upper() + sentence[1:]
