"""The committed description of the API is what the code says, and is valid."""

import jsonschema
import yaml
from django.utils import timezone, translation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from openapi_spec_validator import OpenAPIV31SpecValidator

from claims.interchange.records import RelationRecord
from claims.models import Stitch
from claims.models.vocabulary import ImportKind
from claims.operations.claims import relate
from claims.operations.identities import suggest_identity
from claims.operations.imports import request_import, run_import
from claims.operations.retractions import Subject, retract
from factcheck.accounts.operations import add_absence
from factcheck.notices.models import WebhookAttempt
from factcheck.notices.operations import endpoints
from reviews.operations.assignments import open_assignment
from reviews.operations.reviews import perform
from reviews.workflow import Verb
from tests import factories
from tests.conftest import PROJECT
from tests.worker import work

COMMITTED = PROJECT / "docs" / "openapi.yaml"


def test_the_committed_description_is_the_generated_one():
    with translation.override("en"):  # another test may have left its language
        generated = SchemaGenerator().get_schema(request=None, public=True)
    text = OpenApiYamlRenderer().render(generated, renderer_context={}).decode()
    assert COMMITTED.read_text() == text, (
        "Run: manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml"
    )


def test_it_is_valid_openapi_3_1():
    described = yaml.safe_load(COMMITTED.read_text())
    assert described["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []


def test_every_change_asks_for_if_match_and_every_read_gives_an_etag():
    described = yaml.safe_load(COMMITTED.read_text())
    for path, item in described["paths"].items():
        for method, operation in item.items():
            if not path.startswith("/api/v1/"):
                continue
            asked = {p["name"] for p in operation.get("parameters", []) if p.get("required")}
            assert ("If-Match" in asked) == (method in ("patch", "delete")), (method, path)
            if method == "get":
                assert "ETag" in operation["responses"]["200"]["headers"], path
            assert "401" in operation["responses"]


def test_the_description_and_the_pages_are_served(client):
    answer = client.get("/api/schema/", headers={"Accept": "application/json"})
    assert answer.json()["openapi"].startswith("3.1")
    assert b"swagger-ui" in client.get("/api/docs/").content


def check(described, schema, value):
    """Fail where the value is not what the schema says, or has a member that it leaves out."""
    whole = {**schema, "components": strict(described["components"])}
    errors = list(jsonschema.Draft202012Validator(whole).iter_errors(value))
    assert errors == [], [(error.json_path, error.message) for error in errors]


def strict(components):
    """Close every object that names its members, so that nothing undescribed is sent."""
    if isinstance(components, dict):
        closed = {key: strict(value) for key, value in components.items()}
        if "properties" in closed and closed.get("type") == "object":
            closed.setdefault("additionalProperties", False)
        return closed
    return [strict(item) for item in components] if isinstance(components, list) else components


def content(answer, media_type="application/json"):
    return answer["content"][media_type]["schema"]


def test_what_is_answered_is_what_is_described(cast):
    described = yaml.safe_load(COMMITTED.read_text())
    told, other = factories.told(), factories.told()
    factories.unnamed(vouched_by=factories.source().pk, count=2)
    relate(record=RelationRecord("supports", told.pk, other.pk), by=None)
    pair = {"a": factories.source().pk, "b": factories.source().pk}
    suggest_identity(**pair, reason="x", by=cast.users["reviewer"])
    review = factories.review(cast.newsroom, cast.users["reviewer"], told.claim)
    for verb, who in (
        (Verb.SUBMIT, "reviewer"),
        (Verb.APPROVE, "editor"),
        (Verb.PUBLISH, "editor"),
    ):
        perform(review=review, verb=verb, by=cast.users[who])
    by, today = cast.users["reviewer"], timezone.now().date()
    add_absence(user=by, by=by, first_on=today, last_on=today)
    open_assignment(
        newsroom=cast.newsroom,
        claim=factories.claim(),
        task="write",
        by=cast.users["editor"],
        assignee=by,
    )
    file = '{"format": "factcheck-claims", "version": 1, "dataset": "d", "sources": [{"id": "x"}]}'
    fall(cast, told, other)
    job = request_import(content=file, name="f", dry_run=False, by=cast.users["reviewer"])
    run_import(job_id=job.pk)
    asked = {"name": "f", "dry_run": True, "by": cast.users["reviewer"]}
    request_import(content="{}", kind=ImportKind.REVIEWS, **asked)
    factories.outside_review()
    hook(cast)
    for path, item in described["paths"].items():
        if not path.startswith("/api/v1/") or "{" in path or "get" not in item:
            continue
        client = cast.admin if path in FOR_ADMINS else cast.reviewer
        listed = client.get(path).json()
        assert listed.get("results", [True]), path
        check(described, content(item["get"]["responses"]["200"]), listed)
        detail = described["paths"].get(f"{path}{{id}}/")
        for row in listed["results"] if detail else ():
            shown = client.get(f"{path}{row['id']}/").json()
            check(described, content(detail["get"]["responses"]["200"]), shown)


FOR_ADMINS = ("/api/v1/webhooks/", "/api/v1/messages/")


def hook(cast):
    """An endpoint, and a message that it was sent to no avail."""
    values, by = {"url": "https://hooks.example.org/"}, cast.users["admin"]
    made = endpoints.create_endpoint(newsroom=cast.newsroom, values=values, by=by)
    message = endpoints.test_endpoint(endpoint=made, by=by)
    WebhookAttempt.objects.create(message=message, number=1, error="It took too long.")


def fall(cast, told, other):
    """Something to stitch, and something that no longer stands under what is published."""
    source = told.citations.get(level=0).source
    held = factories.document(publisher=source.pk)
    factories.told()
    work()
    by, since = cast.users["reviewer"], timezone.now()
    retract(subject=Subject(source=source.pk), since=since, reason="x", by=by)
    retract(subject=Subject(document=other.document_id), since=since, reason="x", by=by)
    work()
    Stitch.objects.create(appearance=told, level=0, source=source, document=held)


def test_what_is_described_of_one_object(cast):
    described = yaml.safe_load(COMMITTED.read_text())
    told = factories.told()
    work()
    keys = {
        "sources": told.citations.get(level=0).source_id,
        "documents": told.document_id,
        "claims": told.claim_id,
    }
    names = ("impact", "reuse", "provenance")
    for path, item in described["paths"].items():
        kind, _, name = path.removeprefix("/api/v1/").partition("/{id}/")
        if name.strip("/") in names:
            answer = cast.reader.get(path.replace("{id}", str(keys[kind])))
            check(described, content(item["get"]["responses"]["200"]), answer.json())


def test_problems_are_what_is_described(cast):
    described = yaml.safe_load(COMMITTED.read_text())
    problems = {
        "Unauthenticated": cast.anonymous.get("/api/v1/claims/"),
        "Forbidden": cast.nobody.get("/api/v1/claims/"),
        "NotFound": cast.reader.get("/api/v1/claims/x/"),
        "BadRequest": cast.reader.get("/api/v1/claims/?x=1"),
        "Invalid": cast.reviewer.post("/api/v1/claims/", {}),
        "Conflict": cast.editor.changes("delete", f"/api/v1/claims/{factories.told().claim_id}/"),
        "PreconditionRequired": cast.editor.delete(f"/api/v1/claims/{factories.claim().pk}/"),
    }
    for name, answer in problems.items():
        schema = content(described["components"]["responses"][name], "application/problem+json")
        check(described, schema, answer.json())
