"""Origins, what makes them one, and what may: against all partitions, and case by case."""

from hypothesis import given

from claims.provenance.analysis import analyse
from tests.claims.provenance.provenance_holdings import claim, claims
from tests.claims.provenance.provenance_oracles import Oracle, finest


def found(*lines, **more):
    return analyse(claim(*lines, **more)).origins


def span(*lines, **more):
    origins = found(*lines, **more)
    return origins.at_least, origins.at_most


def classes(*lines, **more):
    return [
        {node.removeprefix("source:") for node in c.nodes} for c in found(*lines, **more).classes
    ]


@given(claims())
def test_classes_against_all_partitions(held):
    oracle, result = Oracle(held), analyse(held)
    expected = finest(oracle.origins(), oracle.established())
    members = {node.id: set(node.members) & oracle.origins() for node in result.nodes}
    given_ = [set().union(*(members[n] for n in c.nodes)) for c in result.origins.classes]
    assert sorted(map(sorted, given_)) == sorted(map(sorted, expected))
    assert result.origins.at_most == len(expected)
    assert {f"document:{key}" for key in oracle.unsigned()} == set(result.origins.unsigned)


@given(claims())
def test_at_least_against_all_partitions(held):
    oracle, result = Oracle(held), analyse(held)
    expected = finest(oracle.origins(), oracle.established() | oracle.possible())
    assert result.origins.at_least == len(expected)


@given(claims())
def test_what_is_said_of_a_class_is_true(held):
    oracle, result = Oracle(held), analyse(held)
    tellings = {t.appearance: t for t in held.tellings}
    for c in result.origins.classes:
        keys = {key for node in result.nodes if node.id in c.nodes for key in node.members}
        assert c.key == c.nodes[0]
        assert c.named == any(oracle.source[key].anonymity == "named" for key in keys)
        for proof in c.told_by:
            t = tellings[proof.appearance]
            cited = {h.source for h in oracle.ends(t) if h.citation == proof.citation}
            assert (cited or {oracle.publisher[t.document]}) <= keys
            assert proof.level == len(t.levels) - 1
        for merge in c.merges:
            assert len(merge.sources) > 1
            assert set(merge.sources) <= keys
            assert merge.identities if merge.reason == "confirmed" else merge.proofs
    everywhere = {node.id for node in (*result.nodes, *result.others)} | {"source:outside"}
    for merge in result.origins.possible:
        assert len(merge.classes) > 1
        assert set(merge.through) <= everywhere
        assert merge.through or merge.identities
        assert (merge.reason == "affiliation") == bool(merge.affiliations)


def test_jointly_cited_unnamed_sources_are_one_origin():
    origins = found("d1: nbc > x? y?")
    assert (origins.at_least, origins.at_most) == (1, 1)
    (merge,) = origins.classes[0].merges
    assert merge.reason == "cited_jointly"
    assert [(p.appearance, p.level, p.citation) for p in merge.proofs] == [
        ("a0", 1, "a0.1.x?"),
        ("a0", 1, "a0.1.y?"),
    ]


def test_named_sources_cited_jointly_are_two():
    assert classes("d1: nbc > x? y? kadhimi") == [{"kadhimi"}, {"x?", "y?"}]


def test_joint_citation_joins_across_reports():
    assert classes("d1: nbc > x? y?", "d2: afp > y? z?") == [{"x?", "y?", "z?"}]


def test_joint_relays_join_nothing():
    assert span("d1: u? v? > a", "d2: u? > b", "d3: v? > c") == (3, 3)


def test_confirmed_identity_names_the_decision():
    (origin,) = found("d1: x?", "d2: y?", same=["x? y?"]).classes
    (merge,) = origin.merges
    assert (merge.reason, merge.sources) == ("confirmed", ("x?", "y?"))
    assert merge.identities[0].reason == "because"


def test_identity_by_way_of_a_source_that_the_claim_does_not_name():
    assert span("d1: x?", "d2: y?", same=["x? far", "far y?"]) == (1, 1)
    assert span("d1: x?", "d2: y?", maybe=["x? far", "y? far"], also=["far"]) == (1, 2)
    (merge,) = found("d1: x?", "d2: y?", maybe=["x? far", "far off", "y? off"]).possible
    assert merge.through == ("source:far", "source:off")
    assert len(merge.identities) == 3


def test_same_relay_leaves_unnamed_sources_undecided():
    origins = found("d1: nbc > x?", "d2: nbc > y?")
    assert (origins.at_least, origins.at_most) == (1, 2)
    (merge,) = origins.possible
    assert merge.reason == "same_relay"
    assert merge.through == ("source:nbc",)
    assert merge.classes == ("source:x?", "source:y?")


def test_named_sources_behind_one_relay_are_told_apart():
    assert span("d1: nbc > x", "d2: nbc > y") == (2, 2)
    assert span("d1: nbc > x", "d2: nbc > y?") == (2, 2)


def test_only_through_the_same_relay_means_every_chain():
    assert span("d1: nbc > x?", "d2: nbc > y?", "d3: afp > y?") == (2, 2)
    assert span("d1: nbc afp > x?", "d2: nbc > y?") == (2, 2)
    assert span("d1: ap > nbc > x?", "d2: ap > afp > y?") == (1, 2)


def test_who_a_document_cites_itself_is_known_through_its_publisher():
    lines = ["d1: x?", "d2: y?"]
    assert span(*lines) == (2, 2)
    assert span(*lines, published={"d1": "nbc", "d2": "nbc"}) == (1, 2)
    assert span(*lines, published={"d1": "nbc", "d2": "afp"}) == (2, 2)
    assert span("d1: x?", "d2: nbc > y?", published={"d1": "nbc"}) == (1, 2)
    assert span("d1: nbc > x?", "d1: afp > y?", published={"d1": "ap"}) == (2, 2)
    (merge,) = found("d1: x?", "d1: y?").possible
    assert merge.through == ("document:d1",)


def test_the_relay_that_vouches_counts_on_every_chain():
    assert span("d1: x?", "d2: nbc > y?", vouched={"x?": "nbc"}) == (1, 2)


def test_relays_that_may_be_one_leave_their_sources_undecided():
    lines = ["d1: nbc > x?", "d2: enbisi > y?"]
    assert span(*lines) == (2, 2)
    assert span(*lines, same=["nbc enbisi"]) == (1, 2)
    (merge,) = found(*lines, maybe=["nbc enbisi"]).possible
    assert merge.through == ("source:enbisi", "source:nbc")
    assert [i.state for i in merge.identities] == ["suggested"]
    assert span(*lines, different=["nbc enbisi"], maybe=["nbc enbisi"]) == (2, 2)


def test_rejected_identity_refutes_a_suggestion_and_the_same_relay():
    lines = ["d1: nbc > x?", "d2: nbc > y?"]
    assert span(*lines, maybe=["x? y?"]) == (1, 2)
    assert span(*lines, maybe=["x? y?"], different=["y? x?"]) == (2, 2)
    assert span(*lines, "d3: nbc > z?", different=["x? y?"]) == (1, 3)


def test_a_rejection_holds_for_all_mentions_of_the_two():
    lines = ["d1: nbc > x?", "d2: nbc > y?", "d3: nbc > z?"]
    assert span(*lines, same=["x? z?"], different=["z? y?"]) == (2, 2)


def test_rejected_identity_leaves_affiliation_and_joint_citation():
    assert span("d1: x", "d2: y", belongs=["x y"], different=["x y"]) == (1, 2)
    assert span("d1: x? y?", different=["x? y?"]) == (1, 1)


def test_shared_affiliation():
    assert span("d1: group", "d2: spokesman", belongs=["spokesman group"]) == (1, 2)
    assert span("d1: army", "d2: police", belongs=["army state", "police state"]) == (1, 2)
    far = ["army ministry", "ministry state", "police state"]
    (merge,) = found("d1: army", "d2: police", belongs=far, also=["state"]).possible
    assert merge.through == ("source:state",)
    assert [(a.source, a.body) for a in merge.affiliations] == [tuple(a.split()) for a in far]
    assert span("d1: army", "d2: police", belongs=["army state", "police city"]) == (2, 2)


def test_bodies_that_may_be_one_are_one_body():
    belongs = ["army ministry", "mod state", "police state"]
    assert span("d1: army", "d2: police", belongs=belongs) == (2, 2)
    (merge,) = found("d1: army", "d2: police", belongs=belongs, maybe=["mod ministry"]).possible
    assert (merge.reason, merge.through) == ("affiliation", ("source:state",))
    assert [(i.a, i.b) for i in merge.identities] == [("mod", "ministry")]


def test_a_ring_of_bodies_ends():
    assert span("d1: x", "d2: y", belongs=["x y", "y x", "x x"]) == (1, 2)


def test_own_voice_is_the_publishers():
    origins = found("d1:", "d2: rudaw", published={"d1": "rudaw"})
    assert (origins.at_least, origins.at_most, origins.unsigned) == (1, 1, ())
    assert origins.classes[0].named


def test_own_voice_of_nobody_known_stands_beside_the_count():
    origins = found("d1:", "d2: kadhimi")
    assert (origins.at_least, origins.at_most) == (1, 1)
    assert origins.unsigned == ("document:d1",)


def test_a_citation_goes_on_through_the_document_that_it_names():
    assert classes("d1: nbc@d2", "d2: x?") == [{"x?"}]
    assert classes("d1: nbc@d2 > y?", "d2: x?") == [{"x?"}, {"y?"}]
    assert classes("d1: nbc@unheld") == [{"nbc"}]
    assert classes("d1: nbc@d2", "d2:") == [{"nbc"}]
    assert classes("d1: nbc@d2", "d2:", published={"d2": "nbc"}) == [{"nbc"}]


def test_contradicting_decisions_are_reported_and_the_confirmed_ones_count():
    held = claim("d1: x?", "d2: y?", same=["x? z?", "z? y?"], different=["x? y?"])
    result = analyse(held)
    assert result.figures.origins_at_most == 1
    assert [(i.a, i.b) for i in result.contradictions] == [("x?", "y?")]
