"""Each profile is exact for a written example, true to its consumer's rules for any dossier."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given

from reviews.markup.claimreview import claim_review, render
from reviews.markup.profiles import PROFILES, in_profile, render_profile, tombstone
from reviews.markup.reading import read
from reviews.markup.things import ClaimReview, DataFeedItem
from reviews.markup.writing import document
from reviews.workflow import Verb
from tests import factories
from tests.reviews.dossiers import (
    ARABIC,
    CORRECTIONS,
    ENGLISH,
    EVIDENCE,
    dossiers,
)
from tests.reviews.test_claimreview import nodes
from tests.reviews.test_public_versions import PUBLISH, lead, rewrite

URL = "https://tahaqquq.example/r/militias/"
GOLDEN = Path(__file__).parent.parent / "golden"
CORRECTED = replace(ARABIC, corrections=CORRECTIONS, evidence=EVIDENCE)
GOOGLE = {
    "ClaimReview": {"url", "claimReviewed", "datePublished", "author", "reviewRating"},
    "Claim": {"author", "datePublished", "firstAppearance", "appearance"},
    "Rating": {"alternateName", "ratingValue", "bestRating", "worstRating"},
    "Organization": {"name", "url", "sameAs"},
    "Person": {"name", "sameAs"},
}
GOOGLE["ClaimReview"].add("itemReviewed")


@pytest.mark.parametrize(
    ("dossier", "profile", "golden"),
    [
        (ARABIC, "full", "militias.claimreview.json"),
        (ARABIC, "google", "militias.claimreview.google.json"),
        (ARABIC, "duke", "militias.claimreview.duke.json"),
        (ARABIC, "datafeed", "militias.datafeed.json"),
        (CORRECTED, "full", "militias-corrected.claimreview.json"),
        (ENGLISH, "full", "drone.claimreview.json"),
        (ENGLISH, "google", "drone.claimreview.google.json"),
        (ENGLISH, "duke", "drone.claimreview.duke.json"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_exact_markup(dossier, profile, golden):
    assert render_profile(dossier, url=URL, profile=profile) == (GOLDEN / golden).read_bytes()


@given(dossiers)
def test_the_full_profile_is_the_markup(dossier):
    assert render_profile(dossier, url=URL, profile="full") == render(dossier, url=URL)


@given(dossiers)
def test_each_profile_read_and_written_again_is_the_same(dossier):
    for profile in PROFILES:
        written = in_profile(dossier, url=URL, profile=profile)
        found = read(written)
        assert {type(each.thing) for each in found} <= {ClaimReview, DataFeedItem}
        again = document(found[0].thing)
        assert document(read(again)[0].thing) == again
        if profile in ("full", "google"):
            assert again == written


@given(dossiers)
def test_the_google_profile_has_what_google_names_and_no_more(dossier):
    written = in_profile(dossier, url=URL, profile="google")
    assert written.pop("@context") == "https://schema.org"
    for node in nodes(written):
        names = set(node) - {"@type"}
        assert names <= GOOGLE.get(node["@type"], {"url"})
    (author,) = (written["author"],)
    assert "logo" not in author


@given(dossiers)
def test_the_duke_profile_has_arrays_days_and_texts(dossier):
    written = in_profile(dossier, url=URL, profile="duke")
    claim = written.get("itemReviewed", {})
    for dated in (written, claim):
        if "datePublished" in dated:
            assert date.fromisoformat(dated["datePublished"])
            assert len(dated["datePublished"]) == 10
    assert isinstance(claim.get("appearance", []), list)
    assert isinstance(claim.get("author", {}).get("sameAs", []), list)
    assert all(isinstance(value, str) for value in written["reviewRating"].values())
    assert "@id" not in json.dumps(written)


@given(dossiers)
def test_an_entry_of_a_feed_is_one_line_with_the_markup_as_it_is(dossier):
    line = render_profile(dossier, url=URL, profile="datafeed")
    assert b"\n" not in line
    entry = json.loads(line)
    assert entry["item"] == [claim_review(dossier, url=URL)]
    assert (entry["@type"], entry["url"]) == ("DataFeedItem", URL)
    assert datetime.fromisoformat(entry["dateCreated"]) <= dossier.published_at


def test_a_tombstone_says_when_and_holds_no_review():
    line = tombstone(url=URL, published_at=ARABIC.published_at, withdrawn_at=ARABIC.modified_at)
    (found,) = read(json.loads(line))
    assert isinstance(found.thing, DataFeedItem)
    assert (found.thing.url, found.thing.item) == (URL, ())
    assert found.thing.date_deleted.at == ARABIC.modified_at
    assert found.thing.date_created.at == ARABIC.published_at


def test_evidence_is_cited_and_a_correction_numbers_its_version():
    found = claim_review(CORRECTED, url=URL)
    assert found["version"] == ARABIC.revision
    assert [each["@type"] for each in found["citation"]] == [
        "CreativeWork",
        "Quotation",
        "NewsArticle",
        "MediaObject",
    ]
    assert found["citation"][1]["isBasedOn"]["url"] == "https://harbour.example/iraq/drones"
    assert "version" not in claim_review(ARABIC, url=URL)


@pytest.mark.django_db
def test_profiles_are_published_beside_the_markup(cast, client):
    review = factories.review(cast.newsroom, cast.users["reviewer"], factories.told().claim)
    lead(cast, review, *PUBLISH)
    suffixes = ("claimreview.google.json", "claimreview.duke.json", "datafeed.json")
    addresses = [f"/r/{review.slug}/{suffix}" for suffix in suffixes]
    etags = {}
    for address in addresses:
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/ld+json")
        assert answer["Access-Control-Allow-Origin"] == "*"
        found = read(answer.json())[-1].thing
        whole = client.get(f"/r/{review.slug}/claimreview.json").json()
        assert (found.url, found.claim_reviewed) == (whole["url"], whole["claimReviewed"])
        etags[address] = answer["ETag"]
    lead(cast, review, Verb.CORRECT)
    rewrite(cast, review, "Two reports.", rating_value=1)
    lead(cast, review, *PUBLISH)
    for address in addresses:
        answer = client.get(address)
        assert answer["ETag"] != etags[address]
        assert read(answer.json())[-1].thing.review_rating.rating_value.value == 1
    lead(cast, review, Verb.WITHDRAW)
    assert {client.get(address).status_code for address in addresses} == {410}
