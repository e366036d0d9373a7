"""The table of transitions, against the rules in words."""

import itertools

import pytest

from factcheck.accounts.models import Role
from reviews.workflow import (
    TRANSITIONS,
    Obstacle,
    Status,
    Verb,
    as_markdown,
    obstacle,
    verbs_from,
)
from tests.conftest import PROJECT

# (verb, from) -> to, as the domain states it.
LEGAL = {
    (Verb.SUBMIT, Status.DRAFT): Status.SUBMITTED,
    (Verb.REQUEST_CHANGES, Status.SUBMITTED): Status.DRAFT,
    (Verb.REQUEST_CHANGES, Status.APPROVED): Status.DRAFT,
    (Verb.APPROVE, Status.SUBMITTED): Status.APPROVED,
    (Verb.PUBLISH, Status.APPROVED): Status.PUBLISHED,
    (Verb.STAND_BY, Status.PUBLISHED): Status.PUBLISHED,
    (Verb.REJECT, Status.SUBMITTED): Status.REJECTED,
    (Verb.REJECT, Status.APPROVED): Status.REJECTED,
    (Verb.WITHDRAW, Status.PUBLISHED): Status.WITHDRAWN,
    (Verb.REOPEN, Status.REJECTED): Status.DRAFT,
    (Verb.REOPEN, Status.WITHDRAWN): Status.DRAFT,
}
LOWEST = {
    Verb.SUBMIT: "reviewer",
    Verb.REQUEST_CHANGES: "editor",
    Verb.APPROVE: "editor",
    Verb.PUBLISH: "editor",
    Verb.STAND_BY: "editor",
    Verb.REJECT: "editor",
    Verb.WITHDRAW: "editor",
    Verb.REOPEN: "editor",
}
REASONED = {Verb.REQUEST_CHANGES, Verb.STAND_BY, Verb.REJECT, Verb.WITHDRAW, Verb.REOPEN}


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
    elif verb in REASONED and not reason.strip():
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


def test_only_its_newsroom_looks_again_at_what_fell():
    assert verbs_from(Status.PUBLISHED) == (Verb.WITHDRAW,)
    assert verbs_from(Status.PUBLISHED, flagged=True) == (Verb.STAND_BY, Verb.WITHDRAW)


def test_everything_can_be_reached_and_nothing_is_a_dead_end():
    reached = {Status.DRAFT}
    for _ in Status:
        reached |= {to for (_, source), to in LEGAL.items() if source in reached}
    assert reached == set(Status)
    assert all(verbs_from(status) for status in Status)


def test_the_page_about_it_is_what_the_table_says():
    assert (PROJECT / "docs" / "workflow.md").read_text() == as_markdown()


def test_nobody_without_a_role_learns_the_state():
    answers = {
        obstacle(verb, status, roles=(), is_author=False, reason="")
        for verb, status in itertools.product(Verb, Status)
    }
    assert answers == {Obstacle.ROLE}
