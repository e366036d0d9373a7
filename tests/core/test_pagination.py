"""Pages hold every row once, whatever comes or goes between them."""

from base64 import urlsafe_b64encode

import pytest
from django.utils import timezone

from claims.models import Source
from tests import factories
from tests.problems import problem

SOURCES = "/api/v1/sources/"


def ids(page):
    return [row["id"] for row in page["results"]]


def walk(client, url, key="next"):
    while url:
        page = client.get(url).json()
        yield page
        url = page[key]


@pytest.fixture
def sources(db):
    """Seven sources, of which four came at one moment."""
    made = [factories.source(str(n)) for n in range(7)]
    Source.objects.filter(pk__in=[s.pk for s in made[1:5]]).update(created_at=timezone.now())
    return [
        str(pk) for pk in Source.objects.order_by("-created_at", "-id").values_list("pk", flat=True)
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
def test_forward_and_back_show_the_same_pages(cast, sources, size):
    forward = list(walk(cast.reader, f"{SOURCES}?page_size={size}"))
    assert [key for page in forward for key in ids(page)] == sources
    assert all(len(ids(page)) == size for page in forward[:-1])
    assert forward[0]["previous"] is None
    back = list(walk(cast.reader, forward[-1]["previous"], "previous")) if len(forward) > 1 else []
    assert [ids(page) for page in reversed(back)] == [ids(page) for page in forward[:-1]]


def test_rows_that_come_and_go_neither_repeat_nor_hide_others(cast, sources):
    first = cast.reader.get(f"{SOURCES}?page_size=3").json()
    factories.source("new")
    Source.objects.filter(pk=sources[2]).delete()  # the very row that the cursor stands on
    rest = [key for page in walk(cast.reader, first["next"]) for key in ids(page)]
    assert rest == sources[3:]


def test_a_list_by_name_is_paged_by_name(cast):
    first = cast.reader.get("/api/v1/newsrooms/?page_size=1").json()
    second = cast.reader.get(first["next"]).json()
    assert [first["results"][0]["name"], second["results"][0]["name"]] == ["The Desk", "The Rival"]
    assert second["next"] is None


def test_the_filter_stays_in_the_links(cast, sources):
    factories.unnamed()
    page = cast.reader.get(f"{SOURCES}?kind=news_outlet&page_size=4").json()
    assert "kind=news_outlet" in page["next"]
    assert ids(page) + ids(cast.reader.get(page["next"]).json()) == sources


@pytest.mark.parametrize("size", ["0", "-1", "201", "x", "1.5", "٣", "9" * 5000, "1e1"])
def test_a_size_that_is_none_names_the_parameter(cast, size):
    answer = cast.reader.get(SOURCES, {"page_size": size})
    assert problem(answer, "parameters", "page_size", place="parameter")["status"] == 400


def encode(text):
    return urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "====",
        encode("{}"),
        encode("[]"),
        encode("[0]"),
        encode("[2,1]"),
        encode('[0,"x","y"]'),
        encode('[0,"2026-01-01T00:00:00","0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11"]'),
        encode('[0,"2026-01-01T00:00:00Z","y"]'),
        encode('[0,"\\u0000","\\ud800"]'),
        encode("[" * 100_000),
    ],
)
def test_a_cursor_that_nobody_gave_out_names_the_parameter(cast, cursor):
    problem(cast.reader.get(SOURCES, {"cursor": cursor}), "parameters", "cursor", place="parameter")


@pytest.mark.parametrize("name", ["\\u0000", "\\ud800"])
def test_a_cursor_with_what_cannot_be_stored_is_refused(cast, name):
    cursor = encode(f'[0,"{name}","0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11"]')
    answer = cast.reader.get("/api/v1/newsrooms/", {"cursor": cursor})
    problem(answer, "parameters", "cursor", place="parameter")


def test_a_cursor_of_another_list_is_refused(cast, sources):
    page = cast.reader.get(f"{SOURCES}?page_size=1").json()
    cursor = page["next"].partition("cursor=")[2].partition("&")[0]
    answer = cast.reader.get(f"/api/v1/relations/?cursor={cursor}")
    problem(answer, "parameters", "cursor", place="parameter")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("knd=person", "knd"),
        ("kind=", "kind"),
        ("kind=person&kind=group", "kind"),
        ("kind=Person", "kind"),
        ("format=xml", "format"),
        ("q=%00", "q"),
    ],
)
def test_a_parameter_that_is_not_understood_is_named(cast, query, name):
    problem(cast.reader.get(f"{SOURCES}?{query}"), "parameters", name, place="parameter")


def test_an_unknown_parameter_says_which_there_are(cast):
    body = problem(cast.reader.get(f"{SOURCES}?x=1"), "parameters")
    assert body["errors"][0]["remedy"] == (
        "Known here: anonymity, canonical, cursor, kind, page_size, q."
    )


def test_a_detail_takes_no_parameters_of_the_list(cast, sources):
    answer = cast.reader.get(f"{SOURCES}{sources[0]}/?kind=person")
    problem(answer, "parameters", "kind", place="parameter")
