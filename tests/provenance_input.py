"""Turns a file of the import format into what the suggestions and the drift are worked out from."""

from collections import defaultdict
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from claims.interchange.records import Anchor
from claims.provenance.drift import CitedSource, Retelling
from claims.provenance.groups import Groups
from claims.provenance.identities import Mention, Place

File = dict[str, Any]
Pair = tuple[str, str]


def mentions(file: File) -> list[Mention]:
    """Return the sources with the places at which the documents cite them."""
    places, bodies = _places(file), defaultdict(list)
    for record in file.get("affiliations", ()):
        bodies[record["source"]].append((record["body"], record["type"]))
    return [
        Mention(
            key=source["id"],
            kind=source["kind"],
            anonymity=source["anonymity"],
            names=tuple(_names(source)),
            language=source.get("language", ""),
            descriptor=source.get("descriptor", ""),
            glosses={n["language"]: n["text"] for n in source["names"] if n["type"] == "gloss"},
            count=source.get("count"),
            vouched_by=source.get("vouched_by", ""),
            same_as=tuple(source.get("same_as", ())),
            affiliations=tuple(bodies[source["id"]]),
            places=tuple(places[source["id"]]),
        )
        for source in file["sources"]
    ]


def _names(source: File):
    if source.get("name"):
        yield source["name"]
    yield from (n["text"] for n in source.get("names", ()) if n["type"] != "gloss")


def _places(file: File) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for document in file["documents"]:
        for made in document["appearances"]:
            for hop in made["chain"]:
                at = hop.get("mention") or hop.get("cue") or made["anchor"]
                before = [h["source"] for h in made["chain"] if h["level"] < hop["level"]]
                place = Place(
                    document=document["id"],
                    appearance=made["id"],
                    claim=made["claim"],
                    start=at["start"],
                    role=hop["role"],
                    relays=tuple(before),
                    publisher=document.get("publisher") or "",
                    clause=made["anchor"]["exact"],
                    language=document["language"],
                    published_on=datetime.fromisoformat(document["published_at"]).date(),
                )
                found[hop["source"]].append(place)
    return found


def joint(file: File) -> list[Pair]:
    """Return the pairs of unnamed sources that one citation gives jointly, as origins."""
    unnamed = {s["id"] for s in file["sources"] if s["anonymity"] != "named"}
    pairs = []
    for document in file["documents"]:
        for made in document["appearances"]:
            origins = [
                hop["source"]
                for hop in made["chain"]
                if hop["role"] == "origin" and hop["source"] in unnamed
            ]
            pairs += pairwise(origins)
    return pairs


def canonicals(file: File) -> dict[str, str]:
    """Return the annotators' key of the real source behind each source, else its own id."""
    return {source["id"]: source.get("canonical") or source["id"] for source in file["sources"]}


def by_canonical(file: File) -> list[Pair]:
    """Return the pairs of sources that the annotators hold for one."""
    first: dict[str, str] = {}
    return [(first.setdefault(key, own), own) for own, key in canonicals(file).items()]


def confirmed(file: File) -> list[Pair]:
    found = file.get("identities", ())
    return [(one["a"], one["b"]) for one in found if one["state"] == "confirmed"]


def rejected(file: File) -> list[Pair]:
    found = file.get("identities", ())
    return [(one["a"], one["b"]) for one in found if one["state"] == "rejected"]


def retellings(file: File, identities: list[Pair]) -> list[Retelling]:
    """Return the appearances with their chains; classes are identities and joint sources."""
    same = Groups(identities)
    classes = Groups((same.of(a), same.of(b)) for a, b in joint(file))
    sources = {source["id"]: source for source in file["sources"]}
    return [
        Retelling(
            appearance=made["id"],
            document=document["id"],
            claim=made["claim"],
            anchor=_anchor(made["anchor"]),
            language=document["language"],
            zone=made.get("zone", "body"),
            modality=made["modality"],
            modality_cue=_anchor(made.get("modality_cue")),
            publisher=same.of(document["publisher"]) if document.get("publisher") else "",
            published_at=datetime.fromisoformat(document["published_at"]),
            hops=tuple(_cited(hop, sources, same, classes) for hop in made["chain"]),
        )
        for document in file["documents"]
        for made in document["appearances"]
    ]


def _anchor(found: File | None):
    return Anchor(found["start"], found["end"], found["exact"]) if found else None


def _cited(hop: File, sources: dict[str, File], same: Groups, classes: Groups) -> CitedSource:
    source, identity = sources[hop["source"]], same.of(hop["source"])
    return CitedSource(
        source=hop["source"],
        identity=identity,
        role=hop["role"],
        origin_class=classes.of(identity) if hop["role"] == "origin" else "",
        named=source["anonymity"] == "named",
        label=source.get("name") or source["descriptor"],
        count=source.get("count"),
        language=source.get("language", ""),
        scope=hop.get("scope", "local"),
        quoted=hop.get("quoted") or "",
        anaphora=hop.get("anaphora") or "",
        cue=_anchor(hop.get("cue")),
        mention=_anchor(hop.get("mention")),
        said_on=date.fromisoformat(hop["said_on"]) if hop.get("said_on") else None,
        said_when=_anchor(hop.get("said_when")),
    )
