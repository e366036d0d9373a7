"""Tasks over the API: how far they are, what went wrong, and having them tried again."""

import pytest

from factcheck.core import outbox
from factcheck.core.models import Delivery
from tests.problems import problem

URL = "/api/v1/deliveries/"


@pytest.fixture
def dead(cast, settings):
    settings.OUTBOX_SUBSCRIBERS = {"test.happened": ["tests.nobody"]}
    event = outbox.record("test.happened", stream="test:1", newsroom_id=cast.newsroom.pk)
    event.deliveries.update(state="dead", attempts=10, last_error="OSError: مغلق")
    return event.deliveries.get()


def test_what_failed_is_told_and_tried_again(cast, dead):
    (shown,) = cast.reader.get(URL, {"state": "dead"}).json()["results"]
    assert (shown["subscriber"], shown["attempts"]) == ("tests.nobody", 10)
    assert shown["last_error"] == "OSError: مغلق"
    assert (shown["event"]["type"], shown["in_hand"]) == ("test.happened", False)
    again = cast.admin.post(f"{URL}{dead.pk}/requeue/")
    assert (again.json()["state"], again.json()["attempts"]) == ("pending", 0)
    problem(cast.admin.post(f"{URL}{dead.pk}/requeue/"), "conflict", "")


def test_only_an_admin_has_it_tried_again_and_only_of_their_desk(cast, dead):
    problem(cast.editor.post(f"{URL}{dead.pk}/requeue/"), "forbidden")
    problem(cast.rival_admin.post(f"{URL}{dead.pk}/requeue/"), "not-found")
    assert cast.rival.get(URL).json()["results"] == []
    assert Delivery.objects.get().state == "dead"


def test_filters(cast, dead):
    def found(**query):
        return [row["id"] for row in cast.reader.get(URL, query).json()["results"]]

    assert found(stream="test:1") == found(subscriber="tests.nobody") == [dead.pk]
    assert found(stream="test:2") == found(state="done") == []
    problem(cast.reader.get(URL, {"state": "x"}), "parameters", "state", place="parameter")
