"""What a new text shares with those that are held: found, kept up, and shown on both sides."""

import io
import json
import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from claims import copies, models
from claims.interchange.records import AppearanceRecord, CitationRecord, DocumentRecord
from claims.models.vocabulary import IdentityState
from claims.operations import reuse
from claims.operations.appearances import create_appearance
from claims.operations.documents import add_version
from claims.operations.identities import decide_identity, suggest_identity
from claims.operations.reuse import find_reuse
from claims.provenance.reuse import Copy, fingerprints
from factcheck.core.models import Event
from tests import factories
from tests.claims.test_import import run, sample
from tests.desk import desk, words
from tests.gold import import_file, needs_gold
from tests.worker import work

pytestmark = pytest.mark.django_db

COPIED = (
    "The drones were launched from a field north of the river and three of them "
    "were shot down before they reached the residence."
)
OTHER = (
    "Two of the guards who were on duty that night have since been questioned by a judge "
    "while the owner of the field has left the country."
)
ARABIC = (
    "الهجوم ارتكبته واحدة على الأقل من تلك الجماعات، لكنهم قدموا تقييمات مختلفة قليلاً "
    "بشأن أي الفصائل تحديداً، ونفذتاه جنباً إلى جنب"
)
DAY = datetime(2021, 11, 7, 10, tzinfo=UTC)


def document(text, day=None, **values):
    """A document of that day of the month, if any."""
    at = None if day is None else DAY.replace(day=day)
    return factories.document(text, published_at=at, **values)


def pair(one=f"First. {COPIED} Bread is dear.", other=f"{COPIED} Rain is to come."):
    """An earlier and a later document that share a passage, as the worker leaves them."""
    found = document(one, 1), document(other, 2)
    compare()
    return found


def compare():
    return work("find_reuse")


def rows():
    return list(models.SharedPassage.objects.order_by("pk"))


def compared():
    return Event.objects.filter(type="document.compared").count()


def listed(client, of, **parameters):
    answer = client.get(f"/api/v1/documents/{of.pk}/reuse/", parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def appears(within, exact, of=None, **values):
    """The claim made there, in the outlet's own voice unless a chain is given."""
    told = {"voice": "outlet", "modality": "asserted", "polarity": "positive"} | values
    anchor = factories.anchor(exact, within.text)
    of = of or factories.claim()
    record = AppearanceRecord(id=uuid4(), claim=of.pk, anchor=anchor, **told)
    return create_appearance(document=within, record=record, by=None)


def cites(within, source, **values):
    """A claim at the end of the document that has it from a source."""
    hop = CitationRecord(0, source.pk, "origin", "indirect", **values)
    return appears(within, within.text[-12:], voice="attributed", chain=(hop,))


def set_date(cast, of, at):
    url = f"/api/v1/documents/{of.pk}/"
    assert cast.reviewer.changes("patch", url, {"published_at": at}).status_code == 200


def outdated():
    found = models.StoredProvenance.objects.filter(stale_since__isnull=False)
    return set(found.values_list("claim_id", flat=True))


class TestFinding:
    def test_both_documents_show_the_passage(self, cast):
        earlier, later = pair()
        (here,) = listed(cast.reader, later)
        assert here["document"]["id"] == str(earlier.pk)
        assert here["document"]["publisher"]["label"] == earlier.publisher.label
        assert here["document"]["published_at"] == "2021-11-01T10:00:00Z"
        start, end = earlier.text.index(COPIED), earlier.text.index(COPIED) + len(COPIED) - 1
        there = {"start": start, "end": end, "exact": COPIED[:-1]}
        assert here["there"] == there
        assert here["here"] == {"start": 0, "end": len(COPIED) - 1, "exact": COPIED[:-1]}
        assert (here["direction"], here["words"]) == ("reuses", len(COPIED.split()))
        assert (here["quoted"], here["admitted"]) == (False, False)
        (back,) = listed(cast.reader, earlier)
        assert back["document"]["id"] == str(later.pk)
        assert (back["direction"], back["here"]) == ("reused_in", there)
        event = Event.objects.get(type="document.compared")
        assert event.after == {"passages": 1, "documents": [str(earlier.pk)]}

    def test_arabic_is_found_however_it_is_spelled(self, cast):
        plain = ARABIC.replace("اً", "ا").replace("أ", "ا").replace("ال", "الـ")
        earlier, later = pair(f"قال المسؤول إن {ARABIC}.", f"«{plain}»، كما ورد.")
        (found,) = listed(cast.reader, later)
        assert found["document"]["id"] == str(earlier.pk)
        assert found["here"]["exact"] == plain
        assert found["there"]["exact"] == ARABIC

    def test_what_is_quoted_in_both_says_so(self, cast):
        _, later = pair(f"He said: “{COPIED}” Bread is dear.", f"«{COPIED}»")
        assert [found["quoted"] for found in listed(cast.reader, later)] == [True]

    def test_what_comes_in_by_a_file_is_compared(self):
        run(sample())
        assert compare() == 2
        assert rows() == [], "nine words are no finding"
        assert models.TextPrint.objects.count() == 2
        data = sample()
        for n, held in enumerate(data["documents"]):
            held |= {"id": f"new {n}", "appearances": [], "text": f"{n}: {ARABIC}"}
        run(data)
        compare()
        assert [row.words for row in rows()] == [len(ARABIC.split())]

    def test_twice_is_once(self):
        pair()
        before, events = rows(), compared()
        prints = models.TextPrint.objects.values_list("prints", flat=True)
        assert sorted(map(tuple, prints)) == sorted(
            fingerprints(held.text) for held in models.Document.objects.all()
        )
        for held in models.Document.objects.all():
            find_reuse(document_id=held.pk)
        assert [row.pk for row in rows()] == [row.pk for row in before]
        assert compared() == events == 1

    def test_a_document_that_is_gone_shares_nothing(self, cast):
        earlier, later = pair()
        url = f"/api/v1/documents/{later.pk}/"
        assert cast.editor.changes("delete", url).status_code == 204
        assert listed(cast.reader, earlier) == []
        find_reuse(document_id=later.pk)
        assert models.TextPrint.objects.get().document == earlier

    def test_nothing_but_unlike_texts_finds_nothing(self):
        pair(COPIED, OTHER)
        assert rows() == []
        assert compared() == 0


class TestOrder:
    @pytest.mark.parametrize(("one", "other"), [(1, 2), (1, None)])
    @pytest.mark.parametrize("swapped", [False, True])
    def test_what_was_published_first_is_earlier_and_no_date_comes_last(self, one, other, swapped):
        days = [(one, "a"), (other, "b")]
        made_ = {n: document(f"{n}: {COPIED}", day) for day, n in (days[::-1] if swapped else days)}
        compare()
        (row,) = rows()
        assert (row.earlier, row.later) == (made_["a"], made_["b"])

    @pytest.mark.parametrize("day", [1, None])
    def test_of_one_date_the_one_that_came_in_first_is_earlier(self, day):
        first, second = document(f"a: {COPIED}", day), document(f"b: {COPIED}", day)
        find_reuse(document_id=second.pk)
        find_reuse(document_id=first.pk)
        (row,) = rows()
        assert (row.earlier, row.later) == (first, second)

    def test_a_corrected_date_turns_it_round(self, cast):
        earlier, later = pair()
        set_date(cast, later, "2021-10-30T00:00:00Z")
        compare()
        (row,) = rows()
        assert (row.earlier, row.later) == (later, earlier)
        assert row.later_exact == COPIED[:-1]
        assert compared() == 2


class TestChanges:
    def test_another_text_is_compared_anew(self, cast):
        earlier, later = pair()
        url = f"/api/v1/documents/{later.pk}/"
        assert cast.reviewer.changes("patch", url, {"text": OTHER}).status_code == 200
        compare()
        assert rows() == []
        held = models.TextPrint.objects.get(document=later)
        assert tuple(held.prints) == fingerprints(OTHER)
        assert held.sha256 == models.Document.digest(OTHER)
        assert Event.objects.filter(type="document.compared").latest("pk").after == {
            "passages": 0,
            "documents": [str(earlier.pk)],
        }

    def test_another_title_asks_for_nothing(self, cast, monkeypatch):
        _, later = pair()
        monkeypatch.setattr(reuse, "find_reuse", lambda **key: pytest.fail("asked for"))
        url = f"/api/v1/documents/{later.pk}/"
        assert cast.reviewer.changes("patch", url, {"title": "Another"}).status_code == 200
        assert compare() == 1

    def test_versions_of_one_document_are_not_compared(self):
        newest = first = pair()[0]
        for n in range(2):
            record = DocumentRecord(id=uuid4(), language="en", text=f"{n} {first.text}")
            newest = add_version(document=newest, record=record, by=None)
        assert compare() == 2
        versions = {first.pk, newest.supersedes_id, newest.pk}
        for held in models.Document.objects.all():
            find_reuse(document_id=held.pk)
            assert not [row for row in rows() if {row.earlier_id, row.later_id} <= versions]
        assert len(rows()) == 3, "the other document shares it with every version"

    def test_what_has_the_same_address_is_not_compared(self):
        address = "https://a.example/1"
        document(f"a {COPIED}", url=address)
        moved = document(OTHER, url="https://a.example/2")
        record = DocumentRecord(id=uuid4(), language="en", text=f"b {COPIED}", url=address)
        add_version(document=moved, record=record, by=None)
        compare()
        assert rows() == []

    def test_the_claims_of_both_documents_are_computed_anew_and_no_others(self):
        earlier, later = document(f"a {COPIED}", 1), document(f"b {COPIED}", 2)
        both = appears(earlier, "drones").claim
        appears(later, "drones", both)
        appears(earlier, "river")
        appears(later, "field")
        work("recompute_provenance")
        assert outdated() == set()
        compare()
        assert outdated() == {both.pk}
        work("recompute_provenance")
        find_reuse(document_id=later.pk)
        assert outdated() == set()

    def test_what_is_less_like_it_than_others_stays_found(self, monkeypatch):
        monkeypatch.setattr(copies, "_BEST", 1)
        first = document(f"{COPIED} Here we are.", 3)
        document(f"And so. {COPIED}", 2)
        compare()
        document(f"{COPIED} Here we are. And one more thing.", 1)
        compare()
        find_reuse(document_id=first.pk)
        assert len(models.SharedPassage.objects.of_document(first.pk)) == 2

    @pytest.mark.django_db(transaction=True)
    def test_two_that_come_in_at_once_find_each_other(self):
        held = [document(f"{n}: {COPIED}", 1 + n) for n in range(4)]
        barrier = threading.Barrier(len(held))

        def come_in(pk):
            barrier.wait()
            find_reuse(document_id=pk)
            close_old_connections()
            connection.close()

        threads = [threading.Thread(target=come_in, args=[one.pk]) for one in held]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        pairs = [(row.earlier_id, row.later_id) for row in rows()]
        expected = {(a.pk, b.pk) for n, a in enumerate(held) for b in held[n + 1 :]}
        assert sorted(pairs) == sorted(expected)


class TestBoilerplate:
    def test_what_very_many_documents_have_is_none(self, cast, monkeypatch):
        monkeypatch.setattr(copies, "_COMMON", 3)
        texts = [f"{n} {n + 1}. {OTHER}" for n in range(4)]
        for text in [*texts, f"{COPIED} And now to something else. {OTHER}"]:
            document(text)
            compare()
        last = document(f"Now. {OTHER}\nThen it was Monday again: {COPIED}")
        compare()
        found = listed(cast.reader, last)
        assert [(row["words"], row["there"]["exact"]) for row in found] == [
            (len(COPIED.split()), COPIED[:-1])
        ]

    def test_what_a_publisher_puts_under_everything_is_none(self):
        publisher = factories.source().pk
        for n in range(6):
            document(f"{n} {n + 1}. {OTHER}", publisher=publisher)
            compare()
        models.SharedPassage.objects.all().delete()
        last = document(f"Last. {OTHER}", publisher=publisher)
        find_reuse(document_id=last.pk)
        assert rows() == []

    def test_a_report_that_many_publishers_carry_is_found(self):
        for n in range(7):
            document(f"{n} {n + 1}. {OTHER}", 1 + n)
        last = document(f"Last. {OTHER}", 20)
        compare()
        assert len(models.SharedPassage.objects.filter(later=last)) == 7

    def test_of_many_the_most_alike_come_first_then_the_first_published(self, monkeypatch):
        monkeypatch.setattr(copies, "_BEST", 2)
        like = document(f"x {COPIED} {OTHER}", 9)
        dates = [document(f"{n} {COPIED}", day) for n, day in enumerate((4, 2, 3))]
        for held in (like, *dates):
            find_reuse(document_id=held.pk)
        models.SharedPassage.objects.all().delete()
        last = document(f"y {COPIED} {OTHER}", 20)
        find_reuse(document_id=last.pk)
        assert {row.earlier for row in rows()} == {like, dates[1]}


class TestAdmitted:
    def test_citing_the_publisher_admits_it(self, cast):
        earlier, later = pair()
        cites(later, factories.source())
        assert [row["admitted"] for row in listed(cast.reader, later)] == [False]
        cites(later, earlier.publisher)
        assert [row["admitted"] for row in listed(cast.reader, later)] == [True]
        assert [row["admitted"] for row in listed(cast.reader, earlier)] == [True]

    def test_citing_the_document_admits_it(self, cast):
        earlier, later = pair()
        cites(later, factories.unnamed(), cited_document=earlier.pk)
        assert [row["admitted"] for row in listed(cast.reader, later)] == [True]

    def test_what_the_earlier_one_cites_admits_nothing(self, cast):
        earlier, later = pair()
        cites(earlier, later.publisher, cited_document=later.pk)
        cites(earlier, earlier.publisher)
        assert [row["admitted"] for row in listed(cast.reader, later)] == [False]

    @pytest.mark.parametrize("backwards", [False, True])
    def test_a_source_that_is_confirmed_to_be_the_publisher_admits_it(self, cast, backwards):
        """By way of another one, whichever of the ids are the smaller ones."""
        found = [factories.source() for _ in range(3)]
        publisher, between, cited = sorted(found, key=lambda one: one.pk, reverse=backwards)
        document(f"a {COPIED}", 1, publisher=publisher.pk)
        later = document(f"b {COPIED}", 2)
        compare()
        cites(later, cited)
        chain = [(publisher, between), (between, cited)]
        for one, other in chain:
            assert [row["admitted"] for row in listed(cast.reader, later)] == [False]
            identity = suggest_identity(a=one.pk, b=other.pk, reason="x", by=None)
            assert [row["admitted"] for row in listed(cast.reader, later)] == [False]
            decide_identity(identity=identity, state=IdentityState.CONFIRMED, by=None)
        assert [row["admitted"] for row in listed(cast.reader, later)] == [True]


class TestShowing:
    def test_claims_made_in_the_passage_or_beside_it_come_along(self, cast):
        far = "x" * (copies.NEAR + 5)
        earlier, later = pair(
            f"Far off. {far} Bread. {COPIED} {far} Far.", f"{COPIED} Near by. {far} Far."
        )
        within = appears(earlier, "three of them")
        before = appears(earlier, "Bread.")
        appears(earlier, "Far off")
        appears(earlier, "Far.")
        near, inside = appears(later, "Near by"), appears(later, "drones", within.claim)
        appears(later, "Far.")
        (found,) = listed(cast.reader, later)
        assert found["appearances"] == {
            "here": [
                {"id": str(inside.pk), "claim": str(within.claim_id)},
                {"id": str(near.pk), "claim": str(near.claim_id)},
            ],
            "there": [
                {"id": str(before.pk), "claim": str(before.claim_id)},
                {"id": str(within.pk), "claim": str(within.claim_id)},
            ],
        }
        (back,) = listed(cast.reader, earlier)
        assert back["appearances"]["there"] == found["appearances"]["here"]
        assert back["appearances"]["here"] == found["appearances"]["there"]

    def test_the_longest_come_first_page_by_page(self, cast):
        held = document(f"{COPIED} {OTHER}", 20)
        for n in range(4):
            document(f"{COPIED} {n}" if n % 2 else f"{n} {OTHER}", n + 1)
        compare()
        url, seen = f"/api/v1/documents/{held.pk}/reuse/?page_size=3", []
        while url:
            page = cast.reader.get(url).json()
            seen += page["results"]
            url = page["next"]
        lengths = [row["words"] for row in seen]
        assert lengths == sorted(lengths, reverse=True)
        assert len({row["document"]["id"] for row in seen}) == 4

    def test_the_number_of_queries_does_not_grow(self, cast):
        held = document(f"{COPIED} {OTHER}", 20)
        compare()
        reader, counts = cast.reader, []
        for n in range(12):
            other = document(f"{COPIED} {n}", n + 1)
            find_reuse(document_id=other.pk)
            cites(other, factories.source())
            cites(held, other.publisher)
            appears(other, "drones")
            pair_ = suggest_identity(
                a=other.publisher_id, b=factories.source().pk, reason="x", by=None
            )
            decide_identity(identity=pair_, state=IdentityState.CONFIRMED, by=None)
            with CaptureQueriesContext(connection) as captured:
                assert len(listed(reader, held)) == n + 1
            counts.append(len(captured))
        assert set(counts) == {7}

    @pytest.mark.parametrize("query", ["x=1", "cursor=x", "page_size=0", "ordering=words"])
    def test_what_is_no_parameter_is_refused(self, cast, query):
        held = document(COPIED)
        answer = cast.reader.get(f"/api/v1/documents/{held.pk}/reuse/?{query}")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]

    def test_copies_are_read_in_one_query(self, django_assert_num_queries):
        earlier, later = pair()
        stranger = document(f"z {COPIED}", 3)
        compare()
        with django_assert_num_queries(1):
            found = copies.copies_of([earlier.pk, later.pk])
        (row,) = models.SharedPassage.objects.filter(earlier=earlier, later=later)
        assert found == [
            Copy(
                earlier=str(earlier.pk),
                later=str(later.pk),
                earlier_start=row.earlier_start,
                earlier_end=row.earlier_end,
                later_start=row.later_start,
                later_end=row.later_end,
                words=row.words,
                earlier_exact=COPIED[:-1],
                later_exact=COPIED[:-1],
            )
        ]
        assert len(copies.copies_of([earlier.pk, later.pk, stranger.pk])) == 3
        assert copies.copies_of([earlier.pk]) == copies.copies_of([]) == []


class TestDesk:
    def test_the_page_of_a_document_shows_both_sides(self, cast):
        title = "<b>A</b> & B"
        earlier = document(f"قال إن {ARABIC}.", 1, language="ar", title=title)
        later = document(f"«{ARABIC}» <script>", 2, language="ar")
        compare()
        client = desk(cast, "reader")
        page = client.text("claims_document", "change", later.pk)
        shown = page[page.index("What it shares with other texts") :]
        assert shown.count('<blockquote lang="ar" dir="rtl">') == 2
        assert shown.count(ARABIC) == 2
        assert "&lt;b&gt;A&lt;/b&gt; &amp; B" in shown
        assert "<b>A</b>" not in page
        assert "The other one was first." in words(shown)
        assert "does not cite" in words(shown)
        assert shown.index(str(later.pk)) < shown.index(str(earlier.pk)), "here, then there"
        back = client.text("claims_document", "change", earlier.pk)
        back = back[back.index("What it shares with other texts") :]
        assert "This one was first." in words(back)
        assert back.index(str(earlier.pk)) < back.index(str(later.pk))
        cites(later, earlier.publisher)
        assert "does not cite" not in words(client.text("claims_document", "change", later.pk))

    def test_a_document_that_shares_nothing_has_no_such_part(self, cast):
        held = document(COPIED)
        page = desk(cast, "reader").text("claims_document", "change", held.pk)
        assert "What it shares with other texts" not in page

    def test_passages_are_found_by_their_words(self, cast):
        pair()
        client = desk(cast, "reader")
        assert "1 result" in words(client.text("claims_sharedpassage", q="north of the River"))
        assert "0 results" in words(client.text("claims_sharedpassage", q="south of the river"))
        assert "shot down" in client.text("claims_sharedpassage", "change", rows()[0].pk)
        prints = words(client.text("claims_textprint", q=rows()[0].later.title))
        assert "1 result" in prints


class TestCommand:
    def said(self, *arguments):
        out = io.StringIO()
        call_command("find_reuse", *arguments, stdout=out)
        return out.getvalue()

    def test_it_compares_what_nobody_has_compared(self):
        document(f"a {COPIED}"), document(f"b {COPIED}")
        assert self.said() == "2 documents compared.\n"
        assert len(rows()) == 1
        assert self.said() == "0 documents compared.\n"

    def test_a_text_that_was_changed_since_is_compared(self):
        first, _ = document(f"a {COPIED}"), document(f"b {COPIED}")
        self.said()
        models.TextPrint.objects.filter(document=first).update(sha256="0" * 64, prints=[])
        assert self.said() == "1 documents compared.\n"
        assert models.TextPrint.objects.get(document=first).prints != []

    def test_some_can_be_named(self):
        first = document(f"a {COPIED}")
        document(f"b {COPIED}")
        assert self.said(str(first.pk)) == self.said(str(first.pk)) == "1 documents compared.\n"
        assert self.said(str(uuid4())) == "0 documents compared.\n"


@needs_gold
def test_two_of_the_real_articles_share_what_they_have_from_one_agency(cast):
    run(json.loads(json.dumps(import_file())))
    compare()
    found = rows()
    pairs = {(row.earlier_id, row.later_id) for row in found}
    assert len(pairs) == 1
    assert sorted(row.words for row in found) == [14, 27]
    ((_, later),) = pairs
    shown = listed(cast.reader, models.Document.objects.get(pk=later))
    assert [row["words"] for row in shown] == [27, 14]
    for row in shown:
        claims = [{one["claim"] for one in side} for side in row["appearances"].values()]
        assert claims[0] & claims[1], "claims that are told in both stand beside it"
