"""The stored figures follow what is held: nothing stale beyond the task, nothing in vain."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from claims import archive, models
from claims.holdings import holdings
from claims.operations import figures
from claims.operations.appearances import change_appearance, remove_appearance
from claims.operations.sources import change_source
from claims.provenance.analysis import analyse, to_json
from factcheck.core.models import Delivery, Event
from tests import factories
from tests.claims.test_import import CHAIN, hop, made, run, sample

pytestmark = pytest.mark.django_db


def outdated():
    rows = models.StoredProvenance.objects.filter(stale_since__isnull=False)
    return set(rows.values_list("claim_id", flat=True))


def settle():
    """Do what the worker would."""
    for delivery in Delivery.objects.filter(subscriber__endswith="recompute_provenance"):
        for claim_id in delivery.event.after["claims"]:
            figures.recompute(claim_id=UUID(claim_id))
    assert outdated() == set()


def stored(claim_id):
    return models.StoredProvenance.objects.get(pk=claim_id)


def test_an_import_asks_for_figures_once_and_the_task_stores_what_is_computed():
    run(sample())
    assert len(outdated()) == 2
    settle()
    for claim in models.Claim.objects.all():
        found = analyse(holdings(claim.pk))
        row = stored(claim.pk)
        assert row.data == to_json(found)
        assert (row.documents, row.origins_at_most) == (1, 1)
        assert row.computed_at > timezone.now() - timedelta(minutes=1)
    assert {stored(c.pk).all_unnamed for c in models.Claim.objects.all()} == {True, False}
    events = Event.objects.filter(type="provenance.outdated").count()
    run(sample())
    assert outdated() == set(), "the same file again changes nothing"
    assert Event.objects.filter(type="provenance.outdated").count() == events


def test_a_change_outdates_what_it_touches_and_nothing_else():
    run(sample())
    settle()
    reuters = models.Source.objects.get(name="رويترز")
    with_reuters = set(
        models.Appearance.objects.filter(citations__source=reuters).values_list("claim", flat=True)
    )
    record = archive.source_record(reuters)
    change_source(source=reuters, record=replace(record, note="x"), by=None)
    assert outdated() == with_reuters
    assert len(with_reuters) == 1


def test_taking_an_appearance_away_lowers_the_figures():
    run(sample())
    settle()
    telling = models.Appearance.objects.with_chains().get(citations__level=1)
    remove_appearance(appearance=telling, by=None)
    assert outdated() == {telling.claim_id}
    settle()
    assert stored(telling.claim_id).documents == 0


def test_an_appearance_that_moves_to_another_claim_outdates_both():
    telling, other = factories.told(), factories.told()
    left = telling.claim_id
    settle()
    record = replace(archive.appearance_record(telling), claim=other.claim_id)
    change_appearance(appearance=telling, record=record, by=None)
    assert outdated() == {left, other.claim_id}
    settle()
    assert stored(other.claim_id).documents == 2


def test_an_identity_that_comes_in_outdates_the_claims_of_both_sources():
    data = sample()
    data["documents"][1]["appearances"] = [
        made("a2", "c2", "أكد ذلك", [hop(0, "outlet", "origin")])
    ]
    identities = data.pop("identities")
    run(data)
    settle()
    data["identities"] = identities
    run(data)
    assert len(outdated()) == 2


def test_a_change_during_the_computation_stays_marked(monkeypatch):
    run(sample())
    claim_id = next(iter(outdated()))

    def slow(held):
        figures.outdate([claim_id])
        return analyse(held)

    monkeypatch.setattr(figures, "analyse", slow)
    figures.recompute(claim_id=claim_id)
    assert claim_id in outdated(), "the later change is not lost"
    assert stored(claim_id).computed_at is None


def test_chains_that_were_changed_twice_are_computed_from_the_last():
    run(sample())
    more = sample()
    more["documents"][1]["appearances"].append(made("a3", "c1", "أكد ذلك", CHAIN))
    run(more)
    settle()
    claim = models.Claim.objects.get(texts__text="الأمر انتهى")
    assert stored(claim.pk).documents == 2
    assert stored(claim.pk).support == 1
