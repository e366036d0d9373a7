"""Documents that need each other are one unit, and every unit comes after what it needs."""

from itertools import count
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from claims.interchange.units import units

NODES = [UUID(int=n) for n in range(7)]
GRAPHS = st.dictionaries(
    st.sampled_from(NODES), st.lists(st.sampled_from(NODES), max_size=4), max_size=7
)


def reachable(needs, start):
    found, fresh = {start}, [start]
    while fresh:
        fresh = [o for n in fresh for o in needs[n] if o in needs and o not in found]
        found.update(fresh)
    return found


@given(GRAPHS)
def test_against_reachability(needs):
    groups = units(needs)
    reach = {node: reachable(needs, node) for node in needs}
    expected = {frozenset(o for o in reach[n] if n in reach[o]) for n in needs}
    assert {frozenset(group) for group in groups} == expected
    assert sum(len(group) for group in groups) == len(needs)
    place = {node: n for n, group in zip(count(), groups, strict=False) for node in group}
    assert all(place[other] <= place[node] for node in needs for other in reach[node])


def test_a_chain_of_documents_may_be_long():
    chain = {UUID(int=n): [UUID(int=n + 1)] for n in range(20_000)}
    assert len(units(chain)) == 20_000
