"""What the API shows of reviews, and what it takes; nothing here writes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.serializers import ClaimSummary
from claims.provenance.analysis import Figures
from factcheck.accounts.models import Newsroom
from factcheck.core.fields import (
    Id,
    LanguageTag,
    StrictModelSerializer,
    StrictSerializer,
    Text,
    Whole,
)
from factcheck.core.shapes import shape
from reviews.models import Recheck, Review, Revision
from reviews.operations import rendering
from reviews.operations import reviews as operations
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


class RecheckSerializer(StrictModelSerializer):
    """Why a published review has to be looked at again, and what an editor said to it."""

    before = serializers.SerializerMethodField(help_text="The claim's figures before it fell.")
    after = serializers.SerializerMethodField(help_text="The claim's figures after.")
    settled_by = serializers.CharField(
        source="settled_by.username", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Recheck
        fields = [
            *("retraction", "before", "after", "raised_at"),
            *("settled_at", "settled_by", "settled_because"),
        ]
        read_only_fields = fields

    @extend_schema_field(shape(Figures))
    def get_before(self, row: Recheck) -> Any:
        """Return the figures as stored."""
        return row.before

    @extend_schema_field(shape(Figures))
    def get_after(self, row: Recheck) -> Any:
        """Return the figures as stored."""
        return row.after


class ReviewListSerializer(StrictModelSerializer):
    """A newsroom's finding on a claim, with its newest revision."""

    newsroom = NewsroomSummary(read_only=True)
    claim = ClaimSummary(read_only=True)
    latest = RevisionSerializer(read_only=True, allow_null=True)
    public_url = serializers.SerializerMethodField()
    needs_recheck = serializers.BooleanField(
        read_only=True,
        help_text="Something under it fell, and nobody of its newsroom has looked since; "
        "false to other newsrooms.",
    )

    class Meta:
        model = Review
        fields = [
            *("id", "newsroom", "claim", "language", "status", "latest", "public_url"),
            *("needs_recheck", "created_at", "updated_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_public_url(self, review: Review) -> str | None:
        """Return where the published page is or will be; null where nothing was published."""
        return rendering.public_url(review) if review.slug else None


class ReviewSerializer(ReviewListSerializer):
    """A review with all its revisions, and what the person can do with it now."""

    revisions = RevisionSerializer(many=True, read_only=True)
    verbs = serializers.SerializerMethodField(help_text="What the person could do now.")
    page = serializers.SerializerMethodField()
    rechecks = serializers.SerializerMethodField(
        help_text="What fell under it since it was published, newest first; to its newsroom."
    )

    class Meta(ReviewListSerializer.Meta):
        fields = [*ReviewListSerializer.Meta.fields, "revisions", "verbs", "page", "rechecks"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(VERBS)))
    def get_verbs(self, review: Review) -> list[str]:
        """Return what the person could do now."""
        return [verb.value for verb in operations.verbs_for(review, self.context["request"].user)]

    @extend_schema_field(RecheckSerializer(many=True))
    def get_rechecks(self, review: Any) -> Any:
        """Return them to members of the newsroom."""
        if not self.context["request"].user.has_role("reader", review.newsroom_id):
            return []
        return RecheckSerializer(review.rechecks.all(), many=True).data

    @extend_schema_field(serializers.ChoiceField(["none", "pending", "live", "gone"]))
    def get_page(self, review: Any) -> str:
        """Return how the public page stands: none, pending (on its way), live or gone (410)."""
        if review.page_status is None:
            return "pending" if review.slug else "none"
        return "live" if review.page_status == 200 else "gone"


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
    """Why; needed to request changes, and to stand by a review."""

    reason = Text(max_length=5000, required=False, allow_blank=True)
