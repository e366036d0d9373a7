"""Which origins may be one, though nobody has established it: the possible merges, with reasons.

A rejected identity says that two sources were found to be different. It refutes what rests on
not being able to tell them apart: a suggestion, and the same relay. It does not refute a shared
affiliation: a group and its spokesman are two, and dependent all the same. (Nor does it undo the
established merge of sources that one report vouches for at once.)
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from claims.provenance.graph import (
    Affiliation,
    Graph,
    Identity,
    Telling,
    document_id,
)
from claims.provenance.groups import Groups

PossibleReason = Literal["same_relay", "suggested", "affiliation"]


@dataclass(frozen=True, slots=True)
class PossibleMerge:
    """Classes that may be one origin; nobody has established that they are, or are not.

    same_relay: (c) unnamed and reachable only through the same relay, which `through` names: a
    source alone at its level of every chain, or the one that vouches for them; where a document
    cites them itself, its publisher, or the document if that is unknown.
    suggested: (d) an identity that is suggested; `through` are sources that are no origins of
    this claim and stand between, where the suggestion is not a direct one.
    affiliation: (e) they are, or belong to, one body, which `through` names.
    All are node ids, of which `through` may lie outside of the graph. `identities` and
    `affiliations` are what the doubt rests on.
    """

    reason: PossibleReason
    classes: tuple[str, ...]
    through: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()


@dataclass(slots=True)
class _Grounds:
    """What one possible merge rests on, while it is collected."""

    through: set[str] = field(default_factory=set)
    identities: set[Identity] = field(default_factory=set)
    affiliations: set[Affiliation] = field(default_factory=set)

    def add(self, other: "_Grounds") -> None:
        self.through |= other.through
        self.identities |= other.identities
        self.affiliations |= other.affiliations

    def merge(self, reason: PossibleReason, classes: tuple[str, ...]) -> PossibleMerge:
        return PossibleMerge(
            reason,
            classes,
            tuple(sorted(self.through)),
            tuple(sorted(self.identities)),
            tuple(sorted(self.affiliations)),
        )


@dataclass(slots=True)
class _Bucket:
    """The origins (node ids) that share one relay or body."""

    nodes: set[str] = field(default_factory=set)
    grounds: _Grounds = field(default_factory=_Grounds)


Found = tuple[PossibleReason, Iterable[str], _Grounds]


def possible_merges(graph: Graph, class_of: Mapping[str, str]) -> tuple[PossibleMerge, ...]:
    """Return what may be one, in order; `class_of` maps the node ids of origins to class keys.

    The same classes for the same reason are one possible merge with all its grounds.
    """
    doubts = _Doubts(graph)
    collected: dict[tuple[PossibleReason, tuple[str, ...]], _Grounds] = {}
    for found in (doubts.same_relay(), doubts.suggested(class_of), doubts.affiliated(class_of)):
        for reason, nodes, grounds in found:
            classes = tuple(sorted({class_of[node] for node in nodes}))
            if len(classes) > 1:
                collected.setdefault((reason, classes), _Grounds()).add(grounds)
    return tuple(grounds.merge(*key) for key, grounds in sorted(collected.items()))


class _Doubts:
    """The undecided identities of a claim, and what they leave open.

    `perhaps` holds which nodes are one when all open suggestions hold: relays and bodies that may
    be one count as one, or a range could turn out too narrow when somebody confirms it.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.apart: dict[str, set[str]] = {}
        for a, b, _ in self._pairs("rejected"):
            self.apart.setdefault(a, set()).add(b)
            self.apart.setdefault(b, set()).add(a)
        self.open = [
            (a, b, identity)
            for a, b, identity in self._pairs("suggested")
            if b not in self.apart.get(a, ())
        ]
        self.perhaps = Groups((a, b) for a, b, _ in self.open)
        self.open_in: dict[str, set[Identity]] = {}
        for a, _, identity in self.open:
            self.open_in.setdefault(self.perhaps.of(a), set()).add(identity)

    def _pairs(self, state: str) -> Iterator[tuple[str, str, Identity]]:
        for identity in self.graph.identities:
            a, b = self.graph.node_of(identity.a), self.graph.node_of(identity.b)
            if identity.state == state and a != b:
                yield a, b, identity

    def same_relay(self) -> Iterator[Found]:
        """Yield the unnamed origins (c) that are reachable only through one relay."""
        buckets: dict[str, _Bucket] = {}
        for source, relays in self._only_through().items():
            for relay, through in relays.items():
                bucket = buckets.setdefault(relay, _Bucket())
                bucket.nodes.add(self.graph.node_of(source))
                bucket.grounds.through |= through
        for bucket in self._grounded(buckets):
            for nodes in self._not_told_apart(bucket.nodes):
                yield "same_relay", nodes, bucket.grounds

    def _only_through(self) -> dict[str, dict[str, set[str]]]:
        """Return the relays that every chain of an unnamed source has, by source key.

        A relay is what may be one source (`perhaps`); with it the node ids that it goes by.
        """
        found: dict[str, dict[str, set[str]]] = {}
        for telling, hop in self.graph.last_hops():
            if not self.graph.sources[hop.source].named:
                relays = self._by_perhaps(self._relays(telling))
                known = found.get(hop.source, relays)
                found[hop.source] = {
                    relay: known[relay] | relays[relay] for relay in known if relay in relays
                }
        for source, relays in found.items():
            voucher = self.graph.sources[source].vouched_by
            if voucher is not None:
                relays.update(self._by_perhaps([self.graph.node_of(voucher)]))
        return found

    def _relays(self, telling: Telling) -> Iterator[str]:
        """Yield the nodes that alone pass a telling on."""
        for level in telling.levels[:-1]:
            nodes = {self.graph.node_of(hop.source) for hop in level}
            if len(self._by_perhaps(nodes)) == 1:
                yield from nodes
        if len(telling.levels) == 1:
            publisher = self.graph.documents[telling.document].publisher
            if publisher is None:
                yield document_id(telling.document)
            else:
                yield self.graph.node_of(publisher)

    def _by_perhaps(self, nodes: Iterable[str]) -> dict[str, set[str]]:
        return {top: set(same) for top, same in self.perhaps.sets(nodes).items()}

    def _grounded(self, buckets: Mapping[str, _Bucket]) -> Iterator[_Bucket]:
        """Yield the buckets of several origins, with the suggestions that make them one bucket."""
        for top, bucket in buckets.items():
            if len(bucket.nodes) > 1:
                if len(bucket.grounds.through) > 1:
                    bucket.grounds.identities |= self.open_in[top]
                yield bucket

    def _not_told_apart(self, nodes: Iterable[str]) -> Iterator[list[str]]:
        """Yield the groups that stay connected when the pairs found different are cut."""
        left = set(nodes)
        while left:
            group = [left.pop()]
            for node in group:
                near = left - self.apart.get(node, set())
                left -= near
                group.extend(near)
            yield group

    def suggested(self, origins: Mapping[str, str]) -> Iterator[Found]:
        """Yield the origins (d) that an open suggestion joins, directly or through others."""
        between = Groups((a, b) for a, b, _ in self.open if a not in origins and b not in origins)
        buckets: dict[str, _Bucket] = {}
        for a, b, identity in self.open:
            others = [node for node in (a, b) if node not in origins]
            if not others:
                yield "suggested", (a, b), _Grounds(identities={identity})
                continue
            bucket = buckets.setdefault(between.of(others[0]), _Bucket())
            bucket.nodes.update({a, b}.difference(others))
            bucket.grounds.through.update(others)
            bucket.grounds.identities.add(identity)
        for bucket in buckets.values():
            yield "suggested", bucket.nodes, bucket.grounds

    def affiliated(self, origins: Iterable[str]) -> Iterator[Found]:
        """Yield the origins (e) that are, or belong to, one body, however far up."""
        belongs: dict[str, list[tuple[str, Affiliation]]] = {}
        for affiliation in self.graph.affiliations:
            part = self.perhaps.of(self.graph.node_of(affiliation.source))
            body = self.graph.node_of(affiliation.body)
            belongs.setdefault(part, []).append((body, affiliation))
        buckets: dict[str, _Bucket] = {}
        for node in origins:
            for body, grounds in self._bodies(node, belongs):
                bucket = buckets.setdefault(self.perhaps.of(body), _Bucket())
                bucket.nodes.add(node)
                bucket.grounds.add(grounds)
        for bucket in self._grounded(buckets):
            if bucket.grounds.affiliations:
                yield "affiliation", bucket.nodes, bucket.grounds

    def _bodies(
        self, node: str, belongs: Mapping[str, Iterable[tuple[str, Affiliation]]]
    ) -> Iterator[tuple[str, _Grounds]]:
        """Yield an origin, and the bodies above it with the affiliations that lead there."""
        seen = {self.perhaps.of(node)}
        way = [(node, _Grounds())]
        for above, grounds in way:
            yield above, replace(grounds, through={above})
            for body, affiliation in belongs.get(self.perhaps.of(above), ()):
                if self.perhaps.of(body) not in seen:
                    seen.add(self.perhaps.of(body))
                    way.append((body, self._upwards(above, affiliation, grounds)))

    def _upwards(self, node: str, affiliation: Affiliation, grounds: _Grounds) -> _Grounds:
        """Return the grounds with one affiliation more, of the node or of what it may be."""
        further = _Grounds(affiliations={affiliation})
        further.add(grounds)
        if self.graph.node_of(affiliation.source) != node:
            further.identities |= self.open_in[self.perhaps.of(node)]
        return further
