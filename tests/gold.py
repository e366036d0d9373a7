"""Turns the hand-checked annotations in ../shared/gold into a file of the import format."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLD, SEEDS = SHARED / "gold", SHARED / "seeds"

needs_gold = pytest.mark.skipif(
    not (GOLD / "cross" / "clusters.json").exists(),
    reason="the private gold annotations (../shared/gold) are not on this machine",
)

KINDS = {"government": "government_body"}
MODES = {"tweet": "social_post"}


@cache
def articles() -> dict[str, dict[str, Any]]:
    """Return the annotations by seed name."""
    found = (json.loads(path.read_text()) for path in sorted(GOLD.glob("*.json")))
    return {article["file"].removesuffix(".txt"): article for article in found}


def text(name: str) -> str:
    with (SEEDS / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        return file.read()


@cache
def clusters() -> list[dict[str, Any]]:
    return json.loads((GOLD / "cross" / "clusters.json").read_text())


def claim_of(ref: str) -> str:
    """Return the claim of an appearance: its cluster's, or one of its own."""
    found = [cluster["id"] for cluster in clusters() if ref in cluster["members"]]
    return found[0] if found else f"claim:{ref}"


def import_file(dataset: str = "kadhimi") -> dict[str, Any]:
    """Return all three articles with everything that is annotated."""
    return {
        "format": "factcheck-claims",
        "version": 1,
        "dataset": dataset,
        "sources": [s for name, article in articles().items() for s in _sources(name, article)],
        "claims": list(_claims()),
        "documents": [_document(name, article) for name, article in articles().items()],
        "identities": list(_identities()),
        "affiliations": list(_affiliations()),
        "relations": list(_relations()),
    }


def source_id(name: str, local: str) -> str:
    return f"{name}#{local}"


def _ref(name: str, local: str) -> str:
    """Relations name a claim as `c1` in the own file, `file.txt#c1` in any."""
    return local if "#" in local else f"{name}.txt#{local}"


def _sources(name: str, article: dict[str, Any]):
    if article["outlet"]:
        yield {
            "id": source_id(name, "outlet"),
            "kind": "news_outlet",
            "anonymity": "named",
            "name": article["outlet"]["name_ar"],
            "language": "ar",
            "names": [
                {"type": "translation", "language": "en", "text": article["outlet"]["name_en"]}
            ],
        }
    for source in article["sources"]:
        yield _source(name, source)


def _source(name: str, source: dict[str, Any]) -> dict[str, Any]:
    named = source["anonymity"] == "named"
    names = [{"type": "alias", "language": "ar", "text": alias} for alias in source["aliases_ar"]]
    names.append(
        {
            "type": "translation" if named else "gloss",
            "language": "en",
            "text": source["name_en"],
        }
    )
    literal = source["descriptor_ar"] is not None
    return {
        "id": source_id(name, source["id"]),
        "kind": KINDS.get(source["kind"], source["kind"]),
        "anonymity": source["anonymity"],
        "name": source["name_ar"] if named else "",
        "language": "ar" if named or literal else "en",
        "names": names,
        # One source has no words in its text at all (a suppressed agent): the annotator's stand in.
        "descriptor": "" if named else source["descriptor_ar"] or source["name_en"],
        "descriptor_literal": named or literal,
        "count": source["count"],
        "same_as": [f"https://www.wikidata.org/entity/{source['wikidata']}"]
        if source["wikidata"]
        else [],
        "canonical": source["canonical"],
        "note": source.get("note", ""),
    }


def _claims():
    seen = set()
    for name, article in articles().items():
        for claim in article["claims"]:
            ref = _ref(name, claim["id"])
            own = claim_of(ref)
            if own not in seen:
                seen.add(own)
                texts = {"ar": claim["text_ar"], "en": claim["gloss_en"]}
                yield {"id": own, "language": "ar", "texts": texts}


def _document(name: str, article: dict[str, Any]) -> dict[str, Any]:
    inferred = article["published_at_inferred"]
    return {
        "id": name,
        "publisher": source_id(name, "outlet") if article["outlet"] else None,
        "title": article["title"] or "",
        "language": article["language"],
        # One is known to two days only: the earlier one, as `note` says.
        "published_at": f"{inferred['value'].partition('/')[0]}T00:00:00+03:00",
        "published_at_inferred": True,
        "text": text(name),
        "note": inferred["basis"],
        "appearances": [_appearance(name, claim) for claim in article["claims"]],
    }


def _anchor(span: list[int] | None, exact: str | None) -> dict[str, Any] | None:
    return None if span is None else {"start": span[0], "end": span[1], "exact": exact}


def _appearance(name: str, claim: dict[str, Any]) -> dict[str, Any]:
    ref = _ref(name, claim["id"])
    return {
        "id": ref,
        "claim": claim_of(ref),
        "anchor": _anchor(claim["span"], claim["text_ar"]),
        "voice": claim["voice"],
        "zone": claim["zone"],
        "modality": claim["modality"],
        "modality_cue": _anchor(claim["modality_cue_span"], claim["modality_cue_ar"]),
        "polarity": claim["polarity"],
        "content_type": claim["type"],
        "checkworthy": claim["checkworthy"],
        "checkworthy_reason": claim["why"],
        "about": claim["about"],
        "gloss": {"en": claim["gloss_en"]},
        "note": claim.get("note", ""),
        "chain": [_hop(name, hop) for hop in claim["chain"]],
    }


def _hop(name: str, hop: dict[str, Any]) -> dict[str, Any]:
    return {
        "level": hop["level"],
        "source": source_id(name, hop["source"]),
        "role": hop["role"],
        "mode": MODES.get(hop["mode"], hop["mode"]),
        "cue": _anchor(hop["cue_span"], hop["cue_ar"]),
        "mention": _anchor(hop["source_span"], hop["source_ar"]),
        "anaphora": (hop["source_anaphora"] or "").replace("-", "_"),
        "scope": hop["scope"],
        "quoted": hop["quoted"] or "",
        "on_condition_of_anonymity": hop["anonymity_condition"],
        "said_on": hop["date"],
        "said_on_basis": hop["date_basis"] or "",
        "said_when": _anchor(hop["date_span"], hop["date_text"]),
        "channel": _anchor(hop.get("channel_span"), hop.get("channel_ar")),
        "note": hop.get("note", ""),
    }


def _identities():
    """The annotators' canonical (sure for names, else a hypothesis), and their doubts."""
    first: dict[str, str] = {}
    seen = set()
    for name, article in articles().items():
        for source in article["sources"]:
            own = source_id(name, source["id"])
            other = first.setdefault(source["canonical"], own)
            if other != own:
                seen.add(frozenset({own, other}))
                state = "confirmed" if source["anonymity"] == "named" else "suggested"
                reason = f"annotated as {source['canonical']}"
                yield {"a": other, "b": own, "state": state, "reason": reason}
    for name, article in articles().items():
        for source in article["sources"]:
            own = source_id(name, source["id"])
            for key, reason in (
                ("corefers_with", "a definite back-reference"),
                ("possibly_same_as", "possibly the same"),
            ):
                for other in (source_id(name, local) for local in source.get(key, ())):
                    if frozenset({own, other}) not in seen:
                        seen.add(frozenset({own, other}))
                        yield {"a": own, "b": other, "state": "suggested", "reason": reason}


def _affiliations():
    for name, article in articles().items():
        for source in article["sources"]:
            for body in source.get("member_of", ()):
                yield {
                    "source": source_id(name, source["id"]),
                    "body": source_id(name, body),
                    "type": "member_of",
                }


def _relations():
    for name, article in articles().items():
        for relation in article["relations"]:
            yield {
                "type": relation["type"],
                "from": _ref(name, relation["from"]),
                "to": _ref(name, relation["to"]),
                "strength": relation["strength"],
                "dimensions": relation["dimension"],
                "note": relation["note"],
            }
