"""The figures once more, from the words of the domain and by trying everything out.

Nothing here is clever, shares code with the package, or could answer for a large claim.
"""

from itertools import combinations, product


class Oracle:
    """The graph of a claim: sources as sets of keys, documents as strings."""

    def __init__(self, held):
        self.held = held
        self.told = {t.document for t in held.tellings}
        self.publisher = {d.key: d.publisher for d in held.documents}
        keys = {s.key for s in held.sources}
        keys |= {k for i in held.identities for k in (i.a, i.b)}
        keys |= {k for a in held.affiliations for k in (a.source, a.body)}
        self.source = {s.key: s for s in held.sources}
        confirmed = [(i.a, i.b) for i in held.identities if i.state == "confirmed"]
        self.identity = closure(keys, confirmed)
        apart = [(i.a, i.b) for i in held.identities if i.state == "rejected"]
        self.apart = {
            (a, b)
            for x, y in apart
            for p, q in ((x, y), (y, x))
            for a, b in product(self.identity[p], self.identity[q])
        }
        open_ = [
            (i.a, i.b)
            for i in held.identities
            if i.state == "suggested" and (i.a, i.b) not in self.apart
        ]
        self.perhaps = closure(keys, confirmed + open_)

    def unsigned(self):
        own = {t.document for t in self.held.tellings if not t.levels}
        return {d for d in own if self.publisher[d] is None}

    def stitched(self, hop):
        return hop.cited_document in self.told

    def ends(self, t):
        """The hops that are origins: last, and not continued by the document that they name."""
        if not t.levels:
            return []
        return [
            h
            for h in t.levels[-1]
            if not (self.stitched(h) and h.cited_document not in self.unsigned())
        ]

    def origins(self):
        """The keys of all mentions that are origins."""
        cited = {h.source for t in self.held.tellings for h in self.ends(t)}
        own = {self.publisher[t.document] for t in self.held.tellings if not t.levels}
        return cited | (own - {None})

    def edges(self):
        """All edges; a source is its identity, a document its key."""
        found = set()
        for t in self.held.tellings:
            before = {t.document}
            for level in t.levels:
                here = {self.identity[h.source] for h in level}
                found |= set(product(before, here))
                found |= {
                    (self.identity[h.source], h.cited_document) for h in level if self.stitched(h)
                }
                before = here
            if not t.levels and self.publisher[t.document] is not None:
                found.add((t.document, self.identity[self.publisher[t.document]]))
        return found

    def established(self):
        """Pairs of mentions that are one origin by (a) or (b)."""
        found = set()
        for a, b in combinations(sorted(self.origins()), 2):
            if self.identity[a] == self.identity[b]:
                found.add((a, b))
        for t in self.held.tellings:
            unnamed = [h.source for h in self.ends(t) if self.source[h.source].anonymity != "named"]
            found |= set(combinations(sorted(unnamed), 2))
        for together in self.held.together:
            found |= {
                (a, b)
                for a, b in combinations(sorted(self.origins()), 2)
                for x, y in product(together, together)
                if self.identity[a] == self.identity[x] and self.identity[b] == self.identity[y]
            }
        return found

    def relays(self, key):
        """Every relay that each way to a mention passes, as what it may be (`perhaps`)."""
        ways = []
        for t in self.held.tellings:
            if key in [h.source for h in self.ends(t)]:
                if len(t.levels) == 1:
                    outlet = self.publisher[t.document]
                    ways.append([{t.document} if outlet is None else {self.perhaps[outlet]}])
                else:
                    relays = [[self.perhaps[h.source] for h in level] for level in t.levels[:-1]]
                    ways.append([set(way) for way in product(*relays)])
        passed = [relay for found in ways for relay in found]
        everywhere = set.intersection(*passed) if passed else set()
        vouched = self.source[key].vouched_by
        return everywhere | ({self.perhaps[vouched]} if vouched else set())

    def bodies(self, key):
        """What a source may be, belong to, or belong to by way of others."""
        found = {self.perhaps[key]}
        for _ in self.held.affiliations:
            found |= {
                self.perhaps[a.body]
                for a in self.held.affiliations
                if self.perhaps[a.source] in found
            }
        return found

    def possible(self):
        """Pairs of mentions that may be one origin by (c), (d) or (e)."""
        found = set()
        cited = {h.source for t in self.held.tellings for h in self.ends(t)}
        unnamed = {k for k in cited if self.source[k].anonymity != "named"}
        for a, b in combinations(sorted(self.origins()), 2):
            if {a, b} <= unnamed and (a, b) not in self.apart and self.relays(a) & self.relays(b):
                found.add((a, b))
            if self.perhaps[a] == self.perhaps[b] or self.bodies(a) & self.bodies(b):
                found.add((a, b))
        return found


def closure(things, pairs):
    """Each thing's set (a frozenset) when the pairs are joined, by joining until nothing moves."""
    found = {thing: frozenset([thing]) for thing in things}
    moved = True
    while moved:
        moved = False
        for a, b in pairs:
            if found[a] != found[b]:
                both = found[a] | found[b]
                found.update(dict.fromkeys(both, both))
                moved = True
    return found


def partitions(things):
    """All ways to part a list into sets."""
    if not things:
        yield []
        return
    first, *rest = things
    for parts in partitions(rest):
        yield [{first}, *parts]
        for n, part in enumerate(parts):
            yield [*parts[:n], part | {first}, *parts[n + 1 :]]


def finest(things, pairs):
    """The partition with the most sets in which no pair is parted; there is one such."""
    allowed = [
        parts
        for parts in partitions(sorted(things))
        if all(any({a, b} <= part for part in parts) for a, b in pairs)
    ]
    best = max(allowed, key=len)
    assert sum(len(parts) == len(best) for parts in allowed) == 1
    return best


def simple_paths(starts, ends, edges):
    """All paths without a repeated vertex from a start to an end."""
    heads = {}
    for tail, head in edges:
        heads.setdefault(tail, set()).add(head)
    grow = [(start,) for start in starts]
    while grow:
        path = grow.pop()
        if path[-1] in ends:
            yield path
        grow.extend((*path, head) for head in heads.get(path[-1], ()) if head not in path)


def most_disjoint(paths):
    """The greatest number of paths that share no vertex."""
    if not paths:
        return 0
    first, *rest = paths
    without = [path for path in rest if not set(path) & set(first)]
    return max(1 + most_disjoint(without), most_disjoint(rest))


def least_cuts(vertices, paths):
    """All sets of vertices, of the least size, that every path meets."""
    for size in range(len(vertices) + 1):
        found = [
            set(cut)
            for cut in combinations(sorted(vertices), size)
            if all(set(cut) & set(path) for path in paths)
        ]
        if found:
            return found
    raise AssertionError("all vertices are a cut")


def reach(edges, start):
    """All that can be reached from `start`, itself only by a cycle."""
    found, fresh = set(), {start}
    while fresh:
        fresh = {head for tail, head in edges if tail in fresh} - found
        found |= fresh
    return found
