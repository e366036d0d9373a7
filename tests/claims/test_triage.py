"""The table of triage, against the rules in words."""

import pytest

from claims.models.vocabulary import ClaimStatus
from claims.triage import (
    TRANSITIONS,
    Obstacle,
    Status,
    Verb,
    as_markdown,
    obstacle,
    verbs_from,
)
from factcheck.accounts.models import Role
from tests.conftest import PROJECT

# (verb, from) -> to, as the domain states it; None: where it stood.
LEGAL = {
    (Verb.QUEUE, Status.NEW): Status.QUEUED,
    (Verb.QUEUE, Status.OUTSIDE): Status.QUEUED,
    (Verb.DISMISS, Status.NEW): Status.NOT_CHECKABLE,
    (Verb.DISMISS, Status.QUEUED): Status.NOT_CHECKABLE,
    (Verb.REOPEN, Status.NOT_CHECKABLE): Status.QUEUED,
    (Verb.MERGE, Status.NEW): Status.MERGED,
    (Verb.MERGE, Status.OUTSIDE): Status.MERGED,
    (Verb.MERGE, Status.QUEUED): Status.MERGED,
    (Verb.MERGE, Status.UNDER_REVIEW): Status.MERGED,
    (Verb.MERGE, Status.REVIEWED): Status.MERGED,
    (Verb.MERGE, Status.NOT_CHECKABLE): Status.MERGED,
    (Verb.UNMERGE, Status.MERGED): None,
}
EDITORS = {Verb.MERGE, Verb.UNMERGE}
REASONED = {Verb.DISMISS, Verb.REOPEN, Verb.MERGE, Verb.UNMERGE}


@pytest.mark.parametrize("verb", Verb)
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("role", ["", *Role.values])
@pytest.mark.parametrize("reason", ["", " \n", "because", "لأنّه"])
def test_every_cell(verb, status, role, reason):
    roles = Role(role).includes if role else ()
    if role not in (("editor", "admin") if verb in EDITORS else ("reviewer", "editor", "admin")):
        expected = Obstacle.ROLE
    elif (verb, status) not in LEGAL:
        expected = Obstacle.STATE
    elif verb in REASONED and not reason.strip():
        expected = Obstacle.REASON
    else:
        expected = None
    assert obstacle(verb, status, roles=roles, reason=reason) is expected


def test_targets():
    found = {
        (verb, source): row.target for verb, row in TRANSITIONS.items() for source in row.source
    }
    assert found == LEGAL


def test_the_statuses_are_those_that_are_stored_and_none_is_a_dead_end():
    assert [status.value for status in Status] == ClaimStatus.values
    assert all(verbs_from(status) for status in Status)


def test_the_page_about_it_is_what_the_table_says():
    assert (PROJECT / "docs" / "triage.md").read_text() == as_markdown()
