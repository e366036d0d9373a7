"""What the figures of a claim become when sources or documents fall."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from claims.provenance.analysis import Figures, analyse
from claims.provenance.graph import Holdings, Hop, Proof, Telling, build, document_id
from claims.provenance.groups import Groups
from claims.provenance.origins import cited_jointly


@dataclass(frozen=True, slots=True)
class Impact:
    """The figures before and after, and what fell in between.

    `citations` no longer count; `appearances` have nobody left at some level of their chain, or
    stand in a document that fell; `documents` (node ids) have no appearance left.
    """

    before: Figures
    after: Figures
    documents: tuple[str, ...]
    appearances: tuple[str, ...]
    citations: tuple[Proof, ...]

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

    A source falls as it is known: all mentions confirmed to be one, with the documents that it
    published. A citation falls with its source, or with the document that it names; joint sources
    stand in for each other. A chain falls when a level has nobody left, a document when nothing
    is left in it, and with it the citations that name it.
    """
    left = _Falling(holdings, sources, documents)
    appearances = {telling.appearance for telling in holdings.tellings}.difference(left.tellings)
    told = {telling.document for telling in holdings.tellings}
    return Impact(
        before=analyse(holdings).figures,
        after=analyse(left.standing(holdings)).figures,
        documents=tuple(document_id(key) for key in sorted(told & left.documents)),
        appearances=tuple(sorted(appearances)),
        citations=tuple(sorted(left.citations)),
    )


def standing(
    holdings: Holdings, *, sources: Collection[str] = (), documents: Collection[str] = ()
) -> Holdings:
    """Return what is left when sources and documents fall, as `impact` says.

    That sources were vouched for at once stays established, or a fall could raise the figures.
    """
    return _Falling(holdings, sources, documents).standing(holdings)


class _Falling:
    """What is left (`tellings`, by appearance), and what fell."""

    def __init__(
        self, holdings: Holdings, sources: Iterable[str], documents: Iterable[str]
    ) -> None:
        self.one = Groups((i.a, i.b) for i in holdings.identities if i.state == "confirmed")
        self.sources = {self.one.of(source) for source in sources}
        self.tellings = {telling.appearance: telling for telling in holdings.tellings}
        self.citations: set[Proof] = set()
        self.told: dict[str, set[str]] = {}
        self.cited_in: dict[str, set[str]] = {}
        for telling in holdings.tellings:
            self.told.setdefault(telling.document, set()).add(telling.appearance)
            for hop in telling.hops():
                if hop.cited_document is not None:
                    self.cited_in.setdefault(hop.cited_document, set()).add(telling.appearance)
        published = (d.key for d in holdings.documents if self._fell(d.publisher))
        self.documents = {*documents, *published}
        self._settle()

    def standing(self, holdings: Holdings) -> Holdings:
        joint = tuple(cited_jointly(build(holdings)))
        return replace(holdings, tellings=tuple(self.tellings.values()), together=joint)

    def _fell(self, source: str | None) -> bool:
        return source is not None and self.one.of(source) in self.sources

    def _stands(self, hop: Hop) -> bool:
        return not self._fell(hop.source) and hop.cited_document not in self.documents

    def _settle(self) -> None:
        """Look at every chain, then again at those that cite a document which fell meanwhile."""
        look = set(self.tellings)
        while look:
            gone = {telling.document for telling in map(self._cut, look) if telling is not None}
            empty = {key for key in gone if not self.told[key]} - self.documents
            self.documents |= empty
            cited_in = (self.cited_in.get(document, set()) for document in empty)
            look = set().union(*cited_in).intersection(self.tellings)

    def _cut(self, appearance: str) -> Telling | None:
        """Take out of a chain what fell; return the telling if it falls with that."""
        telling = self.tellings[appearance]
        self.citations.update(
            Proof(appearance, number, hop.citation)
            for number, level in enumerate(telling.levels)
            for hop in level
            if not self._stands(hop)
        )
        levels = tuple(tuple(filter(self._stands, level)) for level in telling.levels)
        if all(levels) and telling.document not in self.documents:
            self.tellings[appearance] = replace(telling, levels=levels)
            return None
        del self.tellings[appearance]
        self.told[telling.document].discard(appearance)
        return telling
