"""Reviews of outside newsrooms come in once, change in place, and are found like our own."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Claim, ClaimPriority, ImportJob, ImportRecord, Source
from claims.operations.claims import create_claim
from claims.operations.rows import ClaimRecord
from factcheck.core.models import Event
from reviews.models import Listing, OutsideNewsroom, OutsideReview
from reviews.operations import outside
from reviews.operations.merges import merge, unmerge
from reviews.operations.outside_imports import run_import
from tests import factories
from tests.conftest import PROJECT
from tests.problems import problem
from tests.receivers import receive
from tests.worker import work

__all__ = ["receive"]

pytestmark = pytest.mark.django_db
REVIEWS, IMPORTS = "/api/v1/outside/reviews/", "/api/v1/outside/imports/"
HOSTILE = "</script><script>alert(1)</script>\u202e \"' & 🌉 e\u0301"


def review(number=1, **changed):
    """A ClaimReview of a claim of its own."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": f"https://www.checks.example/{number}",
        "claimReviewed": f"الجِسر رقم {number} انهار",
        "name": f"الجسر {number} قائم",
        "datePublished": "2025-04-28",
        "inLanguage": "ar",
        "author": {"@type": "Organization", "name": "تحقّق"},
        "itemReviewed": {"author": {"@type": "Person", "name": "سعاد"}},
        "reviewRating": {"alternateName": "زائف", "ratingValue": 1, "bestRating": 5},
    } | changed


@pytest.fixture
def file(tmp_path):
    """Write records, a line each, and return where."""

    def write(*records, name="reviews.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("".join(f"{json.dumps(one)}\n" for one in records))
        return str(path)

    return write


def run(*arguments, **options):
    """Run the command and return its first line."""
    out = io.StringIO()
    call_command("import_claimreview", *arguments, stdout=out, stderr=out, **options)
    return out.getvalue().splitlines()[0]


def totals(read, new=0, updated=0, unchanged=0, duplicates=0, rejected=0):
    return (
        f"{read} read: {new} new, {updated} updated, {unchanged} unchanged, "
        f"{duplicates} duplicates, {rejected} rejected."
    )


def test_a_review_becomes_claim_source_newsroom_review_and_listing(file):
    assert run(file(review())) == totals(1, new=1)
    found = OutsideReview.objects.get()
    assert str(found.claim) == "الجِسر رقم 1 انهار"
    assert (found.claim.status, found.claim.language) == ("outside", "ar")
    assert (found.claimant.name, found.claimant.kind) == ("سعاد", "person")
    assert (found.newsroom.name, found.newsroom.site) == ("تحقّق", "checks.example")
    assert (found.verdict, found.rating_label, found.rating_worst) == ("false", "زائف", None)
    assert found.markup == review()
    listed = Listing.objects.get()
    assert (listed.outside, listed.claim, listed.url) == (found, found.claim, review()["url"])
    assert (listed.claimant, listed.publisher_site) == ("سعاد", "checks.example")
    assert listed.newest_at == found.reviewed_at
    event = Event.objects.get(type="outside.imported")
    assert event.after["created"] == [str(found.pk)]


def test_the_same_again_changes_nothing(file):
    path = file(review(1), review(2), review(1))
    assert run(path) == totals(3, new=2, duplicates=1)
    before = list(OutsideReview.objects.order_by("pk").values())
    events = Event.objects.count()
    assert run(path) == totals(3, unchanged=2, duplicates=1)
    assert list(OutsideReview.objects.order_by("pk").values()) == before
    assert Event.objects.count() == events
    counts = [m.objects.count() for m in (Claim, Source, OutsideNewsroom, Listing)]
    assert counts == [2, 1, 1, 2]


def test_what_is_changed_at_its_address_is_changed_in_place_and_told(file):
    run(file(review()))
    first = OutsideReview.objects.get()
    rating = {"alternateName": "Mostly False"}
    later = review(reviewRating=rating, name="عنوان جديد") | {"inLanguage": None}
    assert run(file(later)) == totals(1, updated=1)
    found = OutsideReview.objects.get()
    assert (found.pk, found.claim_id) == (first.pk, first.claim_id)
    assert (found.title, found.rating_label, found.verdict) == (
        "عنوان جديد",
        "Mostly False",
        "partly",
    )
    assert found.rating_value is None, "it was of the other rating"
    assert found.language == "ar", "what it is silent on stays"
    assert Listing.objects.get().rating_label == "Mostly False"
    told = Event.objects.filter(type="outside.imported").latest("pk").after["updated"]
    assert told[str(found.pk)]["rating_label"] == {"before": "زائف", "after": "Mostly False"}
    # What it said before, met again, is nothing new: a directory of dumps can be read twice.
    assert run(file(review())) == totals(1, unchanged=1)
    assert OutsideReview.objects.get().rating_label == "Mostly False"


def test_variants_in_one_document_are_one_review(file):
    path = file(review(), review(name="آخر"))
    assert run(path) == totals(2, new=1, updated=1)
    assert run(path) == totals(2, unchanged=2)
    assert OutsideReview.objects.get().title == "آخر"


def test_equal_claims_are_one_claim(file, cast):
    own = create_claim(
        record=ClaimRecord(UUID(int=7), "ar", {"ar": "الجسر رقم ١ إنهار"}),
        by=cast.users["reviewer"],
    )
    spelled = review(url="https://other.example/1", claimReviewed="الجسر  رقم 1 انهار")
    english = review(url="https://third.example/1", inLanguage="en")
    silent = review(url="https://fourth.example/1", inLanguage="")
    run(file(review(), spelled, english, silent))
    claims = {r.newsroom.site: r.claim_id for r in OutsideReview.objects.all()}
    assert claims["checks.example"] == claims["other.example"] == own.pk
    assert claims["third.example"] != own.pk
    assert claims["fourth.example"] == own.pk
    own.refresh_from_db()
    assert own.status == "new", "it stays on the desk"


def test_a_claim_that_is_merged_takes_its_reviews_along_and_back(file, cast):
    run(file(review()))
    held, target = OutsideReview.objects.get(), factories.claim()
    merge(claim=held.claim, into=target, reason="the same", by=cast.users["editor"])
    for row in (OutsideReview, Listing):
        assert row.objects.get().claim_id == target.pk
    run(file(review(url="https://other.example/1")))
    assert {r.claim_id for r in OutsideReview.objects.all()} == {target.pk}
    unmerge(claim=held.claim, reason="two", by=cast.users["editor"])
    assert OutsideReview.objects.get(pk=held.pk).claim_id == held.claim_id


def test_what_came_from_outside_is_not_on_the_desk_until_it_is_queued(file, cast):
    run(file(review()))
    claim = Claim.objects.get()
    assert claim not in Claim.objects.on_desks()
    assert ClaimPriority.objects.get().first_seen_at.year == 2025, "an old claim is no news"
    url = f"/api/v1/claims/{claim.pk}/"
    assert cast.reader.get(url).json()["has_outside_reviews"] is True
    assert cast.reviewer.post(f"{url}queue/").json()["status"] == "queued"
    assert claim in Claim.objects.on_desks()


def test_claims_are_found_by_their_words_and_by_having_been_reviewed(file, cast):
    ours = factories.claim()
    run(file(review()))
    for query in (
        {"q": "الجسر انهار"},
        {"q": "رقم ١"},
        {"has_outside_reviews": "true"},
        {"status": "outside"},
    ):
        (found,) = cast.reader.get("/api/v1/claims/", query).json()["results"]
        assert found["texts"] == {"ar": "الجِسر رقم 1 انهار"}
    without = cast.reader.get("/api/v1/claims/", {"has_outside_reviews": "false"}).json()
    assert [row["id"] for row in without["results"]] == [str(ours.pk)]


def test_a_database_that_refuses_one_record_takes_the_others(file, monkeypatch, tmp_path):
    plain = outside.verdict_of
    monkeypatch.setattr(
        outside, "verdict_of", lambda label: "none" if label == "2" else plain(label)
    )
    records = [review(n, reviewRating={"alternateName": f"{n}"}) for n in (1, 2, 3)]
    report = tmp_path / "report.json"
    assert run(file(*records), report=str(report)) == totals(3, new=2, rejected=1)
    (row,) = json.loads(report.read_text())["records"]
    assert row["place"] == "/1"
    assert "outside_verdict_known" in row["flaws"][0]["reason"]
    monkeypatch.setattr(outside, "verdict_of", plain)
    assert run(file(*records)) == totals(3, new=1, unchanged=2)


def test_numbers_without_a_canonical_form_are_rejected(file, tmp_path):
    report = tmp_path / "report.json"
    line = run(file(review(1, width=2**60), review(2)), report=str(report))
    assert line == totals(2, new=1, rejected=1)
    told = json.loads(report.read_text())
    assert told["totals"]["rejected"] == 1
    (row,) = told["records"]
    assert (row["place"], row["outcome"]) == ("/0", "rejected")
    assert row["flaws"][0]["path"] == "$[0]"
    assert row["flaws"][0]["remedy"]


def test_a_dry_run_says_all_and_keeps_nothing(file):
    assert run(file(review(1), {}), dry_run=True) == (
        totals(2, new=1, rejected=1) + " Dry run: nothing kept."
    )
    assert not OutsideReview.objects.exists()
    assert not Claim.objects.exists()


def test_directories_packed_files_and_addresses_are_read(file, tmp_path, receive, settings):
    file(review(1), name="deep/a.jsonl")
    (tmp_path / "deep" / "b.json.gz").write_bytes(gzip.compress(json.dumps(review(2)).encode()))
    (tmp_path / "deep" / "c.txt").write_text("no document")
    assert run(str(tmp_path)) == totals(2, new=2)
    settings.PRIVATE_ADDRESSES = True
    html = f'<script type="application/ld+json">{json.dumps(review(3))}</script>'
    page = receive((200, {"Content-Type": "text/html"}, html.encode()))
    assert run(page.url) == totals(1, new=1)
    settings.PRIVATE_ADDRESSES = False
    with pytest.raises(CommandError, match="Nothing could be read"):
        run(page.url)
    with pytest.raises(CommandError, match="Nothing could be read"):
        run(str(tmp_path / "missing.json"))
    assert run(str(tmp_path / "missing.json"), str(tmp_path)).endswith(
        "missing.json: No such file or directory."
    )


@pytest.mark.django_db(transaction=True)
def test_who_is_killed_goes_on_where_it_stood(file):
    """A process is killed with SIGKILL after its first batch; the next run does the rest."""
    total = 2 * outside.BATCH
    path = file(*(review(number) for number in range(total)))
    name = connection.settings_dict["NAME"]
    environment = os.environ | {
        "DATABASE_URL": configured.DATABASE_URL.replace("/app?", f"/{name}?"),
        "FACTCHECK_SECRET_KEY": "x" * 50,
    }
    command = [sys.executable, "manage.py", "import_claimreview", path]
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 120
    while not OutsideReview.objects.exists():
        assert process.poll() is None, process.stderr.read().decode()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    held = OutsideReview.objects.count()
    assert 0 < held < total
    assert held % outside.BATCH == 0
    assert run(path) == totals(total, new=total - held, unchanged=held)
    assert Claim.objects.count() == OutsideReview.objects.count() == total
    assert Listing.objects.count() == total


def test_hostile_texts_are_kept_as_they_are(file, cast):
    run(file(review(1, claimReviewed=HOSTILE, name=HOSTILE, author={"name": HOSTILE})))
    (row,) = cast.reader.get(REVIEWS).json()["results"]
    assert (row["claim_text"], row["title"], row["newsroom"]["name"]) == (HOSTILE,) * 3


def test_the_list_is_narrowed_and_paged(file, cast):
    other = {"url": "https://other.example/9", "reviewRating": {"alternateName": "صحيح"}}
    run(file(*(review(number) for number in range(5)), review(9, **other, inLanguage="en")))
    for query, count in (
        ({"q": "الجسر"}, 6),
        ({"q": "رقم ٩"}, 1),
        ({"publisher": "OTHER.example"}, 1),
        ({"verdict": "true"}, 1),
        ({"verdict": "false"}, 5),
        ({"language": "EN"}, 1),
        ({"claim": str(OutsideReview.objects.get(newsroom__site="other.example").claim_id)}, 1),
    ):
        assert len(cast.reader.get(REVIEWS, query).json()["results"]) == count, query
    seen, url = [], f"{REVIEWS}?page_size=4"
    while url:
        page = cast.reader.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == 6
    detail = cast.reader.get(f"{REVIEWS}{seen[0]}/")
    assert detail.json()["markup"]["@type"] == "ClaimReview"
    assert detail.headers["ETag"]
    assert "markup" not in cast.reader.get(REVIEWS).json()["results"][0]
    wrong = cast.reader.get(REVIEWS, {"verdict": "wrong"})
    problem(wrong, "parameters", "verdict", place="parameter")


def ask(client, body, content_type="application/json", query=""):
    return client.generic("POST", f"{IMPORTS}{query}", body, content_type=content_type)


def test_an_import_is_asked_for_over_the_api_and_followed(cast):
    records = [review(1), review(1), {"@type": "ClaimReview", "url": "https://x.example"}]
    body = "\n".join(json.dumps(one) for one in records)
    asked = ask(cast.editor, body, "application/x-ndjson", "?name=feed.jsonl")
    assert asked.status_code == 202, asked.content
    where = asked.headers["Location"]
    assert cast.editor.get(where).json()["state"] == "queued"
    assert work("import_reviews") == 1
    done = cast.editor.get(where).json()
    assert (done["state"], done["total"], done["done"]) == ("done", 3, 3)
    assert done["outcomes"] == {"created": 1, "duplicate": 1, "rejected": 1}
    rejected = cast.editor.get(f"{where}records/?outcome=rejected").json()["results"]
    assert [row["pointer"] for row in rejected] == ["/2"]
    assert rejected[0]["flaws"][0]["path"] == "$[2].claimReviewed"
    assert len(cast.editor.get(f"{where}records/").json()["results"]) == 3
    assert [job["id"] for job in cast.editor.get(IMPORTS).json()["results"]] == [done["id"]]
    assert cast.editor.get("/api/v1/imports/").json()["results"] == []
    assert len(cast.reader.get(REVIEWS).json()["results"]) == 1
    for name in ("outcome", "x"):
        wrong = cast.editor.get(f"{where}records/?{name}=x")
        problem(wrong, "parameters", name, place="parameter")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (f'<script type="application/ld+json">{json.dumps(review())}</script>', "text/html"),
        (gzip.compress(json.dumps(review()).encode()), "application/gzip"),
        (json.dumps({"@graph": [review()]}), "application/ld+json"),
        (json.dumps(review()).encode("utf-16"), "application/octet-stream"),
    ],
)
def test_documents_of_every_kind_are_taken(cast, body, content_type):
    asked = ask(cast.editor, body, content_type)
    assert asked.status_code == 202, asked.content
    run_import(job_id=UUID(asked.json()["id"]))
    assert OutsideReview.objects.count() == 1


@pytest.mark.parametrize("body", [b"", b" \n", gzip.compress(b"{}")[:-3]], ids=len)
def test_what_is_no_document_is_refused(cast, body):
    problem(ask(cast.editor, body), "malformed", "")


def test_a_dry_run_over_the_api_keeps_its_report_alone(cast):
    asked = ask(cast.editor, json.dumps([review(), {}]), query="?dry_run=true").json()
    run_import(job_id=UUID(asked["id"]))
    assert not OutsideReview.objects.exists()
    assert cast.editor.get(f"{IMPORTS}{asked['id']}/").json()["outcomes"] == {
        "created": 1,
        "rejected": 1,
    }


def test_a_job_goes_on_where_it_stood(cast, monkeypatch):
    """Its worker dies after the first batch: nothing is told twice."""
    monkeypatch.setattr(outside, "BATCH", 2)
    records = [*(review(number) for number in range(5)), review(0)]
    job_id = UUID(ask(cast.editor, json.dumps(records)).json()["id"])
    plain, calls = outside._Batch.take, []

    def dies(self, batch):
        calls.append(batch)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return plain(self, batch)

    monkeypatch.setattr(outside._Batch, "take", dies)
    with pytest.raises(KeyboardInterrupt):
        run_import(job_id=job_id)
    assert (OutsideReview.objects.count(), ImportRecord.objects.count()) == (2, 2)
    monkeypatch.setattr(outside._Batch, "take", plain)
    for _ in range(2):
        run_import(job_id=job_id)
        assert ImportJob.objects.get().state == "done"
        outcomes = list(ImportRecord.objects.order_by("pk").values_list("outcome", flat=True))
        assert outcomes == ["created"] * 5 + ["duplicate"]
