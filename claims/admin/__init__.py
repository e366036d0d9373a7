"""Claims and their provenance on the desk, one aggregate a module."""

from claims.admin.appearances import AppearanceAdmin, CitationAdmin
from claims.admin.claims import ClaimAdmin, ClaimRelationAdmin, ClaimTextAdmin
from claims.admin.documents import AnchorAdmin, DocumentAdmin
from claims.admin.imports import ImportJobAdmin, ImportRecordAdmin
from claims.admin.sources import (
    SourceAdmin,
    SourceAffiliationAdmin,
    SourceIdentityAdmin,
    SourceNameAdmin,
)

__all__ = [
    "AnchorAdmin",
    "AppearanceAdmin",
    "CitationAdmin",
    "ClaimAdmin",
    "ClaimRelationAdmin",
    "ClaimTextAdmin",
    "DocumentAdmin",
    "ImportJobAdmin",
    "ImportRecordAdmin",
    "SourceAdmin",
    "SourceAffiliationAdmin",
    "SourceIdentityAdmin",
    "SourceNameAdmin",
]
