"""The stored reviews."""

from reviews.models.publications import Publication, Rendition
from reviews.models.reviews import Review, Revision

__all__ = ["Publication", "Rendition", "Review", "Revision"]
