"""Newsrooms over the API."""

import pytest

from factcheck.accounts.models import Membership
from tests.cast import SCALE
from tests.problems import problem

URL = "/api/v1/newsrooms/"
SENT = {
    "name": "مرصد",
    "slug": "marsad",
    "url": "https://marsad.example",
    "logo_url": "https://marsad.example/logo.png",
    "language": "ar",
    "rating_scale": SCALE,
}


def test_who_founds_a_newsroom_is_its_admin(cast):
    made = cast.rival_admin.post(URL, SENT)
    assert made.status_code == 201, made.content
    read = cast.reader.get(made.headers["Location"]).json()
    assert {name: read[name] for name in SENT} == SENT
    held = Membership.objects.get(newsroom=read["id"])
    assert (held.user, held.role) == (cast.users["rival_admin"], "admin")


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("name", "", "/name"),
        ("slug", "no slug", "/slug"),
        ("slug", "desk", "/slug"),
        ("url", "x", "/url"),
        ("rating_scale", [], "/rating_scale"),
        ("rating_scale", {}, "/rating_scale"),
        ("rating_scale", [{"value": 0, "labels": {"en": "x"}}], "/rating_scale/0/value"),
        ("rating_scale", [{"value": 1, "labels": {}}], "/rating_scale/0/labels"),
        ("rating_scale", [{"value": 1, "labels": {"en": ""}}], "/rating_scale/0/labels/en"),
        ("rating_scale", [*SCALE, SCALE[0]], "/rating_scale"),
        ("members", [], "/members"),
    ],
)
def test_what_makes_no_newsroom(cast, field, value, pointer):
    problem(cast.admin.post(URL, SENT | {field: value}), "invalid", pointer)


def test_a_change_leaves_the_rest(cast):
    url = f"{URL}{cast.newsroom.pk}/"
    before = cast.reader.get(url).json()
    changed = cast.admin.changes("patch", url, {"name": "New"})
    assert changed.json() == before | {"name": "New"}
    problem(cast.admin.changes("patch", url, {"slug": "rival"}), "invalid", "/slug")
    problem(cast.admin.delete(url), "method-not-allowed")


def test_newsrooms_are_listed_by_name(cast):
    names = [row["name"] for row in cast.reader.get(URL).json()["results"]]
    assert names == ["The Desk", "The Rival"]
