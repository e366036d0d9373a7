"""W3C PROV: it loads back, says what is established, and nothing else."""

import json

from hypothesis import given
from prov.model import ProvAgent, ProvDerivation, ProvDocument

from claims.provenance.analysis import analyse
from claims.provenance.prov_export import prov_document, prov_json
from tests.claims.provenance.provenance_holdings import claim
from tests.claims.provenance.provenance_labels import HOSTILE, labelled, labelled_claims


def exported(*lines, **more):
    return json.loads(prov_json(analyse(claim(*lines, **more))))


@given(labelled_claims())
def test_it_loads_back_as_it_was(holdings):
    provenance = analyse(holdings)
    text = prov_json(provenance)
    assert ProvDocument.deserialize(content=text, format="json") == prov_document(provenance)
    assert prov_json(provenance) == text


@given(labelled_claims())
def test_every_proof_is_a_derivation_and_words_are_no_label(holdings):
    provenance = analyse(holdings)
    document = prov_document(provenance)
    derivations = list(document.get_records(ProvDerivation))
    assert len(derivations) == sum(len(edge.proofs) for edge in provenance.edges)
    for agent in document.get_records(ProvAgent):
        names = {str(name): value for name, value in agent.attributes}
        assert ("prov:label" in names) == (names["fc:anonymity"] == "named")
        assert ("fc:descriptor" in names) != ("prov:label" in names)


def test_a_chain():
    found = exported("d1: nbc > us?")
    quotation, primary = found["wasDerivedFrom"].values()
    assert quotation["prov:generatedEntity"] == "fc:document.d1"
    assert quotation["prov:usedEntity"] == primary["prov:generatedEntity"] == "fc:account.nbc"
    assert quotation["prov:type"]["$"] == "prov:Quotation"
    assert primary["prov:type"]["$"] == "prov:PrimarySource"
    assert primary["fc:citation"] == "a0.1.us?"
    assert {a["prov:agent"] for a in found["wasAttributedTo"].values()} == {
        "fc:source.nbc",
        "fc:source.us%3F",
    }


def test_a_stitched_citation_is_marked():
    found = exported("d1: nbc@d2", "d2: x?")
    (onward,) = [d for d in found["wasDerivedFrom"].values() if "fc:stitched" in d]
    assert onward["prov:usedEntity"] == "fc:document.d2"
    assert "prov:type" not in onward


def test_confirmed_identities_are_stated_and_suggested_ones_are_not():
    found = exported("d1: a", "d2: b", "d3: c", same=["a b"], maybe=["b c"])
    assert len(found["specializationOf"]) == 2
    (same,) = found["alternateOf"].values()
    assert set(same.values()) == {"fc:mention.a", "fc:mention.b"}
    merge = found["entity"]["fc:possible_merge.0"]
    assert merge["fc:reason"] == "suggested"
    assert [c["$"] for c in merge["fc:class"]] == ["fc:origin_class.a", "fc:origin_class.c"]


def test_hostile_labels_stay_labels():
    text = prov_json(analyse(labelled(claim("d1: a > u?"), HOSTILE)))
    assert HOSTILE[0] in json.dumps(json.loads(text), ensure_ascii=False)
