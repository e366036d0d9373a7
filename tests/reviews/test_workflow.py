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

OPEN = (Status.DRAFT, Status.SUBMITTED, Status.APPROVED)
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
    (Verb.CORRECT, Status.PUBLISHED): Status.DRAFT,
    **{(Verb.KEEP, status): Status.PUBLISHED for status in OPEN},
    **{(Verb.WITHDRAW, status): Status.WITHDRAWN for status in (Status.PUBLISHED, *OPEN)},
    (Verb.REOPEN, Status.REJECTED): Status.DRAFT,
    (Verb.REOPEN, Status.WITHDRAWN): Status.DRAFT,
}
REVIEWERS = {Verb.SUBMIT, Verb.CORRECT}
REASONLESS = {Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH}
# What is said of something that readers see, and of what they do not see.
OF_LIVE, OF_UNSEEN = {Verb.KEEP, Verb.WITHDRAW}, {Verb.REJECT}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("is_author", [True, False])
@pytest.mark.parametrize("flagged", [True, False])
@pytest.mark.parametrize("live", [True, False])
def test_every_cell(verb, status, role, is_author, flagged, live):
    lowest = "reviewer" if verb in REVIEWERS else "editor"
    fits = (verb, status) in LEGAL and not (verb is Verb.STAND_BY and not flagged)
    fits = fits and not (verb in OF_LIVE and not live) and not (verb in OF_UNSEEN and live)
    person = {"roles": Role(role).includes, "is_author": is_author}
    for reason in ("", " ", "because"):
        if Role.values.index(role) < Role.values.index(lowest):
            expected = Obstacle.ROLE
        elif not fits:
            expected = Obstacle.STATE
        elif verb is Verb.APPROVE and is_author:
            expected = Obstacle.FOUR_EYES
        elif verb not in REASONLESS and not reason.strip():
            expected = Obstacle.REASON
        else:
            expected = None
        found = obstacle(verb, status, **person, reason=reason, flagged=flagged, live=live)
        assert found is expected


def test_targets():
    found = {
        (verb, source): row.target for verb, row in TRANSITIONS.items() for source in row.source
    }
    assert found == LEGAL


def test_only_its_newsroom_looks_again_at_what_fell():
    plain = verbs_from(Status.PUBLISHED, live=True)
    assert plain == (Verb.CORRECT, Verb.WITHDRAW)
    flagged = verbs_from(Status.PUBLISHED, live=True, flagged=True)
    assert set(flagged) == {Verb.STAND_BY, *plain}


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
