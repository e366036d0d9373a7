"""The stored domain, one aggregate a module."""

from claims.models.appearances import Appearance, Citation
from claims.models.claims import Claim, ClaimRelation, ClaimText
from claims.models.documents import Anchor, Document
from claims.models.imports import ImportJob, ImportRecord
from claims.models.provenance import StoredProvenance
from claims.models.sources import Source, SourceAffiliation, SourceIdentity, SourceName

__all__ = [
    "Anchor",
    "Appearance",
    "Citation",
    "Claim",
    "ClaimRelation",
    "ClaimText",
    "Document",
    "ImportJob",
    "ImportRecord",
    "Source",
    "SourceAffiliation",
    "SourceIdentity",
    "SourceName",
    "StoredProvenance",
]
