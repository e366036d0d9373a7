"""Reviews on the desk."""

from reviews.admin.publications import PublicationAdmin, RenditionAdmin, RevisionAdmin
from reviews.admin.rechecks import RecheckAdmin, WithdrawalAdmin
from reviews.admin.reviews import ReviewAdmin

__all__ = [
    "PublicationAdmin",
    "RecheckAdmin",
    "RenditionAdmin",
    "ReviewAdmin",
    "RevisionAdmin",
    "WithdrawalAdmin",
]
