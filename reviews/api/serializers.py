"""What the API shows of reviews, and what it takes; nothing here writes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.api.serializers import ClaimSummary
from claims.provenance.analysis import Figures
from factcheck.accounts.models import Newsroom
from factcheck.core.api import EventSerializer
from factcheck.core.fields import (
    Id,
    LanguageTag,
    Moment,
    StrictModelSerializer,
    StrictSerializer,
    Text,
    Whole,
)
from factcheck.core.models import Event
from factcheck.core.shapes import shape
from reviews import history
from reviews.models import Correction, Recheck, Review, Revision
from reviews.operations import rendering
from reviews.operations import reviews as operations
from reviews.workflow import Status, Verb

STATUSES = list(Review._meta.get_field("status").flatchoices)
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
    scale_version = serializers.IntegerField(
        source="scale.version",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Of the newsroom's scale on which it is rated; null without a rating.",
    )
    published_at = serializers.SerializerMethodField(help_text="Null where it never was.")

    class Meta:
        model = Revision
        fields = [
            *("number", "author", "title", "rating_value", "rating_best", "rating_worst"),
            *("rating_label", "scale_version", "summary", "explanation", "created_at"),
            "published_at",
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


class CorrectionSerializer(StrictModelSerializer):
    """What was wrong in a publication, and the revision that set it right."""

    asked_by = serializers.CharField(source="asked_by.username", read_only=True)
    corrects_revision = serializers.IntegerField(source="corrects.revision.number", read_only=True)
    published_at = serializers.DateTimeField(
        source="publication.published_at",
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Of the correction; null while it is written, or where it was dropped.",
    )

    class Meta:
        model = Correction
        fields = [
            *("note", "wrong_since", "corrects_revision", "asked_by", "asked_at"),
            *("published_at", "dropped_at"),
        ]
        read_only_fields = fields


class RatingPeriodSerializer(serializers.Serializer[Any]):
    """What readers were told the rating is, and from when until when."""

    revision = serializers.IntegerField(read_only=True)
    rating_label = serializers.CharField(read_only=True)
    rating_value = serializers.IntegerField(read_only=True, allow_null=True)
    since = serializers.DateTimeField(read_only=True)
    until = serializers.DateTimeField(read_only=True, allow_null=True)


class ReviewListSerializer(StrictModelSerializer):
    """A newsroom's finding on a claim, with its newest revision."""

    newsroom = NewsroomSummary(read_only=True)
    claim = ClaimSummary(read_only=True)
    latest = RevisionSerializer(read_only=True, allow_null=True)
    status = serializers.SerializerMethodField(
        help_text="Another newsroom's correction shows once it is published."
    )
    public_url = serializers.SerializerMethodField()
    needs_recheck = serializers.BooleanField(
        read_only=True,
        help_text="Something under it fell, and nobody of its newsroom has looked since; "
        "false to other newsrooms.",
    )

    class Meta:
        model = Review
        fields = [
            *("id", "newsroom", "claim", "language", "status", "live", "latest", "public_url"),
            *("needs_recheck", "created_at", "updated_at"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(STATUSES))
    def get_status(self, review: Any) -> str:
        """Return where it stands, as far as the person may know."""
        return str(review.status) if review.own else Status.PUBLISHED.value

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
    corrections = serializers.SerializerMethodField(
        help_text="Newest first; those that were not published to its newsroom alone."
    )
    ratings = RatingPeriodSerializer(
        many=True,
        read_only=True,
        help_text="What readers were told, the oldest first; `until` is null for what stands.",
    )

    class Meta(ReviewListSerializer.Meta):
        fields = [
            *ReviewListSerializer.Meta.fields,
            *("revisions", "verbs", "page", "rechecks", "corrections", "ratings"),
        ]
        read_only_fields = fields

    @extend_schema_field(CorrectionSerializer(many=True))
    def get_corrections(self, review: Any) -> Any:
        """Return what was corrected, and to members what is being corrected."""
        shown = [row for row in review.corrections.all() if review.own or row.publication_id]
        return CorrectionSerializer(shown, many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(VERBS)))
    def get_verbs(self, review: Review) -> list[str]:
        """Return what the person could do now."""
        return [verb.value for verb in operations.verbs_for(review, self.context["request"].user)]

    @extend_schema_field(RecheckSerializer(many=True))
    def get_rechecks(self, review: Any) -> Any:
        """Return them to members of the newsroom."""
        if not review.own:
            return []
        return RecheckSerializer(review.rechecks.all(), many=True).data

    @extend_schema_field(serializers.ChoiceField(["none", "pending", "live", "gone"]))
    def get_page(self, review: Any) -> str:
        """Return how the public page stands: none, pending (on its way), live or gone (410)."""
        if review.page_status is None:
            return "pending" if review.slug else "none"
        return "live" if review.page_status == 200 else "gone"


class PieceSerializer(serializers.Serializer[Any]):
    """Some words that both versions have, or that one of them has."""

    op = serializers.ChoiceField(["equal", "delete", "insert"], read_only=True)
    text = serializers.CharField(read_only=True)


class FieldChangeSerializer(serializers.Serializer[Any]):
    """What became of one field; `pieces` compares texts word by word."""

    field = serializers.CharField(read_only=True)
    before = serializers.JSONField(read_only=True)
    after = serializers.JSONField(read_only=True)
    pieces = PieceSerializer(many=True, read_only=True)


class HistoryEntrySerializer(EventSerializer):
    """One thing that happened to the review, with the differences of a new revision."""

    differences = serializers.SerializerMethodField(
        help_text="In what a new revision differs from the one before it."
    )

    class Meta(EventSerializer.Meta):
        fields = [*EventSerializer.Meta.fields, "differences"]
        read_only_fields = fields

    @extend_schema_field(FieldChangeSerializer(many=True))
    def get_differences(self, event: Event) -> Any:
        """Return the differences."""
        return FieldChangeSerializer(history.changes(event), many=True).data


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
    """Why; needed where a reader or an author would ask, as the workflow's table says."""

    reason = Text(
        max_length=5000,
        required=False,
        allow_blank=True,
        help_text="With publish: why in spite of the warnings about its markup, if it has any.",
    )
    since = Moment(
        required=False,
        allow_null=True,
        help_text="With correct: from when on it was wrong, if not from its publication.",
    )
