"""What was published: the facts as they stood, and the bytes rendered from them."""

from django.db import models
from django.utils import timezone

from reviews.models.reviews import Revision


class Publication(models.Model):
    """That a revision was published, with the dossier of that moment: rendering starts there."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, related_name="publication")
    published_at = models.DateTimeField(default=timezone.now)
    dossier = models.JSONField()

    class Meta:
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return str(self.revision)


class Rendition(models.Model):
    """One published form of a publication, served as these bytes.

    `version` is the revision's number where the address is that revision's own; 0 where it shows
    what stands now.
    """

    class Form(models.TextChoices):
        """The page for readers; the ClaimReview markup alone; see `reviews.public.forms`."""

        PAGE = "page"
        CLAIM_REVIEW = "claimreview"
        SIGNATURE = "signature"
        CARD = "card"
        EMBED = "embed"
        CARD_DATA = "card_data"
        SNIPPET = "snippet"
        BADGE = "badge"
        GOOGLE = "claimreview_google"
        DUKE = "claimreview_duke"
        DATA_FEED = "datafeed"

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="renditions"
    )
    slug = models.CharField(max_length=100)
    version = models.PositiveIntegerField(default=0)
    form = models.CharField(max_length=20, choices=Form)
    url = models.URLField(max_length=500, help_text="The page's address when it was rendered.")
    status = models.PositiveSmallIntegerField(
        default=200, help_text="Of the answer: 410 where what was published is withdrawn."
    )
    content_type = models.CharField(max_length=60)
    body = models.BinaryField()
    body_gzip = models.BinaryField(
        null=True, help_text="The same compressed, where that makes it smaller."
    )
    etag = models.CharField(max_length=80)
    tags = models.CharField(
        max_length=200, blank=True, help_text="What caches are purged by, with spaces between."
    )
    rendered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["slug", "version", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "version", "form"], name="rendition_once_per_form"
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version} ({self.form})"
