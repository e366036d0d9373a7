"""The resources of claims and their provenance."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims import archive, models
from claims.api import filters, serializers
from claims.api.decisions import Decisions
from claims.api.desk import Moves, Triage
from claims.api.provenance import (
    DrawingSerializer,
    ProvenanceSerializer,
    stored,
)
from claims.api.reuse import ReuseSerializer, seen_from
from claims.holdings import holdings
from claims.interchange.records import (
    AppearanceRecord,
    ClaimRecord,
    DocumentRecord,
    RelationRecord,
    SourceRecord,
)
from claims.models.vocabulary import IdentityState, ImportKind
from claims.operations import appearances, claims, documents, identities, imports, sources
from claims.provenance.analysis import Provenance, analyse
from claims.provenance.mermaid import mermaid
from claims.provenance.picture import svg
from claims.provenance.prov_export import prov_json
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.fields import frozen
from factcheck.core.pagination import PARAMETERS
from factcheck.core.parsing import JSONFileParser
from factcheck.core.problems import Refusal
from factcheck.core.resources import Changes, Creates, Removes, Resource, first

Values = Mapping[str, Any]


class SourceViewSet(Creates, Changes, Removes):
    """Sources: anyone or anything that can be cited."""

    queryset = models.Source.objects.all()
    serializer_class = serializers.SourceSerializer
    filterset_class = filters.SourceFilter

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        return rows.with_names().with_identities()

    detailed = listed

    def perform_create(self, values: Values) -> models.Source:
        """Create it."""
        record = SourceRecord(id=uuid4(), **frozen(values))
        return sources.create_source(record=record, by=self.person)

    def perform_change(self, found: models.Source, values: Values) -> models.Source:
        """Change it."""
        record = replace(archive.source_record(found), **frozen(values))
        return sources.change_source(source=found, record=record, by=self.person)

    def perform_remove(self, found: models.Source) -> None:
        """Remove it."""
        sources.remove_source(source=found, by=self.person)


class DocumentViewSet(Creates, Changes, Removes):
    """Documents that are held. Lists leave the text out; its anchors keep it from being changed."""

    queryset = models.Document.objects.all()
    serializer_class = serializers.DocumentSerializer
    list_serializer_class = serializers.DocumentListSerializer
    filterset_class = filters.DocumentFilter
    query_parameters: Mapping[str, tuple[str, ...]] = {"reuse": PARAMETERS}

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        return rows.listed()

    def detailed(self, rows: Any) -> Any:
        """Fetch what the detail shows."""
        return rows.select_related("publisher")

    def perform_create(self, values: Values) -> models.Document:
        """Create it."""
        record = DocumentRecord(id=uuid4(), **values)
        return documents.create_document(record=record, by=self.person)

    def perform_change(self, found: models.Document, values: Values) -> models.Document:
        """Change it."""
        record = replace(archive.document_record(found), **values)
        return documents.change_document(document=found, record=record, by=self.person)

    def perform_remove(self, found: models.Document) -> None:
        """Remove it."""
        documents.remove_document(document=found, by=self.person)

    @action(detail=True, methods=["post"])
    def versions(self, request: Request, **key: str) -> Response:
        """Hold a new fetch of the document; the same text is no new version and answers 200."""
        document = self.find(key["id"])
        record = DocumentRecord(id=uuid4(), **self.body())
        held = documents.add_version(document=document, record=record, by=self.person)
        if held.pk == document.pk:
            return Response(self.representation(self.find(held.pk)))
        return self.created(held.pk)

    @extend_schema(responses=ReuseSerializer(many=True))
    @action(detail=True, filterset_class=None, ordering=("-words", "id"))
    def reuse(self, request: Request, **key: str) -> Response:
        """List the passages that it has word for word in common with other documents.

        The longest come first. Passages of words that hundreds of documents have are left out.
        """
        document_id = first(self.visible().only("pk"), key["id"]).pk
        rows = models.SharedPassage.objects.visible_to(self.person).of_document(document_id)
        page = self.paginate_queryset(rows.with_sides()) or []
        seen = seen_from(document_id, page)
        return self.get_paginated_response(ReuseSerializer(seen, many=True).data)


class ClaimViewSet(Triage, Moves, Creates, Changes, Removes):
    """Claims; the detail holds every appearance with its chain, in the order of publication.

    What is merged into another claim is left out, unless its status is asked for; its address
    leads to the other one (308).
    """

    queryset = models.Claim.objects.all()
    serializer_class = serializers.ClaimSerializer
    list_serializer_class = serializers.ClaimListSerializer
    filterset_class = filters.ClaimFilter
    orderings = {
        "created_at": ("created_at", "id"),
        "priority": ("priority__rank", "id"),
        "documents": ("provenance__documents", "id"),
        "independent_origins": ("provenance__origins_at_most", "id"),
        "support": ("provenance__support", "id"),
    }
    query_parameters: Mapping[str, tuple[str, ...]] = {
        "provenance_picture": ("language",),
        "provenance_mermaid": ("language",),
    }

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        return rows.with_texts().with_counts().with_figures().with_outside()

    def detailed(self, rows: Any) -> Any:
        """Fetch what the detail shows."""
        return rows.with_chains().with_counts().with_figures().with_outside()

    def find(self, key: Any) -> models.Claim:
        """Add the relations of the claim and of its tellings."""
        claim: Any = super().find(key)
        self.lead_on(claim)
        relations = models.ClaimRelation.objects.visible_to(self.request.user)
        claim.relations = list(relations.touching(claim.pk).with_sides())
        return claim  # type: ignore[no-any-return]

    @extend_schema(responses=ProvenanceSerializer)
    @action(detail=True, filterset_class=None)
    def provenance(self, request: Request, **key: str) -> Response:
        """Read who has the claim from whom: the graph, all figures, and what proves them.

        They are computed by a task when something under them changes; until it is done,
        `stale_since` is set.
        """
        row = stored(self._known(key["id"]))
        return Response(ProvenanceSerializer(row).data)

    @extend_schema(responses={(200, "image/svg+xml"): str}, parameters=[DrawingSerializer])
    def provenance_picture(self, request: Request, **key: str) -> Response:
        """Read the graph as a picture: documents, relays and origins; no script in it."""
        return Response(svg(self._analysed(key["id"]), self._language()))

    @extend_schema(responses={(200, "text/vnd.mermaid"): str}, parameters=[DrawingSerializer])
    def provenance_mermaid(self, request: Request, **key: str) -> Response:
        """Read the graph as a Mermaid diagram."""
        return Response(mermaid(self._analysed(key["id"]), self._language()))

    @extend_schema(responses={(200, "application/provenance+json"): dict})
    def provenance_prov(self, request: Request, **key: str) -> Response:
        """Read the graph as W3C PROV-JSON."""
        return Response(prov_json(self._analysed(key["id"])))

    def _known(self, key: str) -> UUID:
        """Return the id of a claim that the person may see. Raises Http404."""
        claim: models.Claim = first(self.visible().only("pk", "merged_into"), key)
        self.lead_on(claim)
        return claim.pk

    def _analysed(self, key: str) -> Provenance:
        return analyse(holdings(self._known(key)))

    def _language(self) -> str:
        how = DrawingSerializer(data=self.request.query_params.dict())
        how.is_valid(raise_exception=True)
        return str(how.validated_data["language"])

    def perform_create(self, values: Values) -> models.Claim:
        """Create it."""
        record = ClaimRecord(id=uuid4(), **frozen(values))
        return claims.create_claim(record=record, by=self.person)

    def perform_change(self, found: models.Claim, values: Values) -> models.Claim:
        """Change it."""
        record = replace(archive.claim_record(found), **frozen(values))
        return claims.change_claim(claim=found, record=record, by=self.person)

    def perform_remove(self, found: models.Claim) -> None:
        """Remove it."""
        claims.remove_claim(claim=found, by=self.person)


class AppearanceViewSet(Creates, Changes, Removes):
    """Appearances: one place in one document where a claim is made, with the chain behind it."""

    queryset = models.Appearance.objects.all()
    serializer_class = serializers.AppearanceSerializer
    filterset_class = filters.AppearanceFilter

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        return rows.with_chains()

    detailed = listed

    def perform_create(self, values: Values) -> models.Appearance:
        """Create it."""
        rest = dict(values)
        document = self._document(rest.pop("document"))
        record = AppearanceRecord(id=uuid4(), **frozen(rest))
        return appearances.create_appearance(document=document, record=record, by=self.person)

    def perform_change(self, found: models.Appearance, values: Values) -> models.Appearance:
        """Change it; it stays in its document."""
        rest = dict(values)
        if rest.pop("document", found.document_id) != found.document_id:
            remedy = "Remove the appearance here and create one there."
            raise Invalid(
                "An appearance stays in its document.",
                Flaw("/document", "It is another document.", remedy),
            )
        record = replace(archive.appearance_record(found), **frozen(rest))
        return appearances.change_appearance(appearance=found, record=record, by=self.person)

    def perform_remove(self, found: models.Appearance) -> None:
        """Remove it."""
        appearances.remove_appearance(appearance=found, by=self.person)

    def _document(self, key: Any) -> models.Document:
        visible = models.Document.objects.visible_to(self.request.user)
        document: models.Document | None = visible.filter(pk=key).first()
        if document is None:
            flaw = Flaw("/document", f"There is no document {key}.", "Create the document first.")
            raise Invalid("The appearance is not acceptable.", flaw)
        return document


class IdentityViewSet(Decisions, Creates):
    """Pairs of sources that are one, or may be: suggested, confirmed or rejected by a reviewer."""

    queryset = models.SourceIdentity.objects.all()
    serializer_class = serializers.SourceIdentitySerializer
    filterset_class = filters.IdentityFilter
    ordering = ("-id",)

    def listed(self, rows: Any) -> Any:
        """Fetch along both sources and what the rule names."""
        return rows.with_grounds()

    detailed = listed

    def perform_create(self, values: Values) -> models.SourceIdentity:
        """Suggest it."""
        return identities.suggest_identity(
            a=values["a"], b=values["b"], reason=values["reason"], by=self.person
        )

    def decide(self, found: models.SourceIdentity, state: IdentityState) -> None:
        """Decide whether both are one; what is one by way of others stays so."""
        identities.decide_identity(identity=found, state=state, by=self.person)


class RelationViewSet(Creates, Removes):
    """Relations between claims, or between tellings of them."""

    queryset = models.ClaimRelation.objects.all()
    serializer_class = serializers.RelationSerializer
    filterset_class = filters.RelationFilter
    ordering = ("id",)

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        return rows.with_sides()

    detailed = listed

    def perform_create(self, values: Values) -> models.ClaimRelation:
        """Create it."""
        rest = dict(values)
        record = RelationRecord(from_=rest.pop("from"), **frozen(rest))
        return claims.relate(record=record, by=self.person)

    def perform_remove(self, found: models.ClaimRelation) -> None:
        """Remove it."""
        claims.remove_relation(relation=found, by=self.person)


class ImportViewSet(Resource):
    """Imports that the person has asked for."""

    kind = ImportKind.CLAIMS
    queryset = models.ImportJob.objects.all()
    serializer_class: type[serializers.ImportListSerializer] = serializers.ImportSerializer
    list_serializer_class = serializers.ImportListSerializer
    ordering = ("-requested_at", "-id")
    query_parameters: Mapping[str, tuple[str, ...]] = {"create": ("name", "dry_run")}

    def get_queryset(self) -> Any:
        """Return those of one kind alone."""
        return super().get_queryset().filter(kind=self.kind)

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        return rows.with_progress()

    def detailed(self, rows: Any) -> QuerySet[Any]:
        """Fetch what the detail shows."""
        found: QuerySet[Any] = rows.with_progress().prefetch_related("records")
        return found

    @extend_schema(
        parameters=[
            OpenApiParameter("name", str, description="What to call it, such as the file's name."),
            OpenApiParameter("dry_run", bool, description="Say what would happen; store nothing."),
        ],
        request={
            "application/json": {
                "type": "object",
                "description": "A file of the import format: docs/import-format.v1.schema.json.",
            }
        },
        responses={202: serializers.ImportListSerializer},
    )
    def create(self, request: Request) -> Response:
        """Ask for the import of a file; follow Location to see how far it is."""
        return self.asked(request)

    def asked(self, request: Request) -> Response:
        """Keep the file and answer where to look."""
        how = serializers.ImportRequestSerializer(data=request.query_params.dict())
        if not how.is_valid():
            raise _refused(how.errors)
        job = imports.request_import(
            content=self.content(request),
            name=how.validated_data["name"],
            dry_run=how.validated_data["dry_run"] == "true",
            by=self.person,
            kind=self.kind,
        )
        shown = self.listed(self.visible()).get(pk=job.pk)
        return Response(
            serializers.ImportListSerializer(shown).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": self.reverse_action("detail", args=[job.pk])},
        )

    def content(self, request: Request) -> str:
        """Return the file's text. Raises Refusal."""
        if not isinstance(request.data, str):
            raise Refusal(
                "malformed", "There is no body.", Flaw("", "It is empty.", "Send a file.")
            )
        return request.data

    def get_parsers(self) -> list[Any]:
        """Take the file as it is: its reader names what is wrong in it, record by record."""
        return [JSONFileParser()]


def _refused(errors: Mapping[str, Any]) -> Refusal:
    flaws = [
        Flaw(name, " ".join(map(str, found)), "Correct the value.")
        for name, found in errors.items()
    ]
    return Refusal("parameters", "A query parameter is not acceptable.", *flaws)
