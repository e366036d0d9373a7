"""Claims and their provenance on the desk, one aggregate a module."""

from claims.admin.appearances import AppearanceAdmin, CitationAdmin
from claims.admin.claims import ClaimAdmin, ClaimRelationAdmin, ClaimTextAdmin
from claims.admin.documents import AnchorAdmin, DocumentAdmin
from claims.admin.identities import SourceIdentityAdmin
from claims.admin.images import ClaimImageAdmin
from claims.admin.imports import ImportJobAdmin, ImportRecordAdmin
from claims.admin.retractions import RetractionAdmin, RetractionImpactAdmin
from claims.admin.reuse import SharedPassageAdmin, TextPrintAdmin
from claims.admin.sources import (
    SourceAdmin,
    SourceAffiliationAdmin,
    SourceNameAdmin,
)
from claims.admin.stitches import DependenceAdmin, SourceDependenceAdmin, StitchAdmin
from claims.admin.triage import ClaimPriorityAdmin, ClaimRequestAdmin

__all__ = [
    "AnchorAdmin",
    "AppearanceAdmin",
    "CitationAdmin",
    "ClaimAdmin",
    "ClaimImageAdmin",
    "ClaimPriorityAdmin",
    "ClaimRelationAdmin",
    "ClaimRequestAdmin",
    "ClaimTextAdmin",
    "DependenceAdmin",
    "DocumentAdmin",
    "ImportJobAdmin",
    "ImportRecordAdmin",
    "RetractionAdmin",
    "RetractionImpactAdmin",
    "SharedPassageAdmin",
    "SourceAdmin",
    "SourceAffiliationAdmin",
    "SourceDependenceAdmin",
    "SourceIdentityAdmin",
    "SourceNameAdmin",
    "StitchAdmin",
    "TextPrintAdmin",
]
