"""Measures the drift that is found against the hand-checked cases, and tries it on other texts.

Run from the root of the project: python -m benchmarks.drift [--list] [FILE.jsonl ...]
A FILE has one article a line with `cluster`, `id`, `ts`, `title` and `silver_near_dup`.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from claims.interchange.records import Anchor
from claims.provenance.drift import CitedSource, Drift, DriftKind, Retelling, Side, find_drift
from tests import gold, provenance_input

SAMPLE = Path(__file__).resolve().parents[1] / "factcheck" / "sample" / "articles.json"
CASE_KINDS = {
    "certainty": DriftKind.CERTAINTY,
    "source description": DriftKind.SOURCE_DESCRIPTION,
    "attribution": DriftKind.ATTRIBUTION_DROPPED,
    "quantity": DriftKind.NUMBER,
    "date": DriftKind.DATE,
    "content": DriftKind.WORDING,
    "wording added": DriftKind.WORDING,
}
DIMENSIONS = {
    "modality": DriftKind.CERTAINTY,
    "certainty": DriftKind.CERTAINTY,
    "cue": DriftKind.CERTAINTY,
    "source_description": DriftKind.SOURCE_DESCRIPTION,
    "attribution": DriftKind.ATTRIBUTION_DROPPED,
    "quantity": DriftKind.NUMBER,
    "date": DriftKind.DATE,
    "content": DriftKind.WORDING,
    "wording": DriftKind.WORDING,
}
Case = dict[str, Any]


def cases() -> list[Case]:
    """Return the hand-checked cases."""
    return json.loads((gold.GOLD / "cross" / "drift.json").read_text())


def kind_of(case: Case) -> DriftKind:
    return CASE_KINDS[case["kind"].partition(" (")[0]]


def shows(case: Case, drift: Drift) -> bool:
    """Tell whether a finding is the case: its kind, and both sides overlap two of the case's."""
    if drift.kind is not kind_of(case):
        return False
    mine = {at for at, one in enumerate(case["sides"]) if _overlaps(one, drift.a)}
    theirs = {at for at, one in enumerate(case["sides"]) if _overlaps(one, drift.b)}
    return bool(mine and theirs and len(mine | theirs) > 1)


def _overlaps(one: Case, side: Side) -> bool:
    """Tell whether a finding's side lies in the case's words, or in the appearance it names."""
    name = one["file"].removesuffix(".txt")
    if name != side.document:
        return False
    if one["claim"] and side.appearance == f"{name}.txt#{one['claim']}":
        return True
    return side.start < one["span"][1] and one["span"][0] < side.end


def touches(case: Case, drift: Drift) -> bool:
    """Tell whether a finding of the case's kind shows one of its sides against anything."""
    sides = (drift.a, drift.b)
    return drift.kind is kind_of(case) and any(
        _overlaps(one, side) for one in case["sides"] for side in sides
    )


def recorded(file: Case) -> set[tuple[frozenset[str], DriftKind]]:
    """Return the kinds of drift that the annotators' relations name, by pair of appearances."""
    return {
        (frozenset({relation["from"], relation["to"]}), DIMENSIONS[dimension])
        for relation in file["relations"]
        for dimension in relation.get("dimensions", ())
    }


def judge(file: Case, found: Iterable[Drift]) -> dict[str, Any]:
    """Return the cases found and missed, and the findings by what the gold says of them."""
    found, known, all_cases = list(found), recorded(file), cases()
    verdicts = defaultdict(list)
    for drift in found:
        pair = frozenset({drift.a.appearance, drift.b.appearance})
        if any(shows(case, drift) for case in all_cases):
            verdicts["case"].append(drift)
        elif (pair, drift.kind) in known:
            verdicts["relation"].append(drift)
        elif any(touches(case, drift) for case in all_cases):
            verdicts["one side"].append(drift)
        else:
            verdicts["false"].append(drift)
    hit = [case for case in all_cases if any(shows(case, drift) for drift in found)]
    near = [
        case
        for case in all_cases
        if case not in hit and any(touches(case, drift) for drift in found)
    ]
    missed = [case for case in all_cases if case not in hit and case not in near]
    return {"hit": hit, "near": near, "missed": missed, **verdicts}


def gold_drift() -> tuple[Case, list[Drift]]:
    """Return the gold with its drift, all identities confirmed that the annotators hold."""
    file = gold.import_file()
    told = provenance_input.retellings(file, provenance_input.by_canonical(file))
    return file, find_drift(told)


def report_gold(*, listed: bool) -> None:
    file, found = gold_drift()
    judged = judge(file, found)
    print(f"gold: {len(found)} findings, {len(cases())} cases")
    print(f"  {'kind':<21}{'cases':>6}{'found':>6}{'one side':>9}{'missed':>7}"
          f"{'case':>7}{'relation':>9}{'1 side':>7}{'false':>6}")  # fmt: skip
    for kind in DriftKind:
        row = [sum(kind_of(case) is kind for case in part)
               for part in (cases(), judged["hit"], judged["near"], judged["missed"])]  # fmt: skip
        row += [sum(drift.kind is kind for drift in judged.get(name, ()))
                for name in ("case", "relation", "one side", "false")]  # fmt: skip
        print(f"  {kind:<21}{row[0]:>6}{row[1]:>6}{row[2]:>9}{row[3]:>7}"
              f"{row[4]:>7}{row[5]:>9}{row[6]:>7}{row[7]:>6}")  # fmt: skip
    true = len(judged.get("case", ())) + len(judged.get("relation", ()))
    print(f"  {len(judged['hit'])} of {len(cases())} cases found; of {len(found)} findings {true} "
          f"are recorded in the gold, {len(found) - true} are not")  # fmt: skip
    print("  missed:", ", ".join(case["id"] for case in judged["near"] + judged["missed"]))
    if listed:
        for name in ("case", "relation", "one side", "false"):
            show(judged.get(name, ()), name)


def report_sample(*, listed: bool) -> None:
    file = json.loads(SAMPLE.read_text())
    found = find_drift(provenance_input.retellings(file, provenance_input.confirmed(file)))
    known = recorded(file)
    hit = {
        (pair, kind)
        for pair, kind in known
        if any(d.kind is kind and {d.a.appearance, d.b.appearance} == pair for d in found)
    }
    print(f"sample: {len(found)} findings {dict(Counter(d.kind.value for d in found))}")
    print(f"  of {len(known)} that its relations name, {len(hit)} found; not found:")
    for pair, kind in sorted(known - hit, key=lambda one: (one[1], sorted(one[0]))):
        print(f"    {kind}: {' / '.join(sorted(pair))}")
    if listed:
        show(found, "sample")


def report_events(path: Path, *, listed: bool) -> None:
    """Compare the headlines of articles that were copied from one another."""
    articles = [json.loads(line) for line in path.read_text().splitlines()]
    by_id = {article["id"]: article for article in articles}
    pairs = {
        tuple(sorted((article["id"], other)))
        for article in articles
        for other, _ in article["silver_near_dup"]
        if other in by_id
    }
    began, found = time.perf_counter(), []
    for number, pair in enumerate(sorted(pairs)):
        found += find_drift(headline(by_id[one], str(number)) for one in pair)
    seconds, kinds = time.perf_counter() - began, dict(Counter(d.kind.value for d in found))
    print(f"{path.name}: {len(pairs)} pairs of headlines, {len(found)} findings {kinds}, "
          f"{seconds:.2f} s")  # fmt: skip
    if listed:
        show(found, "headlines")


def headline(article: Case, claim: str) -> Retelling:
    title = article["title"]
    origin = CitedSource("s", "s", origin_class="s", named=True, label="s")
    return Retelling(
        appearance=article["id"],
        document=article["id"],
        claim=claim,
        anchor=Anchor(0, len(title), title),
        language="ar",
        published_at=datetime.fromisoformat(article["ts"]),
        hops=(origin,),
    )


def show(found: Iterable[Drift], name: str) -> None:
    for drift in found:
        print(f"  {name}: {drift.kind} {drift.reason.code} {drift.direction}: "
              f"{drift.a.appearance[-8:]} «{drift.a.exact[:70]}» / "
              f"{drift.b.appearance[-8:]} «{drift.b.exact[:70]}»")  # fmt: skip


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--list", action="store_true", help="print every finding")
    options.add_argument("files", nargs="*", type=Path)
    chosen = options.parse_args()
    if (gold.GOLD / "cross" / "drift.json").exists():
        report_gold(listed=chosen.list)
    report_sample(listed=chosen.list)
    for path in chosen.files:
        report_events(path, listed=chosen.list)


if __name__ == "__main__":
    main()
