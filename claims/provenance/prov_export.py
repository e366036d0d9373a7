"""Provenance as W3C PROV, for the tools of others.

Entities are documents, and what a source is said to have said (its account); agents are the
sources. What PROV has no term for stands in attributes of the namespace `fc`. Nothing that is not
established is stated: a possible merge is an entity of its own, and no alternateOf.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from prov.constants import PROV
from prov.model import Namespace, ProvDocument, QualifiedName

from claims.interchange.records import Anchor
from claims.provenance.analysis import Provenance
from claims.provenance.graph import Edge, Hop, Identity, Node, Proof
from claims.provenance.labels import clean

FC = Namespace("fc", "urn:factcheck:provenance:")
Attributes = list[tuple[QualifiedName, Any]]


def prov_json(provenance: Provenance) -> str:
    """Return the PROV-JSON of the document; it loads back as an equal one."""
    return str(prov_document(provenance).serialize(format="json", ensure_ascii=False))


def prov_document(provenance: Provenance) -> ProvDocument:
    """Return the PROV document.

    A source without a name has no prov:label: its words are `fc:descriptor`. Every citation is a
    derivation, of an account that a chain ends with as PrimarySource, of any other as Quotation;
    one that goes on through a held document (`fc:stitched`) is neither.
    """
    return _Export(provenance).document


class _Export:
    def __init__(self, provenance: Provenance) -> None:
        self.found = provenance
        self.document = ProvDocument(namespaces=[FC])
        self.tellings = {telling.appearance: telling for telling in provenance.tellings}
        self.hops = {
            Proof(telling.appearance, level, hop.citation): hop
            for telling in provenance.tellings
            for level, hops in enumerate(telling.levels)
            for hop in hops
        }
        self.ends = {proof for c in provenance.origins.classes for proof in c.told_by}
        self._nodes()
        for number, edge in enumerate(provenance.edges):
            for place, proof in enumerate(edge.proofs):
                self._derivation(f"derivation.{number}.{place}", edge, proof)
        self._classes()
        self._possible()

    def _nodes(self) -> None:
        published = {m.document: m.published_at for m in self.found.timeline.moments}
        for node in self.found.nodes:
            if node.kind == "document":
                self._held(node, published.get(node.id))
            else:
                self._agent(node)
                self.document.entity(_account(node.id), _typed("Account"))
                self.document.wasAttributedTo(_account(node.id), _name(node.id))
        for node in self.found.others:
            self._agent(node)

    def _held(self, node: Node, published: datetime | None) -> None:
        attributes = _typed("Document")
        if node.label:
            attributes.append((PROV["label"], clean(node.label)))
        if published is not None:
            attributes.append((FC["published_at"], published))
        if node.id in self.found.own_voice:
            attributes.append((FC["own_voice"], True))
        self.document.entity(_name(node.id), attributes)

    def _agent(self, node: Node) -> None:
        attributes = [*_typed("Source"), (FC["anonymity"], node.anonymity)]
        if node.source_kind:
            attributes.append((FC["kind"], node.source_kind))
        if node.named:
            attributes.append((PROV["label"], clean(node.label)))
        else:
            attributes.append((FC["descriptor"], clean(node.descriptor or node.label)))
        if node.count is not None:
            attributes.append((FC["count"], node.count))
        attributes += [(FC["role"], role) for role in ("relay", "origin") if getattr(node, role)]
        self.document.agent(_name(node.id), attributes)
        if len(node.members) > 1:
            self._mentions(node)

    def _mentions(self, node: Node) -> None:
        """State that mentions which are confirmed to be one source are aspects of it."""
        self.document.entity(_name(node.id), _typed("Source"))
        for member in node.members:
            self.document.entity(_mention(member), _typed("Mention"))
            self.document.specializationOf(_mention(member), _name(node.id))

    def _derivation(self, key: str, edge: Edge, proof: Proof) -> None:
        telling = self.tellings[proof.appearance]
        hop = self.hops.get(proof)
        head = _name(edge.head) if edge.stitched else _account(edge.head)
        tail = _name(edge.tail) if edge.tail.startswith("document:") else _account(edge.tail)
        attributes = [(FC["appearance"], proof.appearance), *_anchor("claim", telling.anchor)]
        if not edge.stitched:
            primary = proof in self.ends
            attributes.append((PROV["type"], PROV["PrimarySource" if primary else "Quotation"]))
        if hop is None:
            attributes.append((FC["own_voice"], True))
        else:
            attributes += _cited(hop, proof, stitched=edge.stitched)
        self.document.wasDerivedFrom(tail, head, identifier=FC[key], other_attributes=attributes)

    def _classes(self) -> None:
        """Add a collection for each class of origins, and the decisions behind it."""
        decided: set[Identity] = set()
        for found in self.found.origins.classes:
            reasons = {merge.reason for merge in found.merges}
            self.document.collection(
                _class(found.key),
                [*_typed("OriginClass"), *((FC["established"], r) for r in sorted(reasons))],
            )
            for node in found.nodes:
                self.document.hadMember(_class(found.key), _account(node))
            for merge in found.merges:
                decided.update(merge.identities)
        known = {m for n in self.found.nodes if len(n.members) > 1 for m in n.members}
        for identity in sorted(decided):
            if {identity.a, identity.b} <= known and identity.a != identity.b:
                self.document.alternateOf(_mention(identity.a), _mention(identity.b))

    def _possible(self) -> None:
        for number, merge in enumerate(self.found.origins.possible):
            attributes = [*_typed("PossibleMerge"), (FC["reason"], merge.reason)]
            attributes += [(FC["class"], _class(key)) for key in merge.classes]
            attributes += [(FC["through"], _name(node)) for node in merge.through]
            self.document.entity(FC[f"possible_merge.{number}"], attributes)


def _cited(hop: Hop, proof: Proof, *, stitched: bool) -> Attributes:
    flags = {"stitched": stitched, "on_condition_of_anonymity": hop.on_condition_of_anonymity}
    return [
        (FC["citation"], proof.citation),
        (FC["level"], proof.level),
        (FC["role"], hop.role),
        *((FC[name], True) for name, holds in flags.items() if holds),
        *_anchor("cue", hop.cue),
        *_anchor("mention", hop.mention),
    ]


def _anchor(name: str, anchor: Anchor | None) -> Attributes:
    if anchor is None:
        return []
    return [
        (FC[f"{name}_start"], anchor.start),
        (FC[f"{name}_end"], anchor.end),
        (FC[f"{name}_exact"], anchor.exact),
    ]


def _typed(kind: str) -> Attributes:
    return [(PROV["type"], FC[kind])]


def _name(node: str) -> QualifiedName:
    kind, _, key = node.partition(":")
    return _qualified(kind, key)


def _account(node: str) -> QualifiedName:
    return _qualified("account", node.partition(":")[2])


def _mention(key: str) -> QualifiedName:
    return _qualified("mention", key)


def _class(key: str) -> QualifiedName:
    return _qualified("origin_class", key.partition(":")[2])


def _qualified(kind: str, key: str) -> QualifiedName:
    return FC[f"{kind}.{quote(key, safe='')}"]
