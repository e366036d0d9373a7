"""The linter over HTTP: for a review before it is published, and for anybody's markup."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from factcheck.core.errors import Flaw, Invalid
from factcheck.core.fields import StrictSerializer, Text, WebAddress
from factcheck.core.problems import Refusal
from factcheck.core.resources import Resource, first
from reviews.markup.lint import Context, Finding, Severity, lint, lint_page
from reviews.models import Review
from reviews.operations.linting import field_of
from reviews.operations.publishing import findings_of

# Anybody may have markup linted: no more at once than a page has of it.
MOST_OF_STRANGERS = 100_000
MOST_OF_MEMBERS = 1_000_000
_SEVERITIES = [severity.value for severity in Severity]


class RuleSourceSerializer(serializers.Serializer[Any]):
    """Who set the rule."""

    name = serializers.CharField(read_only=True)
    url = serializers.CharField(read_only=True, help_text="The page that states it.")


class FindingSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with the markup."""

    rule = serializers.CharField(source="rule.id", read_only=True, help_text="docs/linting.md")
    severity = serializers.ChoiceField(_SEVERITIES, source="rule.severity", read_only=True)
    path = serializers.CharField(read_only=True, help_text="JSON path (RFC 9535).")
    message = serializers.CharField(read_only=True)
    remedy = serializers.CharField(source="rule.remedy", read_only=True)
    source = RuleSourceSerializer(source="rule.source", read_only=True)  # type: ignore[assignment]


class ReviewFindingSerializer(FindingSerializer):
    """One thing that is wrong with the markup of a review."""

    field = serializers.SerializerMethodField(
        help_text="JSON pointer to the review's field that it is about, or empty."
    )

    @extend_schema_field(serializers.CharField())
    def get_field(self, finding: Finding) -> str:
        """Return the pointer."""
        return field_of(finding)


class CountsSerializer(serializers.Serializer[Any]):
    """How many findings there are of each severity."""

    error = serializers.IntegerField(read_only=True)
    warning = serializers.IntegerField(read_only=True)
    note = serializers.IntegerField(read_only=True)


class LintSerializer(serializers.Serializer[Any]):
    """What is wrong with some markup, the gravest first."""

    counts = CountsSerializer(read_only=True)
    findings = FindingSerializer(many=True, read_only=True)


class ReviewLintSerializer(LintSerializer):
    """What is wrong with the markup that a review would be published with."""

    findings = ReviewFindingSerializer(many=True, read_only=True)


@extend_schema_field(OpenApiTypes.ANY)
class AnyJSON(serializers.JSONField):
    """Any JSON value."""


class MarkupSerializer(StrictSerializer):
    """Markup to be linted: a JSON value, or a page that holds it."""

    markup = AnyJSON(
        required=False,
        allow_null=True,
        help_text="The JSON-LD of a block, or of a page's blocks as an array.",
    )
    html = Text(
        required=False,
        max_length=MOST_OF_MEMBERS,
        allow_blank=True,
        help_text="A page, instead of `markup`.",
    )
    page_url = WebAddress(required=False, help_text="Of the page that holds the markup.")
    site = WebAddress(required=False, help_text="Of the newsroom, if url should be on its domain.")


class ReviewLintViewSet(Resource):
    """What is wrong with a review's markup."""

    queryset = Review.objects.none()
    serializer_class = ReviewLintSerializer

    @extend_schema(responses=ReviewLintSerializer)
    def lint(self, request: Request, **key: str) -> Response:
        """Read what is wrong with the markup that the newest revision would be published with.

        To the members of its newsroom. An error keeps it from being published, a warning asks
        for a reason then, a note does neither.
        """
        rows: Any = Review.objects.of_desks(self.person)
        review = first(rows.with_content(), key["id"])
        return Response(ReviewLintSerializer(told(findings_of(review, at=timezone.now()))).data)


class LintViewSet(Resource):
    """The linter for anybody's markup."""

    queryset = Review.objects.none()
    permission_classes = [AllowAny]
    serializer_class = LintSerializer
    inputs = {"check": MarkupSerializer}
    # Nothing is written, and an answer to nobody could not be kept.
    secretive = ("check",)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too large before it is read."""
        super().initial(request, *args, **kwargs)
        most = MOST_OF_MEMBERS if request.user.is_authenticated else MOST_OF_STRANGERS
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > most:
            remedy = "Send the block itself, or one block at a time; with a token more is taken."
            flaw = Flaw("", f"At most {most} bytes are linted at once.", remedy)
            raise Refusal("too-large", "The markup is too large.", flaw)

    @extend_schema(responses=LintSerializer)
    def check(self, request: Request) -> Response:
        """Lint markup, or a page's. Nothing is kept, and no token is needed for up to 100 kB."""
        said = self.body()
        if ("markup" in said) == ("html" in said):
            flaw = Flaw("", "It is both or neither.", "Send either `markup` or `html`.")
            raise Invalid("There is not one thing to lint.", flaw)
        context = Context(
            at=timezone.now(), page_url=said.get("page_url", ""), site=said.get("site", "")
        )
        if "html" in said:
            return Response(LintSerializer(told(lint_page(said["html"], context=context))).data)
        return Response(LintSerializer(told(lint(said["markup"], context=context))).data)


def told(findings: Sequence[Finding]) -> Mapping[str, Any]:
    """Return findings with their counts."""
    severities = [each.rule.severity for each in findings]
    counts = {severity.value: severities.count(severity) for severity in Severity}
    return {"findings": findings, "counts": counts}


urlpatterns = [
    path("reviews/<str:id>/lint/", ReviewLintViewSet.as_view({"get": "lint"})),
    path("lint/", LintViewSet.as_view({"post": "check"})),
]
