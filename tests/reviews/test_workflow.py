"""The table of transitions, against the rules in words."""

import itertools

import pytest

from factcheck.accounts.models import Role
from reviews.workflow import TRANSITIONS, Obstacle, Status, Verb, obstacle, verbs_from

# (verb, from) -> to, as the domain states it.
LEGAL = {
    (Verb.SUBMIT, Status.DRAFT): Status.SUBMITTED,
    (Verb.REQUEST_CHANGES, Status.SUBMITTED): Status.DRAFT,
    (Verb.REQUEST_CHANGES, Status.APPROVED): Status.DRAFT,
    (Verb.APPROVE, Status.SUBMITTED): Status.APPROVED,
    (Verb.PUBLISH, Status.APPROVED): Status.PUBLISHED,
    (Verb.STAND_BY, Status.PUBLISHED): Status.PUBLISHED,
}
LOWEST = {
    Verb.SUBMIT: "reviewer",
    Verb.REQUEST_CHANGES: "editor",
    Verb.APPROVE: "editor",
    Verb.PUBLISH: "editor",
    Verb.STAND_BY: "editor",
}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("is_author", [True, False])
@pytest.mark.parametrize("reason", ["", " ", "because"])
@pytest.mark.parametrize("flagged", [True, False])
def test_every_cell(verb, status, role, is_author, reason, flagged):
    if Role.values.index(role) < Role.values.index(LOWEST[verb]):
        expected = Obstacle.ROLE
    elif (verb, status) not in LEGAL or (verb is Verb.STAND_BY and not flagged):
        expected = Obstacle.STATE
    elif verb is Verb.APPROVE and is_author:
        expected = Obstacle.FOUR_EYES
    elif verb in (Verb.REQUEST_CHANGES, Verb.STAND_BY) and not reason.strip():
        expected = Obstacle.REASON
    else:
        expected = None
    roles = Role(role).includes
    person = {"roles": roles, "is_author": is_author}
    assert obstacle(verb, status, **person, reason=reason, flagged=flagged) is expected


def test_targets():
    found = {
        (verb, source): row.target for verb, row in TRANSITIONS.items() for source in row.source
    }
    assert found == LEGAL


def test_nothing_leads_out_of_what_is_published_and_everything_leads_there():
    assert verbs_from(Status.PUBLISHED) == ()
    assert verbs_from(Status.PUBLISHED, flagged=True) == (Verb.STAND_BY,)
    reached = {Status.DRAFT}
    for _ in Status:
        reached |= {to for (_, source), to in LEGAL.items() if source in reached}
    assert reached == set(Status)


def test_nobody_without_a_role_learns_the_state():
    answers = {
        obstacle(verb, status, roles=(), is_author=False, reason="")
        for verb, status in itertools.product(Verb, Status)
    }
    assert answers == {Obstacle.ROLE}
