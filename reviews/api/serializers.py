"""What the API shows of reviews, and what it takes; nothing here writes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.models import Claim
from factcheck.accounts.models import Newsroom
from factcheck.core.fields import (
    Id,
    LanguageTag,
    StrictModelSerializer,
    StrictSerializer,
    Text,
    TextsByLanguage,
    Whole,
)
from reviews import operations
from reviews.models import Review, Revision
from reviews.workflow import Verb

STATUSES = Review._meta.get_field("status").choices
VERBS = [verb.value for verb in Verb]
LONG_TEXT = 200_000


class NewsroomSummary(StrictModelSerializer):
    """Whose review it is."""

    class Meta:
        model = Newsroom
        fields = ["id", "name", "slug"]
        read_only_fields = fields


class _Texts(TextsByLanguage):
    def get_attribute(self, instance: Claim) -> dict[str, str]:
        return {text.language: text.text for text in instance.texts.all()}


class ClaimSummary(StrictModelSerializer):
    """What is reviewed."""

    texts = _Texts(read_only=True)

    class Meta:
        model = Claim
        fields = ["id", "language", "texts"]
        read_only_fields = fields


class RevisionSerializer(StrictModelSerializer):
    """One version of what a review says; it never changes."""

    author = serializers.CharField(source="author.username", read_only=True)
    published_at = serializers.SerializerMethodField(help_text="Null where it never was.")

    class Meta:
        model = Revision
        fields = [
            *("number", "author", "title", "rating_value", "rating_best", "rating_worst"),
            *("rating_label", "summary", "explanation", "created_at", "published_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_published_at(self, revision: Revision) -> Any:
        """Return the moment of publication."""
        publication = getattr(revision, "publication", None)
        at = publication and publication.published_at
        return at and serializers.DateTimeField().to_representation(at)


class ReviewListSerializer(StrictModelSerializer):
    """A newsroom's finding on a claim, with its newest revision."""

    newsroom = NewsroomSummary(read_only=True)
    claim = ClaimSummary(read_only=True)
    latest = RevisionSerializer(read_only=True, allow_null=True)
    public_url = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = [
            *("id", "newsroom", "claim", "language", "status", "latest", "public_url"),
            *("created_at", "updated_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_public_url(self, review: Review) -> str | None:
        """Return where the published page is or will be; null where nothing was published."""
        return operations.public_url(review) if review.slug else None


class ReviewSerializer(ReviewListSerializer):
    """A review with all its revisions, and what the person can do with it now."""

    revisions = RevisionSerializer(many=True, read_only=True)
    verbs = serializers.SerializerMethodField(help_text="What the person could do now.")
    page = serializers.SerializerMethodField()

    class Meta(ReviewListSerializer.Meta):
        fields = [*ReviewListSerializer.Meta.fields, "revisions", "verbs", "page"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(VERBS)))
    def get_verbs(self, review: Review) -> list[str]:
        """Return what the person could do now."""
        return [verb.value for verb in operations.verbs_for(review, self.context["request"].user)]

    @extend_schema_field(serializers.ChoiceField(["none", "pending", "live"]))
    def get_page(self, review: Any) -> str:
        """Return whether the public page is there: none, pending (on its way) or live."""
        if review.has_page:
            return "live"
        return "pending" if review.slug else "none"


class ContentSerializer(StrictSerializer):
    """What a revision says."""

    title = Text(max_length=200)
    rating_value = Whole(
        required=False, allow_null=True, help_text="A step of the newsroom's rating scale."
    )
    summary = Text(max_length=LONG_TEXT, required=False, allow_blank=True)
    explanation = Text(max_length=LONG_TEXT, required=False, allow_blank=True)


class NewReviewSerializer(ContentSerializer):
    """A review to be opened, with its first revision."""

    newsroom = Id()
    claim = Id()
    language = LanguageTag(help_text="In which it is written; the claim has a text in it.")


class ReasonSerializer(StrictSerializer):
    """Why; needed to request changes."""

    reason = Text(max_length=5000, required=False, allow_blank=True)
