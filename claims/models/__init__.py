"""The stored domain, one aggregate a module."""

from claims.models.appearances import Appearance, Citation
from claims.models.claims import Claim, ClaimRelation, ClaimText
from claims.models.desk import ClaimMerge, ClaimPriority, ClaimRequest
from claims.models.documents import Anchor, Document
from claims.models.images import ClaimImage
from claims.models.imports import ImportJob, ImportRecord
from claims.models.provenance import Dependence, SourceDependence, StoredProvenance
from claims.models.retractions import Retraction, RetractionImpact
from claims.models.reuse import SharedPassage, TextPrint
from claims.models.sources import Source, SourceAffiliation, SourceIdentity, SourceName
from claims.models.stitches import Stitch

__all__ = [
    "Anchor",
    "Appearance",
    "Citation",
    "Claim",
    "ClaimImage",
    "ClaimMerge",
    "ClaimPriority",
    "ClaimRelation",
    "ClaimRequest",
    "ClaimText",
    "Dependence",
    "Document",
    "ImportJob",
    "ImportRecord",
    "Retraction",
    "RetractionImpact",
    "SharedPassage",
    "Source",
    "SourceAffiliation",
    "SourceDependence",
    "SourceIdentity",
    "SourceName",
    "Stitch",
    "StoredProvenance",
    "TextPrint",
]
