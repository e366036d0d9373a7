"""Merging claims, and taking it back: over the API. It concerns their reviews too."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.models import Claim, ClaimMerge
from factcheck.accounts.models import Role
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.fields import Id, StrictModelSerializer, StrictSerializer, Text
from factcheck.core.resources import Resource, first
from reviews.operations import merges


class MergeSerializer(StrictModelSerializer):
    """That a claim was found to be another one, and who took that back."""

    source = Id(read_only=True)  # type: ignore[assignment]
    target = Id(read_only=True)
    merged_by = serializers.CharField(
        source="merged_by.username", read_only=True, allow_null=True, default=None
    )
    undone_by = serializers.CharField(
        source="undone_by.username", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = ClaimMerge
        fields = [
            *("source", "target", "reason", "merged_by", "merged_at"),
            *("undone_because", "undone_by", "undone_at"),
        ]
        read_only_fields = fields


class NewMergeSerializer(StrictSerializer):
    """Which claim it is, and why."""

    into = Id()
    reason = Text(max_length=5000)


class UnmergeSerializer(StrictSerializer):
    """Why they are two claims after all."""

    reason = Text(max_length=5000)


class MergeViewSet(Resource):
    """Merges claims."""

    write_role = Role.EDITOR
    queryset = Claim.objects.all()
    serializer_class = MergeSerializer
    inputs = {"merge": NewMergeSerializer, "unmerge": UnmergeSerializer}

    @extend_schema(operation_id="claims_merge")
    def merge(self, request: Request, **key: str) -> Response:
        """Find that the claim is another one.

        Appearances, relations, requests and reviews go there; published pages stay as they are.
        From now on the claim's address leads to the other one.
        """
        claim, said = first(self.visible(), key["id"]), self.body()
        into = self.visible().filter(pk=said["into"]).first()
        if into is None:
            flaw = Flaw("/into", f"There is no claim {said['into']}.", "Name one that there is.")
            raise Invalid("The merge is not acceptable.", flaw)
        made = merges.merge(claim=claim, into=into, reason=said["reason"], by=self.person)
        return Response(self.representation(made))

    @extend_schema(operation_id="claims_unmerge")
    def unmerge(self, request: Request, **key: str) -> Response:
        """Take a merge back: what moved returns, and what came since stays where it came."""
        claim, said = first(self.visible(), key["id"]), self.body()
        undone = merges.unmerge(claim=claim, reason=said["reason"], by=self.person)
        return Response(self.representation(undone))
