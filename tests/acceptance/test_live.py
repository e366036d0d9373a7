"""The main job as a newsroom sees it, on the running system, and what survives when parts die."""

import json
import re
import uuid
from html import unescape

import pytest

from tests.acceptance.gold_over_api import compare
from tests.acceptance.live import Live, eventually
from tests.gold import import_file, needs_gold
from tests.reviews.structured_data import check_claimreview

pytestmark = pytest.mark.stack


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    system = Live(tmp_path_factory.mktemp("live") / "home with 'spaces'")
    system.start()
    yield system
    if system.process.poll() is None:
        system.stop()


def page_of(live, language):
    wanted = f"published review ({language})"
    return next(item["url"] for item in live.notes["open"] if item["what"] == wanted)


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en", "ltr")])
def test_a_published_review_is_a_page_with_its_markup(live, language, direction, tmp_path):
    url = page_of(live, language)
    page = live.ask(url, role=None)
    html = page.body.decode()
    assert re.search(rf'<html[^>]* lang="{language}"[^>]* dir="{direction}"', html)
    assert "Set-Cookie" not in page.headers
    embedded = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    markup = live.ask(f"{url}claimreview.json", role=None)
    assert markup.headers["Content-Type"] == "application/ld+json"
    assert json.loads(embedded[1]) == markup.json()
    assert markup.json()["url"] == url
    again = live.ask(url, role=None, headers={"If-None-Match": page.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    saved = tmp_path / "page.html"
    saved.write_bytes(page.body)
    checked = check_claimreview(saved)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_page_shows_every_chain_with_the_quoted_words(live):
    review = live.ask(f"/api/v1/reviews/{live.notes['review']}/").json()
    claim = live.ask(f"/api/v1/claims/{review['claim']['id']}/").json()
    html = live.ask(page_of(live, review["language"]), role=None).body.decode()
    text = unescape(re.sub(r"<[^>]+>", "", html))
    assert len(claim["appearances"]) >= 5
    for made in claim["appearances"]:
        assert made["anchor"]["exact"] in text
        for hop in made["chain"]:
            assert hop["source"]["label"] in text


def test_a_second_demo_says_so_and_breaks_nothing(live):
    second = live.command()
    said, _ = second.communicate(timeout=60)
    assert second.returncode == 3
    assert str(live.process.pid) in said.decode()
    assert live.ask("/readyz", role=None).status == 200


@needs_gold
def test_all_three_articles_come_in_over_the_api_and_read_back_equal(live):
    asked = live.ask(
        "/api/v1/imports/?name=gold", role="reviewer", method="POST", body=import_file()
    )
    assert asked.status == 202, asked.body
    job = f"{asked.headers['Location']}"
    done = eventually(lambda: (j := live.ask(job, role="reviewer").json())["state"] == "done" and j)
    assert (done["total"], done["done"]) == (164, 164)
    assert {record["outcome"] for record in done["records"]} == {"created"}

    def get(address):
        answer = live.ask(f"/api/v1/{address}")
        assert answer.status == 200, (address, answer.body)
        return answer.json()

    assert compare(get)["appearances"] == 80
    again = live.ask("/api/v1/imports/", role="reviewer", method="POST", body=import_file())
    job = again.headers["Location"]
    done = eventually(lambda: (j := live.ask(job, role="reviewer").json())["state"] == "done" and j)
    assert {record["outcome"] for record in done["records"]} == {"unchanged"}


def approved_review(live):
    """A new claim with an approved review of it, over the API."""
    claim = live.ask(
        "/api/v1/claims/",
        role="reviewer",
        method="POST",
        body={"language": "en", "texts": {"en": f"The gate failed {uuid.uuid4().hex}"}},
    ).json()
    body = {
        "newsroom": live.notes["newsroom"],
        "claim": claim["id"],
        "language": "en",
        "title": "The gate did not fail",
        "rating_value": 1,
        "summary": "It held.",
    }
    review = live.ask("/api/v1/reviews/", role="reviewer", method="POST", body=body)
    assert review.status == 201, review.body
    address = f"/api/v1/reviews/{review.json()['id']}/"
    assert verb(live, address, "submit", "reviewer").status == 200
    assert verb(live, address, "approve", "editor").status == 200
    return address


def verb(live, address, name, role):
    return live.ask(f"{address}{name}/", role=role, method="POST", body={})


def is_live(live, address):
    review = live.ask(address).json()
    return review["page"] == "live" and live.ask(review["public_url"], role=None).status == 200


def test_a_review_goes_through_its_life_over_the_api(live):
    address = approved_review(live)
    assert verb(live, address, "approve", "editor").status == 409
    assert verb(live, address, "publish", "reviewer").status == 403
    assert verb(live, address, "publish", "editor").status == 200
    eventually(lambda: is_live(live, address), 20)


def test_publishing_while_the_broker_is_dead(live):
    address = approved_review(live)
    live.kill("valkey-server")
    assert verb(live, address, "publish", "editor").status == 200
    eventually(lambda: is_live(live, address))


def test_importing_while_the_worker_and_beat_are_dead(live):
    data = {
        "format": "factcheck-claims",
        "version": 1,
        "dataset": f"crash-{uuid.uuid4()}",
        "claims": [
            {"id": f"c{n}", "language": "en", "texts": {"en": f"Claim {n}"}} for n in range(300)
        ],
    }
    asked = live.ask("/api/v1/imports/", role="reviewer", method="POST", body=data)
    job = asked.headers["Location"]
    eventually(lambda: live.ask(job, role="reviewer").json()["done"] > 0, 20)
    live.kill("celery", "worker")
    live.kill("celery", "beat")
    # Within the visibility timeout the broker gives the task to nobody else; the worker that
    # comes back takes what the killed one had not acknowledged.
    done = eventually(
        lambda: (j := live.ask(job, role="reviewer").json())["state"] == "done" and j, 90
    )
    assert done["done"] == done["total"] == 300
    assert {record["outcome"] for record in done["records"]} == {"created"}, "each record once"


def test_the_database_dies_under_load(live):
    before = live.ask("/api/v1/claims/?page_size=200").json()
    live.kill("postgres")
    seen = set()

    def probe():
        answer = live.ask(f"/api/v1/claims/{live.notes['claim']}/")
        seen.add(answer.status)
        if answer.status == 503:
            assert answer.headers["Content-Type"].startswith("application/problem+json")
            assert answer.headers["Retry-After"]
        return answer.status == 200 and live.ask("/readyz", role=None).status == 200

    eventually(probe)
    assert seen <= {200, 503}, seen
    after = live.ask("/api/v1/claims/?page_size=200").json()
    assert [c["id"] for c in after["results"]] == [c["id"] for c in before["results"]]
    address = approved_review(live)
    assert verb(live, address, "publish", "editor").status == 200
    eventually(lambda: is_live(live, address))


def test_web_server_killed(live):
    live.kill("granian")
    eventually(lambda: live.ask("/readyz", role=None).status == 200)


def test_ctrl_c_ends_everything_and_the_data_stay(live):
    page = page_of(live, "ar")
    before = live.ask(page, role=None).body
    tokens = live.notes["tokens"]
    live.stop()
    eventually(lambda: not live.pids(), 30)
    live.start()
    assert live.notes["tokens"] == tokens
    assert live.ask(page, role=None).body == before


def test_kill_9_of_the_supervisor_leaves_nothing_behind_and_loses_nothing(live):
    page = page_of(live, "ar")
    live.process.kill()
    live.process.wait()
    live.start()
    assert live.ask(page, role=None).status == 200
    live.stop()
    eventually(lambda: not live.pids(), 30)


def test_once_checks_itself(live):
    once = live.command("--once")
    said, _ = once.communicate(timeout=120)
    assert once.returncode == 0, said.decode()
    for item in live.notes["check"]:
        assert item["url"] in said.decode()
    assert not live.pids()
