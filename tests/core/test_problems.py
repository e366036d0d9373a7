"""Whatever goes wrong ends as a problem detail with the status that belongs to it."""

from uuid import uuid4

import pytest
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.test import override_settings

from claims import models
from claims.operations import appearances
from factcheck.accounts import authentication
from factcheck.core import database_errors, problems
from factcheck.core.errors import Conflict, Flaw, Invalid
from tests import factories
from tests.problems import problem

SOURCES = "/api/v1/sources/"
NOBODY = "0b2e6f7e-5a1f-4f7e-9d55-0d8a3c7e0a11"  # an id that nothing has


def test_an_unknown_address_is_a_problem(cast):
    body = problem(cast.anonymous.get("/api/v1/nothing/"), "not-found")
    assert body["instance"] == "/api/v1/nothing/"
    assert body["status"] == 404


def test_an_address_outside_of_the_api_is_no_problem(cast):
    answer = cast.anonymous.get("/nothing/")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("method", ["get", "post", "patch"])
def test_a_missing_slash_is_sent_on_with_method_and_body(cast, method):
    answer = getattr(cast.reader, method)("/api/v1/sources?q=x", {})
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/api/v1/sources/?q=x"


@pytest.mark.parametrize("key", [NOBODY, "x", "1", "null", "%00", "a" * 300])
def test_what_is_not_there_is_404(cast, key):
    problem(cast.reader.get(f"{SOURCES}{key}/"), "not-found")


def test_a_number_that_no_column_holds_is_404(cast):
    problem(cast.reader.get(f"/api/v1/relations/{10**40}/"), "not-found")


def test_a_method_that_is_not_there_is_405_and_the_others_are_named(cast):
    answer = cast.reviewer.put(f"{SOURCES}{factories.source().pk}/", {})
    problem(answer, "method-not-allowed")
    assert answer.headers["Allow"] == "GET, PATCH, DELETE, HEAD, OPTIONS"


def test_options_name_the_methods(cast):
    answer = cast.reader.options(SOURCES)
    assert answer.status_code == 204
    assert answer.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_another_form_of_answer_is_406(cast):
    problem(cast.reader.get(SOURCES, headers={"Accept": "text/csv"}), "not-acceptable")


def test_another_form_of_body_is_415(cast):
    answer = cast.reviewer.post(SOURCES, "<a/>", content_type="application/xml")
    problem(answer, "unsupported-media-type")


def test_without_a_token_it_is_401_and_says_how_to_show_one(cast):
    answer = cast.anonymous.get(SOURCES)
    problem(answer, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("token", ["wrong", "", "a b", "é"])
def test_a_bad_token_is_401(cast, token):
    answer = cast.anonymous.get(SOURCES, headers={"Authorization": f"Bearer {token}"})
    problem(answer, "unauthenticated")


def test_without_a_newsroom_it_is_403(cast):
    problem(cast.nobody.get(SOURCES), "forbidden")


def test_another_host_is_a_problem(cast):
    problem(cast.reader.get(SOURCES, headers={"Host": "evil.example"}), "malformed")


def test_flaws_are_named_by_json_pointers_with_a_remedy(cast):
    sent = {"kind": "person", "a/b~c": 1, "id": str(uuid4()), "names": [{"type": "alias"}, 5]}
    body = problem(
        cast.reviewer.post(SOURCES, sent),
        "invalid",
        "/a~1b~0c",
        "/id",
        "/anonymity",
        "/names/0/language",
        "/names/0/text",
        "/names/1",
    )
    codes = {error["pointer"]: error["code"] for error in body["errors"]}
    assert codes["/a~1b~0c"] == "unknown"
    assert codes["/id"] == "read_only"
    assert codes["/anonymity"] == "required"


@pytest.mark.parametrize("body", ["[]", '"x"', "1", "null", "true"])
def test_a_body_that_is_no_object_is_refused(cast, body):
    answer = cast.reviewer.post(SOURCES, body, content_type="application/json")
    problem(answer, "invalid", "")


def test_more_errors_than_anybody_reads_are_counted(cast):
    sent = {"kind": "person", "anonymity": "named", "name": "A", "names": [{}] * 200}
    body = problem(cast.reviewer.post(SOURCES, sent), "invalid")
    assert len(body["errors"]) == problems.MAX_ERRORS
    assert body["errors_omitted"] == 600 - problems.MAX_ERRORS


def test_a_long_value_is_not_sent_back_whole(cast):
    answer = cast.reader.get(f"{SOURCES}?{'x' * 4000}=1")
    problem(answer, "parameters")
    assert len(answer.content) < 2000


def test_the_language_of_the_reader_changes_nothing(cast):
    answer = cast.reviewer.post(SOURCES, {}, headers={"Accept-Language": "ar"})
    assert problem(answer, "invalid")["errors"][0]["detail"] == "This field is required."


@pytest.mark.parametrize("error", [OperationalError("secret"), InterfaceError("secret")])
def test_a_database_that_does_not_answer_is_503(cast, monkeypatch, error):
    def fail(secret):
        raise error

    monkeypatch.setattr(authentication, "live_token", fail)
    answer = cast.reader.get(SOURCES)
    problem(answer, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert b"secret" not in answer.content


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_gone_is_503(cast, monkeypatch, tmp_path):
    reader = cast.reader
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"host": str(tmp_path)})
    monkeypatch.setitem(connection.settings_dict, "HOST", "")
    answer = reader.get(SOURCES)
    problem(answer, "unavailable")
    assert str(tmp_path) not in answer.text


def test_a_fault_of_ours_is_500_and_tells_strangers_nothing(cast, monkeypatch, caplog):
    def fail(secret):
        raise RuntimeError("secret")

    monkeypatch.setattr(authentication, "live_token", fail)
    answer = cast.reader.get(SOURCES)
    problem(answer, "internal")
    assert b"secret" not in answer.content
    assert "secret" in caplog.text


def test_a_kind_of_problem_leads_to_its_description(cast):
    kind = problem(cast.anonymous.get(SOURCES), "unauthenticated")["type"]
    answer = cast.anonymous.get(kind)
    assert answer.json()["status"] == 401
    assert cast.anonymous.get("/problems/none").status_code == 404


def test_a_guard_of_the_database_speaks_where_the_operation_did_not_look(cast, monkeypatch):
    monkeypatch.setattr(appearances, "_check", lambda record, document: None)
    sent = {
        "claim": str(factories.claim().pk),
        "document": str(factories.document().pk),
        "anchor": {"start": 0, "end": 3, "exact": "not there"},
        "voice": "outlet",
        "modality": "asserted",
        "polarity": "positive",
    }
    body = problem(cast.reviewer.post("/api/v1/appearances/", sent), "invalid", "")
    assert "does not quote the text" in body["errors"][0]["detail"]


def _violate(statement):
    with pytest.raises((IntegrityError, DataError)) as caught, transaction.atomic():
        connection.cursor().execute(statement)
    return database_errors.translate(caught.value)


def test_a_unique_constraint_is_a_conflict(db):
    factories.claim()
    error = _violate(
        "insert into claims_claimtext (claim_id, language, text, folded) "
        "select claim_id, language, text, folded from claims_claimtext limit 1"
    )
    assert isinstance(error, Conflict)
    assert "claim_text_per_language" in error.flaws[0].reason


def test_a_check_speaks_with_the_message_of_its_model(db):
    factories.source()
    error = _violate("update claims_source set name = ''")
    assert isinstance(error, Invalid)
    assert error.flaws[0].reason.startswith("A named source has a name")


def test_what_cannot_be_changed_is_a_conflict(db):
    factories.told()
    error = _violate("update claims_anchor set start = start + 1")
    assert isinstance(error, Conflict)


def test_a_row_in_use_is_a_conflict(db):
    told = factories.told()
    with pytest.raises(IntegrityError) as caught:
        models.Document.objects.filter(pk=told.document_id).delete()
    assert isinstance(database_errors.translate(caught.value), Conflict)
    error = _violate(
        f"delete from claims_claim where id = '{told.claim_id}'; set constraints all immediate"
    )
    assert isinstance(error, Conflict)


def test_a_missing_value_and_one_too_large_are_invalid(db):
    factories.source()
    missing = _violate("update claims_source set kind = null")
    assert missing.flaws == (Flaw("/kind", "It has no value.", "Send one."),)
    assert isinstance(_violate("update claims_source set kind = repeat('x', 99)"), Invalid)


def test_an_error_that_nobody_knows_is_left_to_the_log():
    assert problems.problem_of(KeyError("x")) is None


@override_settings(DEBUG=True)
def test_a_missing_slash_breaks_nothing_while_debugging(cast):
    assert cast.reviewer.post("/api/v1/sources", {}).status_code == 308
