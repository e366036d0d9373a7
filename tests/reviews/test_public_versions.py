"""Each version keeps its own address and bytes; the review's address shows what stands now."""

import re

import pytest
from django.core.management import call_command

from reviews.models import Publication, Rendition, Review
from reviews.operations import rendering
from reviews.operations.reviews import open_review, perform, revise
from reviews.operations.revisions import Content
from reviews.public.page import render_not_found
from reviews.workflow import Verb
from tests import factories
from tests.worker import work


def lead(cast, review, *verbs):
    for verb in verbs:
        who = cast.users["reviewer" if verb in (Verb.SUBMIT, Verb.CORRECT) else "editor"]
        reason = "" if verb in (Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH) else "It was wrong."
        perform(review=review, verb=verb, by=who, reason=reason)
    work("render_publication", "render_withdrawal")
    review.refresh_from_db()


PUBLISH = (Verb.SUBMIT, Verb.APPROVE, Verb.PUBLISH)


def rewrite(cast, review, summary, **content):
    review = Review.objects.get(pk=review.pk)
    values = {"title": "What we know", "rating_value": 3, "summary": summary} | content
    revise(review=review, content=Content(**values), by=cast.users["reviewer"])


@pytest.fixture
def review(cast):
    found = factories.review(cast.newsroom, cast.users["reviewer"], factories.told().claim)
    lead(cast, found, *PUBLISH)
    return found


def written(cast, claim, language, title):
    found = open_review(
        newsroom=cast.newsroom,
        claim=claim,
        language=language,
        content=Content(title=title, rating_value=2, summary="x"),
        by=cast.users["reviewer"],
    )
    lead(cast, found, *PUBLISH)
    return found


def head(answer, pattern):
    return re.findall(pattern, answer.content.decode().partition("<body>")[0])


def languages(client, review):
    """Return what its page says of other languages, by language."""
    answer = client.get(f"/r/{review.slug}/")
    return dict(head(answer, r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">'))


def test_a_version_never_changes(cast, client, review):
    forms = ("", "claimreview.json")
    before = {form: client.get(f"/r/{review.slug}/v1/{form}") for form in forms}
    own = client.get(f"/r/{review.slug}/")
    rewrite_and_publish(cast, review, "Two reports.")
    for form, answer in before.items():
        after = client.get(f"/r/{review.slug}/v1/{form}")
        assert (after.content, after["ETag"]) == (answer.content, answer["ETag"])
        assert after["Last-Modified"] == answer["Last-Modified"]
        assert client.get(f"/r/{review.slug}/v2/{form}").content != answer.content
    assert client.get(f"/r/{review.slug}/").content != own.content


def rewrite_and_publish(cast, review, summary):
    lead(cast, review, Verb.CORRECT)
    rewrite(cast, review, summary)
    lead(cast, review, *PUBLISH)


def test_a_version_is_not_rendered_anew_whatever_the_software_has_become(
    cast, client, review, monkeypatch
):
    before = client.get(f"/r/{review.slug}/v1/").content
    monkeypatch.setattr("reviews.public.page.tone", lambda verdict: "other")
    publication = Publication.objects.get()
    rendering.render(publication=publication)
    assert client.get(f"/r/{review.slug}/v1/").content == before
    assert b"verdict-other" in client.get(f"/r/{review.slug}/").content


def test_a_version_says_what_it_is_and_where_to_go(cast, client, review):
    rewrite_and_publish(cast, review, "Two reports.")
    url = rendering.public_url(review)
    version, own = client.get(f"/r/{review.slug}/v1/"), client.get(f"/r/{review.slug}/")
    for answer in (version, own):
        assert head(answer, r'<link rel="canonical" href="([^"]+)">') == [url]
    assert head(version, '<meta name="robots" content="noindex">')
    assert not head(own, "noindex")
    body = version.text.partition("<body>")[2]
    assert "This is version 1, as it was published on" in body
    assert f'<a href="{url}"><span>Read what stands now</span></a>' in body
    assert "This is version" not in own.text


def test_what_stands_now_has_no_number(client, review):
    assert client.get(f"/r/{review.slug}/v0/").status_code == 404
    assert client.get(f"/r/{review.slug}/v2/").status_code == 404


def test_the_page_lists_what_was_published_until_then(cast, client, review):
    for number in range(2):
        rewrite_and_publish(cast, review, f"Summary {number}.")
    url = rendering.public_url(review)
    for path, versions in (("", [3, 2, 1]), ("v3/", [3, 2, 1]), ("v2/", [2, 1]), ("v1/", [1])):
        listed = client.get(f"/r/{review.slug}/{path}").text.partition('id="versions"')[2]
        found = re.findall(rf'href="{re.escape(url)}v(\d+)/"', listed.partition("</ol>")[0])
        assert [int(number) for number in found] == versions
    assert "Misleading" in listed, "the rating of then"


def test_all_versions_are_gone_with_a_withdrawal_and_what_comes_anew_says_so(cast, client, review):
    rewrite_and_publish(cast, review, "Two reports.")
    lead(cast, review, Verb.WITHDRAW)
    places = ["", "v1/", "v2/", "claimreview.json", "v1/claimreview.json"]
    for place in places:
        answer = client.get(f"/r/{review.slug}/{place}")
        assert answer.status_code == 410
        assert "This review does not stand any more. It was withdrawn on" in answer.text
    lead(cast, review, Verb.REOPEN)
    rewrite(cast, review, "Three reports.")
    lead(cast, review, *PUBLISH)
    statuses = [client.get(f"/r/{review.slug}/{place}").status_code for place in ("", "v1/", "v3/")]
    assert statuses == [200, 410, 200]
    listed = client.get(f"/r/{review.slug}/").text.partition('id="versions"')[2]
    rows = re.findall("<li>(.*?)</li>", listed.partition("</ol>")[0])
    assert ["withdrawn on" in row for row in rows] == [False, True, False]
    assert ["href" in row for row in rows] == [True, False, True]


def test_pages_of_one_claim_name_each_other(cast, client):
    claim = factories.told().claim
    arabic = written(cast, claim, "ar", "عربية")
    assert languages(client, arabic) == {}
    english = written(cast, claim, "en", "English")
    url = {each.language: rendering.public_url(each) for each in (arabic, english)}
    named = {"x-default": url["ar"]} | url
    assert languages(client, arabic) == languages(client, english) == named
    assert f'<a href="{url["ar"]}" hreflang="ar">' in client.get(f"/r/{english.slug}/").text
    version = client.get(f"/r/{english.slug}/v1/")
    assert not head(version, "hreflang"), "it never changes"
    lead(cast, english, Verb.WITHDRAW)
    assert languages(client, arabic) == {}


def test_of_one_language_it_is_the_newest_page_that_is_named(cast, client):
    claim = factories.told().claim
    older, newer = (written(cast, claim, "en", title) for title in ("Old", "New"))
    arabic = written(cast, claim, "ar", "عربية")
    assert languages(client, arabic)["en"] == rendering.public_url(newer)
    assert languages(client, newer) == languages(client, arabic)
    assert languages(client, older) == {}
    lead(cast, newer, Verb.WITHDRAW)
    assert languages(client, arabic)["en"] == rendering.public_url(older)
    assert languages(client, older) == languages(client, arabic)


def test_other_desks_and_claims_are_not_named(cast, client, review):
    assert languages(client, review) == {}
    written(cast, factories.told().claim, "ar", "ادعاء آخر")
    rival = factories.review(cast.rival_newsroom, cast.users["rival"], review.claim)
    Review.objects.filter(pk=rival.pk).update(language="ar", live=True, slug="rival")
    rendering.render(publication=Publication.objects.get(revision__review=review))
    assert languages(client, review) == {}


def test_what_is_told_twice_changes_nothing(cast, review):
    before = list(Rendition.objects.order_by("pk").values())
    rendering.render(publication=Publication.objects.get())
    assert list(Rendition.objects.order_by("pk").values()) == before


def test_a_release_renders_what_was_published_before_it(cast, client, review, capsys):
    rewrite_and_publish(cast, review, "Two reports.")
    gone = factories.review(cast.newsroom, cast.users["reviewer"], factories.told().claim)
    lead(cast, gone, *PUBLISH, Verb.WITHDRAW)
    places = [f"/r/{review.slug}/{end}" for end in ("", "v1/", "v2/", "claimreview.json")]
    before = [client.get(path).content for path in places]
    kept = client.get(f"/r/{review.slug}/v2/").content
    Rendition.objects.exclude(slug=review.slug, version=2, form="page").delete()
    call_command("render_published")
    assert "3 publications" in capsys.readouterr().out
    assert [client.get(path).content for path in places] == before
    assert client.get(f"/r/{review.slug}/v2/").content == kept
    assert client.get(f"/r/{gone.slug}/").status_code == 410
    rows = list(Rendition.objects.order_by("pk").values())
    call_command("render_published")
    assert [row for row in Rendition.objects.order_by("pk").values() if row["status"] == 200] == [
        row for row in rows if row["status"] == 200
    ]


@pytest.mark.parametrize(
    ("asked", "language"),
    [("ar", "ar"), ("ar-IQ,en;q=0.5", "ar"), ("en", "en"), ("fr", "en"), ("", "en"), ("*", "en")],
)
@pytest.mark.django_db
def test_nothing_there_is_said_in_the_readers_language(client, asked, language):
    for path in ("/r/nothing/", "/r/nothing/v7/", "/r/nothing/claimreview.json"):
        answer = client.get(path, headers={"accept-language": asked})
        assert answer.status_code == 404
        assert answer["Content-Language"] == language
        assert "Accept-Language" in answer["Vary"]
        assert "script" not in answer["Content-Security-Policy"]
        assert answer.content == render_not_found(language)
    assert "nothing" not in answer.text
