"""A dossier that was stored as JSON comes back as it went in."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from reviews.markup.dossier import from_json, to_json
from tests.reviews.dossiers import ARABIC, DIFFERENCES, ENGLISH, dossiers


@given(dossiers)
def test_round_trip_through_json_text(dossier):
    assert from_json(json.loads(json.dumps(to_json(dossier)))) == dossier


@pytest.mark.parametrize("dossier", [ARABIC, ENGLISH], ids=["arabic", "english"])
def test_snapshot_is_plain_json_and_stable(dossier):
    snapshot = to_json(dossier)
    assert json.loads(json.dumps(snapshot)) == snapshot
    assert to_json(from_json(snapshot)) == snapshot


def test_what_was_stored_before_there_were_differences_is_read_without():
    old = to_json(replace(ARABIC, differences=DIFFERENCES))
    del old["differences"], old["differences_left_out"]
    assert from_json(old) == ARABIC


def test_address_of_the_page_is_not_stored():
    assert "url" not in to_json(ARABIC)


def test_reading_leaves_the_snapshot_as_it_was():
    snapshot = to_json(ARABIC)
    from_json(snapshot)
    assert snapshot == to_json(ARABIC)


@pytest.mark.parametrize("stored", [None, 0, 2, "1"])
def test_unknown_format_is_refused(stored):
    with pytest.raises(ValueError, match="unknown dossier format"):
        from_json(to_json(ARABIC) | {"format": stored})
