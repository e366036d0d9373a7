"""What may never change the figures, and in which direction the others may."""

import json
import os
import subprocess
import sys
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.analysis import analyse, to_json
from claims.provenance.falling import fall, retract
from claims.provenance.graph import DocumentNode, Identity, build
from claims.provenance.impact import impact
from claims.provenance.origins import cited_jointly
from tests.claims.provenance.provenance_holdings import (
    DOCUMENTS,
    SOURCES,
    claims,
    pairs,
    tellings,
)


@given(claims(), st.randoms())
def test_order_and_repetition_change_nothing(held, rng):
    def mixed(records):
        found = list(records) * 2
        rng.shuffle(found)
        return tuple(found)

    levels = (
        replace(t, levels=tuple(tuple(rng.sample(level, len(level))) for level in t.levels))
        for t in held.tellings
    )
    other = replace(
        held,
        documents=mixed(held.documents),
        sources=mixed(held.sources),
        tellings=mixed(levels),
        identities=mixed(held.identities),
        affiliations=mixed(held.affiliations),
    )
    assert analyse(other) == analyse(held)


@given(claims(), pairs())
def test_merging_twice_is_merging_once_and_in_either_direction(held, same):
    once = tuple(Identity(a, b, "confirmed") for a, b in same)
    turned = tuple(Identity(b, a, "confirmed") for a, b in same)
    ring = (*once, *(Identity(a, a, "confirmed") for a, _ in same), *turned)
    first = analyse(replace(held, identities=held.identities + once))
    again = analyse(replace(held, identities=held.identities + ring))
    assert again.figures == first.figures
    assert again.nodes == first.nodes


@given(claims(rejected=False), pairs())
def test_confirming_an_identity_raises_neither_end_of_the_range(held, same):
    before = analyse(held).origins
    confirmed = tuple(Identity(a, b, "confirmed") for a, b in same)
    after = analyse(replace(held, identities=held.identities + confirmed)).origins
    assert after.at_least <= before.at_least
    assert after.at_most <= before.at_most


@given(claims(), pairs())
def test_confirming_never_raises_the_upper_end_even_where_a_rejection_then_bites(held, same):
    """The lower end may rise: a source found different from one is different from all it is."""
    confirmed = tuple(Identity(a, b, "confirmed") for a, b in same)
    after = analyse(replace(held, identities=held.identities + confirmed)).origins
    assert after.at_most <= analyse(held).origins.at_most


@given(claims(rejected=False), st.data())
def test_the_range_contains_what_any_confirmed_suggestions_leave(held, data):
    before = analyse(held).origins
    decided = tuple(
        replace(i, state="confirmed") if i.state == "suggested" and data.draw(st.booleans()) else i
        for i in held.identities
    )
    after = analyse(replace(held, identities=decided)).origins
    assert before.at_least <= after.at_most <= before.at_most


@given(claims(), pairs())
def test_rejecting_never_lowers_the_range(held, apart):
    rejected = tuple(Identity(a, b, "rejected") for a, b in apart)
    before = analyse(held).origins
    after = analyse(replace(held, identities=held.identities + rejected)).origins
    assert after.at_least >= before.at_least
    assert after.at_most == before.at_most


def added(held, told, publisher):
    return replace(
        held,
        documents=(*held.documents, DocumentNode("new", publisher)),
        tellings=(*held.tellings, *told),
    )


NEW = st.lists(tellings("new", documents=["new"], cited=(*DOCUMENTS, "new")), max_size=3).map(
    lambda found: [replace(t, appearance=f"new{n}") for n, t in enumerate(found)]
)


@given(claims(), NEW, st.one_of(st.none(), st.sampled_from(SOURCES)))
def test_adding_a_document_never_lowers_support(held, told, publisher):
    """Given the classes: a new report that cites two unnamed sources jointly makes them one."""
    more = added(held, told, publisher)
    joint = tuple(cited_jointly(build(more)))
    assert analyse(more).figures.support >= analyse(replace(held, together=joint)).figures.support


@given(claims(), NEW, st.one_of(st.none(), st.sampled_from(SOURCES)))
def test_adding_a_document_without_joint_origins_never_lowers_support(held, told, publisher):
    single = [
        replace(t, levels=(*t.levels[:-1], t.levels[-1][:1]) if t.levels else ()) for t in told
    ]
    more = added(held, single, publisher)
    assert analyse(more).figures.support >= analyse(held).figures.support


@given(claims())
def test_the_figures_hang_together(held):
    result = analyse(held)
    figures = result.figures
    assert figures.support <= figures.origins_at_most
    assert figures.support <= figures.documents
    assert min(figures.origins_at_most, 1) <= figures.origins_at_least <= figures.origins_at_most
    assert (figures.support == 0) == (figures.origins_at_most == 0)
    assert figures.documents == len({t.document for t in held.tellings})
    assert figures.unsigned <= figures.own_voice == len(result.own_voice)
    assert not (figures.all_unnamed and result.anonymity.named)
    cited = {(t.document, tuple(t.levels)) for t in held.tellings if t.levels}
    assert bool(cited) <= figures.chains <= len(cited) or not cited


@given(claims())
def test_json_has_nothing_but_json(held):
    plain = to_json(analyse(held))
    assert json.loads(json.dumps(plain)) == plain


PROGRAM = """
import json
from benchmarks.provenance import claim
from claims.provenance.analysis import analyse, to_json
print(json.dumps(to_json(analyse(claim(60)))))
"""


def test_the_hashes_of_a_process_change_nothing():
    seen = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(seen) == 1


fallen = st.lists(st.sampled_from(SOURCES), max_size=2)
gone = st.lists(st.sampled_from(DOCUMENTS), max_size=2)


@given(claims(), fallen, gone)
def test_a_fall_raises_neither_support_nor_the_upper_end(held, sources, documents):
    found = impact(held, sources=sources, documents=documents)
    assert found.after.support <= found.before.support
    assert found.after.origins_at_most <= found.before.origins_at_most
    assert found.after.documents == found.before.documents - len(found.fallen.documents)
    assert found.after.appearances == found.before.appearances - len(found.fallen.appearances)
    left, _ = fall(retract(held, sources=sources, documents=documents))
    assert analyse(left).figures == found.after
    assert found.before == analyse(held).figures


@given(claims(), fallen, gone)
def test_what_fell_falls_once(held, sources, documents):
    left, _ = fall(retract(held, sources=sources, documents=documents))
    again = impact(left, sources=sources, documents=documents)
    assert again.before == again.after
    assert again.fallen.documents == again.fallen.appearances == again.fallen.citations == ()
    assert not again.falls
