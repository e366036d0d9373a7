"""Text reuse: the fingerprints of texts, and the passages that documents share."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from claims.models.documents import Document
from claims.querysets import SharedPassageQuerySet


class TextPrint(models.Model):
    """The fingerprints of a document's text, and the hash of the text that they are of."""

    document = models.OneToOneField(
        Document, on_delete=models.CASCADE, primary_key=True, related_name="text_print"
    )
    sha256 = models.CharField(max_length=64)
    prints = ArrayField(models.BigIntegerField())

    class Meta:
        ordering = ["document_id"]
        # A list of what is still to be sorted in would be read for each fingerprint looked up.
        indexes = [GinIndex(fields=["prints"], name="text_print_prints", fastupdate=False)]

    def __str__(self) -> str:
        return f"{len(self.prints)} of {self.document_id}"


class SharedPassage(models.Model):
    """A passage that two documents share; `earlier` was published first, as far as is known.

    Offsets count code points in the texts, end exclusive.
    """

    earlier = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="reused_in")
    later = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="reuses")
    earlier_start = models.PositiveIntegerField()
    earlier_end = models.PositiveIntegerField()
    earlier_exact = models.TextField()
    later_start = models.PositiveIntegerField()
    later_end = models.PositiveIntegerField()
    later_exact = models.TextField()
    words = models.PositiveIntegerField(help_text="That both have, in one order.")
    quoted = models.BooleanField(
        default=False,
        help_text="Too few of the words stand outside of quotation marks for a finding.",
    )

    objects = SharedPassageQuerySet.as_manager()

    class Meta:
        ordering = ["-words", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["earlier", "later", "earlier_start", "later_start"],
                name="shared_passage_once",
            ),
            models.CheckConstraint(
                condition=~Q(earlier=F("later")), name="shared_passage_of_two_documents"
            ),
        ]
        indexes = [models.Index(fields=["later", "-words"], name="shared_passage_of_later")]

    def __str__(self) -> str:
        return self.later_exact[:80]
