"""Reads the gold articles back through the API and compares them with what went in."""

from collections.abc import Callable
from typing import Any

from claims.interchange.reader import Ids
from tests import gold

Get = Callable[[str], dict[str, Any]]

SOURCE = ("kind", "anonymity", "name", "language", "descriptor", "descriptor_literal", "count",
          "same_as", "canonical", "note")  # fmt: skip
APPEARANCE = ("voice", "zone", "modality", "polarity", "content_type", "checkworthy",
              "checkworthy_reason", "about", "gloss", "note")  # fmt: skip
HOP = ("level", "role", "mode", "anaphora", "scope", "quoted", "on_condition_of_anonymity",
       "said_on", "said_on_basis", "note")  # fmt: skip
ANCHORS = ("cue", "mention", "said_when", "channel")


def compare(get: Get) -> dict[str, int]:
    """Assert that all of it is there and equal; return how much there was."""
    given = gold.import_file()
    ids = Ids(given["dataset"])
    counts = {"sources": 0, "appearances": 0, "hops": 0, "claims": 0, "relations": 0}
    for source in given["sources"]:
        _source(source, get(f"sources/{ids(source['id'])}/"))
        counts["sources"] += 1
    for document in given["documents"]:
        shown = get(f"documents/{ids(document['id'])}/")
        assert shown["text"] == document["text"]
        assert shown["title"] == document["title"]
        for made in document["appearances"]:
            _appearance(made, get(f"appearances/{ids(made['id'])}/"), document, ids)
            counts["appearances"] += 1
            counts["hops"] += len(made["chain"])
    relations: dict[str, dict[str, Any]] = {}
    for claim in given["claims"]:
        shown = get(f"claims/{ids(claim['id'])}/")
        assert shown["texts"] == claim["texts"]
        told = {made["id"] for made in shown["appearances"]}
        wanted = [m for d in given["documents"] for m in d["appearances"]]
        assert told == {str(ids(m["id"])) for m in wanted if m["claim"] == claim["id"]}
        relations |= {relation["id"]: relation for relation in shown["relations"]}
        counts["claims"] += 1
    found = sorted(_relation(relation) for relation in relations.values())
    expected = [
        relation | {"from": str(ids(relation["from"])), "to": str(ids(relation["to"]))}
        for relation in given["relations"]
    ]
    assert found == sorted(_relation(relation) for relation in expected)
    counts["relations"] = len(found)
    _identities(given, get, ids)
    return counts


def _anchor(anchor: dict[str, Any] | None) -> tuple[Any, ...] | None:
    return None if anchor is None else (anchor["start"], anchor["end"], anchor["exact"])


def _source(given: dict[str, Any], shown: dict[str, Any]) -> None:
    defaults = {"note": "", "canonical": "", "count": None, "same_as": [], "descriptor": ""}
    defaults["descriptor_literal"] = True
    expected = defaults | {name: given[name] for name in SOURCE if name in given}
    assert {name: shown[name] for name in SOURCE} == expected
    assert [tuple(n.values()) for n in shown["names"]] == [
        tuple(n.values()) for n in given["names"]
    ]


def _appearance(
    given: dict[str, Any], shown: dict[str, Any], document: dict[str, Any], ids: Ids
) -> None:
    assert {name: shown[name] for name in APPEARANCE} == {name: given[name] for name in APPEARANCE}
    assert shown["document"]["id"] == str(ids(document["id"]))
    assert shown["claim"] == str(ids(given["claim"]))
    assert _anchor(shown["anchor"]) == _anchor(given["anchor"])
    assert _anchor(shown["modality_cue"]) == _anchor(given["modality_cue"])
    assert document["text"][shown["anchor"]["start"] :].startswith(shown["anchor"]["exact"])
    assert len(shown["chain"]) == len(given["chain"])
    chain = sorted(given["chain"], key=lambda hop: hop["level"])
    for hop, seen in zip(chain, shown["chain"], strict=True):
        assert {name: seen[name] for name in HOP} == {name: hop[name] for name in HOP}
        assert seen["source"]["id"] == str(ids(hop["source"]))
        for name in ANCHORS:
            assert _anchor(seen[name]) == _anchor(hop[name]), name


def _relation(relation: dict[str, Any]) -> tuple[Any, ...]:
    names = ("type", "from", "to", "strength", "note")
    return (*(relation[name] for name in names), tuple(relation["dimensions"]))


def _identities(given: dict[str, Any], get: Get, ids: Ids) -> None:
    for pair in given["identities"]:
        shown = get(f"sources/{ids(pair['a'])}/")["identities"]
        other = {"source": str(ids(pair["b"])), "state": pair["state"], "reason": pair["reason"]}
        assert other in shown
    for tie in given["affiliations"]:
        shown = get(f"sources/{ids(tie['source'])}/")["affiliations"]
        assert {"body": str(ids(tie["body"])), "type": tie["type"]} in [
            {"body": found["body"], "type": found["type"]} for found in shown
        ]
