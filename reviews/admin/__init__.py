"""Reviews on the desk."""

from reviews.admin.assignments import AssignmentAdmin, NewsroomDeskAdmin, ReminderAdmin
from reviews.admin.evidence import (
    EvidenceAdmin,
    LinkAdmin,
    LinkReportAdmin,
    SnapshotAdmin,
    StoredFileAdmin,
)
from reviews.admin.markup_pages import MarkupPageAdmin
from reviews.admin.merges import ClaimMergeAdmin
from reviews.admin.outside import ListingAdmin, OutsideNewsroomAdmin, OutsideReviewAdmin
from reviews.admin.publications import PublicationAdmin, RenditionAdmin, RevisionAdmin
from reviews.admin.rechecks import CorrectionAdmin, RecheckAdmin, WithdrawalAdmin
from reviews.admin.reviews import ReviewAdmin
from reviews.admin.signing import SignatureAdmin, SigningKeyAdmin

__all__ = [
    "AssignmentAdmin",
    "ClaimMergeAdmin",
    "CorrectionAdmin",
    "EvidenceAdmin",
    "LinkAdmin",
    "LinkReportAdmin",
    "ListingAdmin",
    "MarkupPageAdmin",
    "NewsroomDeskAdmin",
    "OutsideNewsroomAdmin",
    "OutsideReviewAdmin",
    "PublicationAdmin",
    "RecheckAdmin",
    "ReminderAdmin",
    "RenditionAdmin",
    "ReviewAdmin",
    "RevisionAdmin",
    "SignatureAdmin",
    "SigningKeyAdmin",
    "SnapshotAdmin",
    "StoredFileAdmin",
    "WithdrawalAdmin",
]
