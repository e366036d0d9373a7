"""The stored reviews."""

from reviews.models.publications import Publication, Rendition
from reviews.models.rechecks import Recheck
from reviews.models.reviews import Review, Revision
from reviews.models.withdrawals import Withdrawal

__all__ = ["Publication", "Recheck", "Rendition", "Review", "Revision", "Withdrawal"]
