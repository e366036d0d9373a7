"""What is published, as consumers of data find it: one row a review, ours or anybody's."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from claims.models import Claim
from claims.spelling import LETTERS, SIGNS
from reviews.models.outside import MarkupPage, OutsideReview
from reviews.models.reviews import Review
from reviews.querysets import ListingQuerySet


class Listing(models.Model):
    """One review that the public may find, with what lists and searches show of it.

    It stands for a review of our own, for one markup (`part`) of a page that a newsroom describes
    over the Fact Check Tools API, or for a review of an outside newsroom. One that was withdrawn
    stays, with `gone_at`, so that feeds can tell of it.
    """

    review = models.OneToOneField(
        Review, null=True, blank=True, on_delete=models.CASCADE, related_name="listing"
    )
    page = models.ForeignKey(
        MarkupPage, null=True, blank=True, on_delete=models.CASCADE, related_name="listings"
    )
    part = models.PositiveSmallIntegerField(default=0)
    outside = models.OneToOneField(
        OutsideReview, null=True, blank=True, on_delete=models.CASCADE, related_name="listing"
    )
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="listings"
    )
    url = models.TextField()
    title = models.TextField(blank=True)
    claim_text = models.TextField()
    claimant = models.TextField(blank=True)
    claim_date = models.DateTimeField(null=True, blank=True)
    publisher_name = models.TextField(blank=True)
    publisher_site = models.CharField(
        max_length=255, blank=True, help_text="Host of the review's address, without www."
    )
    rating_label = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    newest_at = models.DateTimeField(
        null=True, blank=True, help_text="The newer of the claim's date and the review's."
    )
    folded = models.TextField(editable=False, help_text="What is searched, folded.")
    # Of text in Arabic letters a database without a locale makes no trigrams.
    signed = models.GeneratedField(
        expression=Func(F("folded"), Value(LETTERS), Value(SIGNS), function="translate"),
        output_field=models.TextField(),
        db_persist=True,
        help_text="The same in signs that every database makes trigrams of.",
    )
    changed_at = models.DateTimeField(default=timezone.now)
    gone_at = models.DateTimeField(null=True, blank=True)

    objects = ListingQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review__isnull=False, page=None, outside=None)
                | Q(review=None, page__isnull=False, outside=None)
                | Q(review=None, page=None, outside__isnull=False),
                name="listing_of_one_thing",
            ),
            models.UniqueConstraint(fields=["page", "part"], name="listing_once_per_part"),
        ]
        indexes = [
            models.Index(fields=["changed_at", "id"], name="listing_changed"),
            models.Index(fields=["-newest_at", "-id"], name="listing_newest"),
            models.Index(fields=["publisher_site", "-newest_at", "-id"], name="listing_site"),
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="listing_folded"),
            GinIndex(fields=["signed"], opclasses=["gin_trgm_ops"], name="listing_signed"),
        ]

    def __str__(self) -> str:
        return self.title or self.claim_text
