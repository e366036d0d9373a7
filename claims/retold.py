"""Reads the retellings of a claim into the form that drift is found in, and finds it."""

from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from claims import models
from claims.holdings import holdings
from claims.interchange.records import Anchor
from claims.provenance.drift import CitedSource, Drift, Retelling, find_drift
from claims.provenance.drift_report import Finding, report
from claims.provenance.falling import fall
from claims.provenance.graph import Graph, Holdings, Telling, build
from claims.provenance.labels import label
from claims.provenance.origins import origins
from claims.provenance.words import LANGUAGES

ZONES_APART = timedelta(hours=4)
"""How far the time of an article's place may be from the desk's; its own zone is not held."""


def retellings(claim_id: UUID, held: Holdings | None = None) -> list[Retelling]:
    """Return the retellings of a claim that stand, in a number of queries that stays the same.

    Origin classes and identities are the nodes that the figures of provenance name. `held` is
    what is held about the claim, where the caller has read it already.
    """
    return _Tellings(claim_id, held).retellings


def drift_of(claim_id: UUID, held: Holdings | None = None) -> list[Drift]:
    """Return in what the retellings of a claim differ that share an origin class."""
    return find_drift(retellings(claim_id, held))


def findings(claim_id: UUID, held: Holdings | None = None) -> tuple[Finding, ...]:
    """Return the same in words, those that change most first."""
    told = _Tellings(claim_id, held)
    return report(find_drift(told.retellings), told.retellings, told.names)


class _Tellings:
    """The retellings of a claim; `names` are, by language, the labels of all that they cite."""

    def __init__(self, claim_id: UUID, held: Holdings | None) -> None:
        standing, _ = fall(holdings(claim_id) if held is None else held)
        self.graph = build(standing)
        self.classes = _classes(self.graph)
        nodes = self.graph.nodes.values()
        self.names = {tag: {node.id: label(node, tag) for node in nodes} for tag in LANGUAGES}
        tellings = {telling.appearance: telling for telling in self.graph.tellings}
        made = models.Appearance.objects.filter(pk__in=tellings).with_chains().order_by("pk")
        self.retellings = [self._retelling(row, tellings[str(row.pk)]) for row in made]

    def _retelling(self, made: models.Appearance, telling: Telling) -> Retelling:
        document, standing = made.document, {hop.citation for hop in telling.hops()}
        hops = [hop for hop in made.citations.all() if str(hop.pk) in standing]
        return Retelling(
            appearance=str(made.pk),
            document=str(document.pk),
            claim=str(made.claim_id),
            anchor=Anchor(made.anchor.start, made.anchor.end, made.anchor.exact),
            language=document.language,
            zone=made.zone,
            modality=made.modality,
            modality_cue=_anchor(made.modality_cue),
            publisher=self._identity(document.publisher_id) if document.publisher_id else "",
            published_at=_local(document.published_at),
            zones_apart=ZONES_APART,
            hops=tuple(map(self._cited, hops)),
        )

    def _cited(self, hop: models.Citation) -> CitedSource:
        identity = self._identity(hop.source_id)
        return CitedSource(
            source=str(hop.source_id),
            identity=identity,
            role=hop.role,
            # Whoever is cited by a document that is held has no class: there the chain goes on.
            origin_class=self.classes.get(identity, identity) if hop.role == "origin" else "",
            named=hop.source.anonymity == "named",
            label=hop.source.label,
            count=hop.source.count,
            language=hop.source.language,
            scope=hop.scope,
            quoted=hop.quoted,
            anaphora=hop.anaphora,
            cue=_anchor(hop.cue),
            mention=_anchor(hop.mention),
            said_on=hop.said_on,
            said_when=_anchor(hop.said_when),
        )

    def _identity(self, source_id: UUID) -> str:
        return self.graph.node_of(str(source_id))


def _classes(graph: Graph) -> Mapping[str, str]:
    """Return the key of its origin class by the node that is an origin."""
    return {node: found.key for found in origins(graph).classes for node in found.nodes}


def _local(moment: datetime | None) -> datetime | None:
    """Return a moment in the desk's time; one at an end of the calendar as it is."""
    if moment is None or moment.year in (MINYEAR, MAXYEAR):
        return moment
    return timezone.localtime(moment)


def _anchor(anchor: models.Anchor | None) -> Anchor | None:
    return None if anchor is None else Anchor(anchor.start, anchor.end, anchor.exact)
