"""Files come in whole by document, once, and say what became of every record."""

import copy
import io
import json
import threading
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import close_old_connections

from claims import models
from claims.interchange.reader import read
from claims.operations.intake import import_file

TEXT = "قالت رويترز إن مسؤولا أكد ذلك، وأضاف أن الأمر انتهى."


def anchor(exact):
    start = TEXT.index(exact)
    return {"start": start, "end": start + len(exact), "exact": exact}


def made(name, claim, exact, chain=()):
    return {
        "id": name,
        "claim": claim,
        "anchor": anchor(exact),
        "voice": "attributed",
        "modality": "asserted",
        "polarity": "positive",
        "chain": list(chain),
    }


def hop(level, source, role):
    return {"level": level, "source": source, "role": role, "mode": "indirect"}


CHAIN = [hop(0, "reuters", "relay"), hop(1, "official", "origin")]


def sample():
    return copy.deepcopy(_SAMPLE)


_SAMPLE = {
    "format": "factcheck-claims",
    "version": 1,
    "dataset": "test",
    "sources": [
        {"id": "reuters", "kind": "news_outlet", "anonymity": "named", "name": "رويترز"},
        {
            "id": "official",
            "kind": "unnamed",
            "anonymity": "described",
            "descriptor": "مسؤولا",
            "vouched_by": "reuters",
        },
        {"id": "outlet", "kind": "news_outlet", "anonymity": "named", "name": "B"},
    ],
    "claims": [
        {"id": "c1", "language": "ar", "texts": {"ar": "الأمر انتهى", "en": "It is over"}},
        {"id": "c2", "language": "ar", "texts": {"ar": "أكد ذلك"}},
    ],
    "documents": [
        {
            "id": "d1",
            "language": "ar",
            "text": TEXT,
            "appearances": [made("a1", "c1", "الأمر انتهى", CHAIN)],
        },
        {
            "id": "d2",
            "language": "ar",
            "text": TEXT,
            "publisher": "outlet",
            "appearances": [made("a2", "c2", "أكد ذلك")],
        },
    ],
    "identities": [{"a": "reuters", "b": "outlet", "state": "rejected", "reason": "two outlets"}],
    "relations": [{"type": "supports", "from": "c2", "to": "c1"}],
}


def run(data, **options):
    return import_file(file=read(json.dumps(data).encode()), by=None, **options)


def outcomes(results):
    return {result.entry.pointer: result.outcome for result in results}


def counts():
    kinds = (models.Source, models.Claim, models.Document, models.Appearance, models.Citation,
             models.Anchor, models.SourceIdentity, models.ClaimRelation)  # fmt: skip
    return [kind.objects.count() for kind in kinds]


@pytest.mark.django_db
class TestOneFile:
    def test_all_of_it_comes_in(self):
        assert set(outcomes(run(sample())).values()) == {"created"}
        assert counts() == [3, 2, 2, 2, 2, 2, 1, 1]

    def test_twice_is_once(self):
        run(sample())
        before = counts()
        assert set(outcomes(run(sample())).values()) == {"unchanged"}
        assert counts() == before

    def test_a_dry_run_says_the_same_and_keeps_nothing(self):
        dry = outcomes(run(sample(), dry_run=True))
        assert counts() == [0] * 8
        assert dry == outcomes(run(sample()))

    def test_what_is_new_is_added_to_what_is_there(self):
        run(sample())
        more = sample()
        more["documents"][0]["appearances"].append(made("a3", "c2", "أكد ذلك", CHAIN))
        found = outcomes(run(more))
        assert found.pop("/documents/0") == "created"
        assert set(found.values()) == {"unchanged"}
        assert models.Appearance.objects.count() == 3

    @pytest.mark.parametrize(
        ("change", "path"),
        [
            (lambda d: d["sources"][0].update(name="AFP"), "$.sources[0].name"),
            (lambda d: d["claims"][0]["texts"].update(en="No"), "$.claims[0].texts"),
            (lambda d: d["documents"][0].update(text=TEXT + " "), "$.documents[0].text"),
            (
                lambda d: d["documents"][0]["appearances"][0].update(modality="denied"),
                "$.documents[0].appearances[0].modality",
            ),
            (
                lambda d: d["documents"][0]["appearances"][0]["chain"].pop(0),
                "$.documents[0].appearances[0].chain",
            ),
            (lambda d: d["identities"][0].update(state="confirmed"), "$.identities[0].state"),
            (lambda d: d["relations"][0].update(strength="partial"), "$.relations[0].strength"),
        ],
    )
    def test_what_is_stored_otherwise_is_refused_and_stays(self, change, path):
        run(sample())
        before = counts()
        changed = sample()
        change(changed)
        if path.startswith("$.documents[0].appearances[0].chain"):
            changed["documents"][0]["appearances"][0]["chain"] = [hop(0, "official", "origin")]
        rejected = [r for r in run(changed) if r.outcome == "rejected"]
        assert [flaw.path for r in rejected for flaw in r.flaws] == [path]
        assert counts() == before
        assert set(outcomes(run(sample())).values()) == {"unchanged"}

    @pytest.mark.parametrize(
        ("spoil", "sources", "claims"),
        [
            (lambda d: d["appearances"][0]["anchor"].update(end=900), 1, 1),
            (lambda d: d.update(language="not a language"), 1, 1),
            # What the document does not name any more is no part of it, and comes in by itself.
            (lambda d: d["appearances"][0].update(claim="nowhere"), 1, 2),
            (lambda d: d["appearances"][0]["chain"][0].update(source="nobody"), 2, 1),
            (lambda d: d["appearances"][0]["chain"].pop(), 3, 1),
        ],
    )
    def test_a_document_comes_in_whole_or_not_at_all(self, spoil, sources, claims):
        data = sample()
        spoil(data["documents"][0])
        del data["relations"], data["identities"]
        results = {result.entry.pointer: result for result in run(data)}
        assert results["/documents/0"].outcome == "rejected"
        assert all(flaw.reason and flaw.remedy for flaw in results["/documents/0"].flaws)
        assert results["/documents/1"].outcome == results["/sources/2"].outcome == "created"
        assert counts() == [sources, claims, 1, 1, 0, 1, 0, 0]

    def test_a_source_that_cites_itself_is_kept_and_pointed_out(self):
        data = sample()
        chain = [hop(0, "reuters", "relay"), hop(1, "reuters", "origin")]
        data["documents"][0]["appearances"][0]["chain"] = chain
        result = next(r for r in run(data) if r.entry.pointer == "/documents/0")
        assert result.outcome == "created"
        assert [warning.path for warning in result.warnings] == [
            "$.documents[0].appearances[0].chain"
        ]

    def test_documents_that_cite_each_other_come_in_together_or_not_at_all(self):
        data = sample()
        for one, other in ((0, "d2"), (1, "d1")):
            name = f"p{one}"
            chain = [hop(0, "reuters", "origin") | {"cited_document": other}]
            data["documents"][one]["appearances"] = [made(name, "c1", "أكد ذلك", chain)]
        spoiled = copy.deepcopy(data)
        spoiled["documents"][1]["appearances"][0]["claim"] = "nowhere"
        found = outcomes(run(spoiled))
        assert found["/documents/0"] == found["/documents/1"] == "rejected"
        assert models.Document.objects.count() == 0
        assert outcomes(run(data))["/documents/0"] == "created"
        assert models.Citation.objects.filter(cited_document__isnull=False).count() == 2

    def test_versions_are_counted_whatever_their_order_in_the_file(self):
        data = sample()
        first = {"id": "v1", "language": "ar", "text": "one", "url": "https://x.example/"}
        second = first | {"id": "v2", "text": "two", "supersedes": "v1"}
        data["documents"] = [second, first]
        assert outcomes(run(data))["/documents/0"] == "created"
        assert models.Document.objects.get(text="two").version == 2

    def test_the_same_address_twice_needs_a_version(self):
        data = sample()
        for document in data["documents"]:
            document["url"] = "https://x.example/"
        found = {r.entry.pointer: r for r in run(data)}
        assert found["/documents/1"].outcome == "rejected"
        assert "is held already" in found["/documents/1"].flaws[0].reason

    def test_what_a_database_cannot_hold_stays_out_alone(self):
        data = sample()
        data["sources"][2]["note"] = "half \ud83d of it"
        found = {r.entry.pointer: r for r in run(data)}
        assert found["/sources/2"].flaws[0].path == "$.sources[2].note"
        assert found["/documents/0"].outcome == "created"
        assert found["/documents/1"].outcome == "rejected"

    def test_bidi_controls_and_unicode_twins_are_kept_as_given(self):
        data = sample()
        twins = ["Caf\u00e9", "Cafe\u0301", "a\u202eb\u2069", "٣ قتلى", "שָׁלוֹם 🙂"]
        data["claims"] += [
            {"id": f"t{n}", "language": "en", "texts": {"en": text}} for n, text in enumerate(twins)
        ]
        run(data)
        assert {t.text for t in models.ClaimText.objects.all()} >= set(twins)
        assert models.Claim.objects.matching("CAFE").count() == 2
        assert models.Claim.objects.matching("3").count() == 1

    def test_a_text_of_ten_megabytes(self):
        data = sample()
        text = ("نص طويل جدا " * 900_000)[: 10_000_000 // 2]
        data["documents"] = [
            {
                "id": "big",
                "language": "ar",
                "text": text,
                "appearances": [
                    made("end", "c1", "أكد ذلك")
                    | {"anchor": {"start": len(text) - 3, "end": len(text), "exact": text[-3:]}}
                ],
            }
        ]
        assert len(text.encode()) > 8_000_000
        assert outcomes(run(data))["/documents/0"] == "created"
        assert models.Document.objects.get().text == text


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_one_moment():
    data = sample()
    data["documents"] = [
        data["documents"][0]
        | {"id": f"d{n}", "appearances": [made(f"a{n}", "c1", "أكد ذلك", CHAIN)]}
        for n in range(12)
    ]
    found: list[Counter[str]] = []

    def one():
        try:
            found.append(Counter(outcomes(run(data)).values()))
        finally:
            close_old_connections()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(found, Counter())["rejected"] == 0
    assert sum(found, Counter())["created"] == len(outcomes(run(data))), "each record once"
    assert models.Document.objects.count() == 12


@pytest.mark.django_db(transaction=True)  # an export reads one snapshot
class TestCommands:
    def test_import_export_import_export(self, tmp_path):
        first, second = tmp_path / "one.json", tmp_path / "two.json"
        given = tmp_path / "given.json"
        given.write_text(json.dumps(sample()))
        call_command("import_claims", str(given), stdout=io.StringIO())
        call_command("export_claims", output=first)
        self.empty()
        out = io.StringIO()
        call_command("import_claims", str(first), stdout=out)
        assert "9 created, 0 unchanged, 0 rejected" in out.getvalue()
        call_command("export_claims", output=second)
        assert first.read_bytes() == second.read_bytes()
        call_command("import_claims", str(second), stdout=out)
        assert "Nothing changed" in out.getvalue()

    def empty(self):
        for kind in (models.ClaimRelation, models.SourceIdentity, models.Appearance,
                     models.Anchor, models.Document, models.Claim):  # fmt: skip
            kind.objects.all().delete()
        models.Source.objects.filter(vouched_by__isnull=False).delete()
        models.Source.objects.all().delete()
        assert counts() == [0] * 8

    def test_some_documents_with_all_they_need(self, tmp_path):
        run(sample())
        one = models.Document.objects.get(publisher=None)
        call_command("export_claims", str(one.pk), output=tmp_path / "one.json")
        found = json.loads((tmp_path / "one.json").read_text())
        assert [s.get("name", "") for s in found["sources"]].count("رويترز") == 1
        assert len(found["sources"]) == 2
        assert len(found["documents"]) == len(found["claims"]) == 1
        assert "relations" not in found

    def test_a_rejected_record_is_named_with_file_path_reason_and_remedy(self, tmp_path):
        data = sample()
        data["documents"][0]["appearances"][0]["anchor"]["exact"] = "كلام آخر"
        bad = tmp_path / "bad.json"
        bad.write_text(json.dumps(data))
        err = io.StringIO()
        with pytest.raises(CommandError):
            call_command("import_claims", str(bad), stderr=err, stdout=io.StringIO())
        line = next(line for line in err.getvalue().splitlines() if "anchor" in line)
        assert line.startswith(f"{bad}: $.documents[0].appearances[0].anchor.exact: ")
        assert "quote it exactly" in line

    def test_one_bad_file_does_not_stop_the_others(self, tmp_path):
        (tmp_path / "bad.json").write_bytes(b"\xff")
        (tmp_path / "good.json").write_text(json.dumps(sample()))
        names = [str(tmp_path / name) for name in ("none.json", "bad.json", "good.json")]
        with pytest.raises(CommandError):
            call_command("import_claims", *names, stderr=io.StringIO(), stdout=io.StringIO())
        assert models.Document.objects.count() == 2

    def test_a_dry_run_of_the_command(self, tmp_path):
        (tmp_path / "good.json").write_text(json.dumps(sample()))
        out = io.StringIO()
        call_command("import_claims", str(tmp_path / "good.json"), dry_run=True, stdout=out)
        assert "9 created" in out.getvalue()
        assert counts() == [0] * 8
