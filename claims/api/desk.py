"""The claims' desk over the API: triage, its queues, and who asks for a check."""

from typing import Any

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from claims import models
from claims.models.vocabulary import ClaimStatus
from claims.operations import desk
from claims.operations.standing import refusal, standing
from claims.triage import Verb
from factcheck.accounts.models import Role
from factcheck.core.etags import require_match
from factcheck.core.fields import Id, StrictModelSerializer, StrictSerializer, Text
from factcheck.core.resources import Resource, first

REASON_CHARACTERS = 5000


class MergedAway(Exception):
    """What was asked for is at another address now."""


class Moves(Resource):
    """Leads readers of a merged claim to the one that it is now, and refuses writers."""

    moved = "It is merged; the claim that it was found to be has the same at Location."

    def lead_on(self, claim: models.Claim) -> None:
        """Raise MergedAway or, to who would write, Conflict where a claim is merged."""
        if claim.merged_into_id is None:
            return
        if self.request.method in SAFE_METHODS:
            raise MergedAway(str(standing([claim.pk])[claim.pk]))
        raise refusal(claim.pk, claim.merged_into_id)

    def handle_exception(self, exc: Exception) -> Response:
        """Answer 308 with the address at which the same is."""
        if not isinstance(exc, MergedAway):
            return super().handle_exception(exc)
        path = self.request.get_full_path().replace(self.kwargs["id"], str(exc), 1)
        location = self.request.build_absolute_uri(path)
        return Response(status=status.HTTP_308_PERMANENT_REDIRECT, headers={"Location": location})


class ClaimReasonSerializer(StrictSerializer):
    """Why; needed to dismiss a claim and to reopen it."""

    reason = Text(max_length=REASON_CHARACTERS, required=False, allow_blank=True)


class TopicCountSerializer(serializers.Serializer[Any]):
    """How many claims of a queue are of a topic."""

    topic = serializers.CharField(read_only=True)
    claims = serializers.IntegerField(read_only=True)


class QueueSerializer(serializers.Serializer[Any]):
    """How many claims of a language stand so; each counts under each of its topics."""

    status = serializers.ChoiceField(ClaimStatus.choices, read_only=True)
    language = serializers.CharField(read_only=True)
    claims = serializers.IntegerField(read_only=True)
    topics = TopicCountSerializer(many=True, read_only=True)


class QueuesSerializer(serializers.Serializer[Any]):
    """The queues that have claims in them."""

    results = QueueSerializer(many=True, read_only=True)


class Triage(Resource):
    """The verbs of the claims' desk."""

    may_match: tuple[str, ...] = ("queue", "dismiss", "reopen")

    @extend_schema(request=ClaimReasonSerializer)
    @action(detail=True, methods=["post"])
    def queue(self, request: Request, **key: str) -> Response:
        """Put a new claim into the queue of what is to be checked."""
        return self._lead(key["id"], Verb.QUEUE)

    @extend_schema(request=ClaimReasonSerializer)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, **key: str) -> Response:
        """Find that a claim cannot be checked, and say why."""
        return self._lead(key["id"], Verb.DISMISS)

    @extend_schema(request=ClaimReasonSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **key: str) -> Response:
        """Queue a claim again that was found not to be checkable, and say why."""
        return self._lead(key["id"], Verb.REOPEN)

    def _lead(self, key: str, verb: Verb) -> Response:
        with transaction.atomic():
            claim = self.lock(key, required=False)
            said = ClaimReasonSerializer(data=self.request.data)
            said.is_valid(raise_exception=True)
            reason = said.validated_data.get("reason", "")
            desk.lead(claim=claim, verb=verb, by=self.person, reason=reason)
            return Response(self.representation(self.find(claim.pk)))

    @extend_schema(responses=QueuesSerializer)
    @action(detail=False, filterset_class=None, pagination_class=None)
    def queues(self, request: Request) -> Response:
        """Count the claims of each status and language, and of each topic among them."""
        rows: Any = self.visible()
        found = {(row["status"], row["language"]): row | {"topics": []} for row in rows.by_queue()}
        for row in rows.by_topic():
            found[row["status"], row["language"]]["topics"].append(row)
        return Response(QueuesSerializer({"results": list(found.values())}).data)


class CheckSerializer(StrictModelSerializer):
    """That a person asks for a check."""

    user = serializers.CharField(source="user.username", read_only=True)
    claim = Id(read_only=True)
    newsroom = Id(read_only=True, allow_null=True)

    class Meta:
        model = models.ClaimRequest
        fields = ["claim", "user", "newsroom", "note", "created_at"]
        read_only_fields = fields


class NewCheckSerializer(StrictSerializer):
    """What is said with a request."""

    newsroom = Id(required=False, allow_null=True, help_text="For which the person asks.")
    note = Text(max_length=REASON_CHARACTERS, required=False, allow_blank=True)


class ClaimRequestViewSet(Moves):
    """The person's own request that a claim be checked."""

    write_role = Role.READER
    delete_role = Role.READER
    queryset = models.ClaimRequest.objects.all()
    serializer_class = CheckSerializer
    inputs = {"ask": NewCheckSerializer}

    def own_request(self, request: Request, **key: str) -> Response:
        """Read whether the person asks for a check, and what was said."""
        return Response(self.representation(self._own(self._claim(key["id"]))))

    @extend_schema(responses={200: CheckSerializer, 201: CheckSerializer})
    def ask(self, request: Request, **key: str) -> Response:
        """Ask for a check; again, to say something else (200)."""
        claim, said = self._claim(key["id"]), self.body()
        row, made = desk.request_check(
            claim=claim,
            by=self.person,
            newsroom_id=said.get("newsroom"),
            note=said.get("note", ""),
        )
        return Response(
            self.representation(row),
            status=status.HTTP_201_CREATED if made else status.HTTP_200_OK,
            headers={"Location": request.build_absolute_uri()} if made else {},
        )

    def unask(self, request: Request, **key: str) -> Response:
        """Take the request back."""
        claim = self._claim(key["id"])
        with transaction.atomic():
            require_match(request, self.etag_for(self._own(claim)))
            desk.withdraw_request(claim=claim, by=self.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _claim(self, key: str) -> models.Claim:
        rows = models.Claim.objects.visible_to(self.person)
        claim: models.Claim = first(rows, key)
        self.lead_on(claim)
        return claim

    def _own(self, claim: models.Claim) -> models.ClaimRequest:
        rows: Any = self.visible()
        found: models.ClaimRequest | None = rows.filter(claim=claim, user=self.person).first()
        if found is None:
            raise Http404
        return found
