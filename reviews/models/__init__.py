"""The stored reviews."""

from reviews.models.assignments import Assignment, Desk, Reminder, Task
from reviews.models.corrections import Correction
from reviews.models.evidence import Evidence, Link, LinkReport, Snapshot, Stance, StoredFile
from reviews.models.listings import Listing
from reviews.models.outside import MarkupPage, OutsideNewsroom, OutsideReview
from reviews.models.publications import Publication, Rendition
from reviews.models.rechecks import Recheck
from reviews.models.reviews import Review, Revision
from reviews.models.signing import Signature, SigningKey
from reviews.models.withdrawals import Withdrawal

__all__ = [
    "Assignment",
    "Correction",
    "Desk",
    "Evidence",
    "Link",
    "LinkReport",
    "Listing",
    "MarkupPage",
    "OutsideNewsroom",
    "OutsideReview",
    "Publication",
    "Recheck",
    "Reminder",
    "Rendition",
    "Review",
    "Revision",
    "Signature",
    "SigningKey",
    "Snapshot",
    "Stance",
    "StoredFile",
    "Task",
    "Withdrawal",
]
