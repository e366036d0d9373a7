"""Sources, documents, claims and imports at the desk: what is saved, refused, drawn and marked."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from claims import archive
from claims.admin.documents import TEXT_SHOWN
from claims.admin.passages import Passage, marked
from claims.interchange.records import (
    Anchor,
    AppearanceRecord,
    CitationRecord,
    Name,
    SourceRecord,
)
from claims.models import (
    Appearance,
    Claim,
    ClaimRelation,
    ClaimText,
    Document,
    ImportJob,
    ImportRecord,
    Retraction,
    Source,
)
from claims.operations.appearances import create_appearance
from claims.operations.identities import suggest_identity
from claims.operations.imports import run_import
from claims.operations.sources import create_source
from factcheck.core.models import Event
from tests import factories
from tests.cast import Cast
from tests.desk import desk, errors_of, said, url, words

HOSTILE = '<script>alert("x")</script>\u202e&amp;"onmouseover="'


def new_source(**values: object) -> dict[str, object]:
    """What a browser sends for a named outlet without further names."""
    typed = {"kind": "news_outlet", "anonymity": "named", "name": "NBC", "language": "en"}
    names = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}
    return typed | names | values


def new_claim(**texts: str) -> dict[str, object]:
    rows = {"texts-TOTAL_FORMS": str(len(texts)), "texts-INITIAL_FORMS": "0", "language": "en"}
    for n, (language, text) in enumerate(texts.items()):
        rows |= {f"texts-{n}-language": language, f"texts-{n}-text": text}
    return rows


def appears(claim: Claim, document: Document, anchor: Anchor, **values: Any) -> Appearance:
    """The claim made in these words of the document."""
    told = {"voice": "outlet", "modality": "asserted", "polarity": "positive"} | values
    record = AppearanceRecord(id=uuid4(), claim=claim.pk, anchor=anchor, **told)
    return create_appearance(document=document, record=record, by=None)


# Sources


def test_a_source_is_created_by_the_operation(cast: Cast) -> None:
    data = new_source(
        same_as="https://www.wikidata.org/entity/Q1\r\nhttps://nbc.example/a,b",
        **{
            "names-TOTAL_FORMS": "1",
            "names-0-type": "translation",
            "names-0-language": "ar",
            "names-0-text": "إن بي سي",
        },
    )
    response = desk(cast, "reviewer").post(url("claims_source", "add"), data)
    assert response.status_code == 302
    source = Source.objects.get()
    assert archive.source_record(source) == SourceRecord(
        id=source.pk,
        kind="news_outlet",
        anonymity="named",
        name="NBC",
        language="en",
        names=(Name("translation", "ar", "إن بي سي"),),
        same_as=("https://www.wikidata.org/entity/Q1", "https://nbc.example/a,b"),
        descriptor_literal=False,
    )
    event = Event.objects.get(type="source.created")
    assert (event.stream, event.actor) == (f"source:{source.pk}", cast.users["reviewer"])


def test_saving_what_nobody_touched_changes_nothing(cast: Cast) -> None:
    """Whatever a browser does to newlines and blanks on the way."""
    record = SourceRecord(
        id=uuid4(),
        kind="unnamed",
        anonymity="described",
        descriptor=" two\nofficials ",
        note="one\ntwo\r\nthree\n",
        names=(Name("gloss", "en", " as it is "),),
        count=2,
    )
    source = create_source(record=record, by=None)
    before = Event.objects.count()
    assert desk(cast, "reviewer").save("claims_source", source.pk).status_code == 302
    assert archive.source_record(Source.objects.get(pk=source.pk)) == record
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        ({"name": ""}, "name", "A named source has no name."),
        ({"anonymity": "described"}, "name", "A source that is not named has a name."),
        ({"anonymity": "described", "name": ""}, "descriptor", "no words that describe it"),
        ({"language": "not a tag"}, "language", "Not a BCP 47 language tag"),
        ({"count": "0"}, "__all__", "source_count_positive"),
        ({"same_as": "nonsense"}, "same_as", "valid URL"),
        ({"kind": "alien"}, "kind", "not one of the available choices"),
        ({"name": "a\x00b"}, "name", "Null characters"),
    ],
)
def test_what_the_operation_refuses_stands_at_its_field(
    cast: Cast, typed: dict[str, str], field: str, reason: str
) -> None:
    response = desk(cast, "reviewer").post(url("claims_source", "add"), new_source(**typed))
    assert reason in str(errors_of(response)[field])
    assert not Source.objects.exists()
    assert not Event.objects.filter(type="source.created").exists()


def test_a_further_name_that_is_wrong_writes_nothing(cast: Cast) -> None:
    rows = {"names-TOTAL_FORMS": "1", "names-0-type": "alias", "names-0-text": "x"}
    response = desk(cast, "reviewer").post(url("claims_source", "add"), new_source(**rows))
    assert response.status_code == 200
    assert not Source.objects.exists()


def test_a_source_in_use_is_not_deleted_and_the_person_learns_why(cast: Cast) -> None:
    source = factories.source("NBC")
    factories.document(publisher=source.pk)
    client = desk(cast, "editor")
    response = client.post(url("claims_source", "delete", source.pk), {"post": "yes"})
    assert response.url == url("claims_source", "change", source.pk)
    assert "The source is in use (document)." in said(response)[0]
    assert Source.objects.filter(pk=source.pk).exists()


def test_a_source_that_nothing_names_is_deleted(cast: Cast) -> None:
    source = factories.source("NBC")
    client = desk(cast, "editor")
    client.post(url("claims_source", "delete", source.pk), {"post": "yes"})
    assert not Source.objects.exists()
    assert Event.objects.filter(type="source.removed").exists()


def test_sources_are_found_however_they_are_spelled(cast: Cast) -> None:
    factories.source("وكالة الأنباء", language="ar")
    client = desk(cast, "reader")
    assert "1 result" in words(client.text("claims_source", q="الانباء"))
    found = client.get(
        "/admin/autocomplete/",
        {
            "app_label": "claims",
            "model_name": "source",
            "field_name": "vouched_by",
            "term": "وكاله",
        },
    ).json()
    assert [row["text"] for row in found["results"]] == ["وكالة الأنباء"]


# Documents


def new_document(**values: object) -> dict[str, object]:
    typed = {"title": "A title", "language": "en", "text": "Drones.\r\n", "url": ""}
    return typed | {"published_at_0": "2026-10-07", "published_at_1": "19:10:00"} | values


def test_a_document_is_created_with_its_text_as_it_is(cast: Cast) -> None:
    publisher = factories.source()
    data = new_document(publisher=str(publisher.pk), text="  Drones hit.\r\nTwice. ")
    assert desk(cast, "reviewer").post(url("claims_document", "add"), data).status_code == 302
    document = Document.objects.get()
    assert document.text == "  Drones hit.\nTwice. "
    assert document.publisher == publisher
    assert document.published_at == datetime(2026, 10, 7, 19, 10, tzinfo=UTC)


def test_a_document_whose_address_is_held_is_refused_at_the_address(cast: Cast) -> None:
    factories.document(url="https://a.example/1")
    data = new_document(url="https://a.example/1")
    response = desk(cast, "reviewer").post(url("claims_document", "add"), data)
    assert "It is the address of" in str(errors_of(response)["url"])
    assert Document.objects.count() == 1


def test_an_anchored_text_is_shown_and_cannot_be_typed_over(cast: Cast) -> None:
    telling = factories.told()
    client, pk = desk(cast, "reviewer"), telling.document_id
    sent = client.fill("claims_document", pk)
    assert "text" not in sent
    response = client.post(
        url("claims_document", "change", pk), sent | {"title": "Better", "text": "Another text"}
    )
    assert response.status_code == 302
    document = Document.objects.get(pk=pk)
    assert (document.title, document.text) == ("Better", factories.TEXT)
    page = client.text("claims_document", "change", pk)
    passage = url("claims_appearance", "change", telling.pk)
    assert f'<a class="desk-passage desk-depth-1" href="{passage}"' in page
    assert "so it stays as it is" in page


def test_an_unanchored_text_keeps_its_newlines_through_the_form(cast: Cast) -> None:
    document = factories.document("\r\none\ntwo\r\n", note="n")
    client = desk(cast, "reviewer")
    assert client.save("claims_document", document.pk, note="m").status_code == 302
    document.refresh_from_db()
    assert (document.text, document.note) == ("\r\none\ntwo\r\n", "m")


def test_a_moment_keeps_the_fraction_that_no_form_shows(cast: Cast) -> None:
    moment = datetime(2026, 10, 7, 19, 10, 5, 123456, tzinfo=UTC)
    document = factories.document(published_at=moment)
    desk(cast, "reviewer").save("claims_document", document.pk, note="m")
    document.refresh_from_db()
    assert (document.published_at, document.note) == (moment, "m")


def test_ten_megabytes_do_not_kill_the_page(cast: Cast) -> None:
    document = factories.document("كلمة " * 2_200_000)
    client = desk(cast, "reviewer")
    response = client.page("claims_document", "change", document.pk)
    page = response.content.decode()
    assert len(page) < TEXT_SHOWN + 60_000
    assert f"11000000 characters; the first {TEXT_SHOWN} are shown" in page
    assert client.save("claims_document", document.pk, note="m").status_code == 302
    assert Document.objects.filter(pk=document.pk, note="m", sha256=document.sha256).exists()


def test_hostile_words_are_text_everywhere(cast: Cast) -> None:
    source = factories.unnamed(HOSTILE)
    outlet = factories.source(HOSTILE)
    text = f"{HOSTILE} said {HOSTILE} militias carried out the attack"
    document = factories.document(text, title=HOSTILE, publisher=outlet.pk, note=HOSTILE)
    claim = factories.claim(texts={"en": HOSTILE})
    hop = CitationRecord(
        0,
        source.pk,
        "origin",
        "indirect",
        cue=factories.anchor("said", text),
        mention=factories.anchor(HOSTILE, text),
        note=HOSTILE,
    )
    telling = appears(claim, document, factories.anchor(HOSTILE, text), chain=(hop,))
    client = desk(cast, "editor")
    pages = [
        client.text("claims_claim", "change", claim.pk),
        client.text("claims_document", "change", document.pk),
        client.text("claims_appearance", "change", telling.pk),
        client.text("claims_source", "change", source.pk),
        client.text("claims_source", "change", outlet.pk),
        *(client.text(f"claims_{name}") for name in ("claim", "document", "appearance", "source")),
        *(client.text(f"claims_{name}") for name in ("citation", "anchor", "claimtext")),
        client.text("claims_source", "delete", source.pk),
        client.text("claims_claim", "history", claim.pk),
    ]
    for page in pages:
        assert '<script>alert("x")' not in page
        assert '"onmouseover="' not in page
    assert "&lt;script&gt;alert(" in pages[0]


# Passages

TEXT = "0123456789"


def test_nested_and_overlapping_passages() -> None:
    passages = [
        Passage(0, 6, "a", 1, "/1"),
        Passage(2, 4, "b", 2, "/2"),
        Passage(5, 9, "c", 3, "/3"),
        Passage(3, 7, "cites"),
    ]
    html = marked(TEXT, passages)
    assert html.startswith('<a class="desk-passage desk-depth-1" href="/1" title="a">01</a>')
    assert '<a class="desk-passage desk-depth-2" href="/2" title="b">2</a>' in html
    nested = '<span class="desk-words" title="cites">3</span>'
    assert f'<a class="desk-passage desk-depth-2" href="/2" title="b">{nested}</a><sup>' in html
    assert words(html).replace(" ", "") == "0123[2]45[1]678[3]9"


spans = st.tuples(st.integers(0, 12), st.integers(1, 8)).map(lambda s: (s[0], s[0] + s[1]))


@given(st.text('<&"ab\u0627\u202e\n', max_size=12), st.lists(st.tuples(spans, st.booleans())))
def test_marking_never_changes_the_text(
    text: str, places: list[tuple[tuple[int, int], bool]]
) -> None:
    import html
    import re

    passages = [
        Passage(start, end, "t", number if numbered else None, "/u")
        for number, ((start, end), numbered) in enumerate(places)
    ]
    page = re.sub(r"<sup>.*?</sup>", "", marked(text, passages))
    assert html.unescape(re.sub(r"<[^>]+>", "", page)) == text
    covered = {
        at for p in passages if p.number is not None for at in range(p.start, min(p.end, len(text)))
    }
    linked = re.findall(r'<a class="desk-passage[^>]*>(.*?)</a>', page, re.S)
    shown = sum(len(html.unescape(re.sub(r"<[^>]+>", "", piece))) for piece in linked)
    assert shown == len(covered)


# Claims


def test_a_claim_is_created_and_changed_with_its_texts(cast: Cast) -> None:
    client = desk(cast, "reviewer")
    response = client.post(url("claims_claim", "add"), new_claim(en="It rained.", ar="أمطرت."))
    assert response.status_code == 302
    claim = Claim.objects.get()
    assert archive.claim_record(claim).texts == {"en": "It rained.", "ar": "أمطرت."}
    changed = client.save("claims_claim", claim.pk, **{"texts-1-DELETE": "on", "note": "n"})
    assert changed.status_code == 302
    record = archive.claim_record(Claim.objects.get())
    assert (dict(record.texts), record.note) == ({"en": "It rained."}, "n")
    assert ClaimText.objects.get().folded == "it rained."


def test_a_claim_without_a_text_in_its_language_is_refused_there(cast: Cast) -> None:
    response = desk(cast, "reviewer").post(url("claims_claim", "add"), new_claim(ar="أمطرت."))
    assert "There is no text in 'en'." in str(errors_of(response)["language"])
    assert not Claim.objects.exists()


def test_one_language_twice_is_refused(cast: Cast) -> None:
    data = new_claim(en="It rained.", fr="Il a plu.") | {"texts-1-language": "en"}
    response = desk(cast, "reviewer").post(url("claims_claim", "add"), data)
    assert "duplicate" in response.content.decode()
    assert not Claim.objects.exists()


def test_the_status_of_a_claim_is_not_for_the_form(cast: Cast) -> None:
    claim = factories.claim()
    desk(cast, "editor").save("claims_claim", claim.pk, status="reviewed", note="n")
    claim.refresh_from_db()
    assert (claim.status, claim.note) == ("new", "n")


def test_a_claim_that_appears_is_not_deleted(cast: Cast) -> None:
    telling = factories.told()
    client = desk(cast, "editor")
    response = client.post(url("claims_claim", "delete", telling.claim_id), {"post": "yes"})
    assert "The claim is in use." in said(response)[0]
    assert Claim.objects.exists()


def test_a_claims_page_draws_its_chains(cast: Cast) -> None:
    relay = factories.source("NBC")
    joint = [
        factories.unnamed("two former officials", count=2),
        factories.unnamed("our own words", descriptor_literal=False),
        factories.source("Kadhimi", kind="person"),
    ]
    chain = [
        CitationRecord(0, relay.pk, "relay", "report_of_report", mention=factories.anchor("NBC")),
        *(
            CitationRecord(
                1,
                found.pk,
                "origin",
                "social_post",
                cue=factories.anchor("reported"),
                on_condition_of_anonymity=found is joint[0],
            )
            for found in joint
        ),
    ]
    telling = factories.told(voice="attributed", modality="likely", chain=tuple(chain))
    page = desk(cast, "reader").text("claims_claim", "change", telling.claim_id)
    text = words(page)
    assert "Document" in text
    assert "Relay NBC report of a report" in text
    assert "jointly Origin unnamed “two former officials” on condition of anonymity" in text
    assert "social media post number: 2 cited with: “reported”" in text
    assert "our own words described in our words" in text
    assert "“our own words”" not in text
    assert "told as: likely" in text
    assert page.count("desk-unnamed") == 2
    assert page.count("desk-joint") == 1


def test_a_chain_in_a_right_to_left_document(cast: Cast) -> None:
    words_ = "إن الهجوم نفذته فصائل"
    document = factories.document(language="ar", title="عنوان")
    telling = appears(factories.claim(), document, factories.anchor(words_), zone="title")
    page = desk(cast, "reader").text("claims_appearance", "change", telling.pk)
    assert f'<blockquote lang="ar" dir="rtl"><p>{words_}</p></blockquote>' in page
    assert '<bdi lang="ar" dir="rtl">عنوان</bdi>' in page
    assert "says it in its own voice and cites nobody" in page
    assert "headline" in page


def test_claims_are_related_and_the_relation_removed(cast: Cast) -> None:
    a, b = factories.claim(), factories.claim()
    data = {"type": "contradicts", "from_claim": a.pk, "to_claim": b.pk, "strength": "full"}
    client = desk(cast, "editor")
    assert client.post(url("claims_claimrelation", "add"), data).status_code == 302
    again = client.post(url("claims_claimrelation", "add"), data)
    assert "This relation is stored already." in str(errors_of(again)["__all__"])
    itself = client.post(url("claims_claimrelation", "add"), data | {"to_claim": a.pk})
    assert "Both sides are the same." in str(errors_of(itself)["to_claim"])
    relation = ClaimRelation.objects.get()
    assert "Contradicts" in client.text("claims_claim", "change", a.pk)
    client.post(url("claims_claimrelation", "delete", relation.pk), {"post": "yes"})
    assert not ClaimRelation.objects.exists()
    assert Event.objects.filter(type="relation.removed").exists()


# Imports


def hand_in(cast: Cast, data: bytes, **values: str) -> object:
    file = SimpleUploadedFile("claims.json", data, "application/json")
    return desk(cast, "reviewer").post(url("claims_importjob", "add"), {"file": file} | values)


def test_a_file_is_handed_in_and_its_flaws_are_named(cast: Cast) -> None:
    broken = {
        "format": "factcheck-claims",
        "version": 1,
        "dataset": "t",
        "sources": [
            {"id": "s1", "kind": "person", "anonymity": "named", "name": "Leen"},
            {"id": "s2<b>", "kind": "person", "anonymity": "named"},
        ],
    }
    response = hand_in(cast, json.dumps(broken).encode())
    assert response.status_code == 302  # type: ignore[attr-defined]
    job = ImportJob.objects.get()
    assert response.url == url("claims_importjob", "change", job.pk)  # type: ignore[attr-defined]
    assert (job.name, job.requested_by, job.dry_run) == (
        "claims.json",
        cast.users["reviewer"],
        False,
    )
    client = desk(cast, "reviewer")
    waiting = client.text("claims_importjob", "change", job.pk)
    assert 'http-equiv="refresh"' in waiting
    run_import(job_id=job.pk)
    page = client.text("claims_importjob", "change", job.pk)
    text = words(page)
    assert 'http-equiv="refresh"' not in page
    assert "2 / 2" in text
    assert "Created: 1 Unchanged: 0 Rejected: 1" in text
    assert "$.sources[1]" in text
    assert "A named source has no name." in text
    assert "Give its name, or another anonymity." in text
    assert "s2<b>" not in page
    assert ImportRecord.objects.count() == 2
    assert "Import a file" in client.text("claims_importjob")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "Line 1, column 2"),
        (b"\xff", "is not UTF-8"),
        (b'{"a": 1, "a": 2}', "occurs twice"),
        (b"", "empty"),
    ],
)
def test_what_is_no_json_is_refused_at_the_file(cast: Cast, data: bytes, reason: str) -> None:
    response = hand_in(cast, data)
    assert reason in str(errors_of(response)["file"])
    assert not ImportJob.objects.exists()


def test_a_file_that_is_no_import_file_fails_as_a_whole(cast: Cast) -> None:
    hand_in(cast, b"{}", dry_run="on")
    job = ImportJob.objects.get()
    assert job.dry_run
    run_import(job_id=job.pk)
    page = words(desk(cast, "reviewer").text("claims_importjob", "change", job.pk))
    assert "could not be taken" in page
    assert "This is not a file of the import format" in page


def test_readers_hand_nothing_in(cast: Cast) -> None:
    client = desk(cast, "reader")
    assert client.page("claims_importjob", "add").status_code == 403
    assert "Import a file" not in client.text("claims_importjob")


def test_the_appearances_are_in_reading_order_and_their_number_costs_nothing(
    cast: Cast, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    claim = factories.claim()
    client = desk(cast, "reader")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.page("claims_claim", "change", claim.pk).status_code == 200
        return len(captured)

    factories.told(claim)
    queries()
    few = queries()
    for _ in range(9):
        factories.told(claim)
    assert queries() == few
    assert Appearance.objects.count() == 10


def test_a_reviewer_decides_on_identities_and_a_reader_does_not(cast: Cast) -> None:
    pair = suggest_identity(
        a=factories.source().pk, b=factories.source().pk, reason="x", by=cast.users["reviewer"]
    )

    def act(who: str, action: str) -> str:
        client = desk(cast, who)
        answer = client.act("claims_sourceidentity", action, pair.pk)
        pair.refresh_from_db()
        return " ".join(said(answer))

    act("reader", "confirm")
    assert pair.state == "suggested"
    act("reviewer", "confirm")
    assert (pair.state, pair.decided_by) == ("confirmed", cast.users["reviewer"])
    assert "already" in act("editor", "confirm")
    act("editor", "undo")
    assert (pair.state, pair.decided_by) == ("suggested", None)
    act("editor", "reject")
    assert pair.state == "rejected"


def test_a_source_is_retracted_on_the_desk(cast: Cast) -> None:
    told = factories.told()
    relay = told.citations.get(level=0).source
    reviewer = desk(cast, "reviewer")
    typed = {"source": str(relay.pk), "document": "", "claim": "", "reason": "It took it back."}
    typed |= {"since_0": "2026-03-05", "since_1": "10:00:00"}
    made = reviewer.post(url("claims_retraction", "add"), typed)
    assert made.status_code == 302, errors_of(made)
    row = Retraction.objects.get()
    assert (row.source, row.reason, row.revoked_at) == (relay, "It took it back.", None)
    back = reviewer.save("claims_retraction", row.pk, revoked_because="A mistake.")
    assert back.status_code == 302, errors_of(back)
    row.refresh_from_db()
    assert row.revoked_because == "A mistake."
