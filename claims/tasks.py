"""What claims do later: imports, the figures of provenance, and which texts share passages."""

from uuid import UUID

from claims.operations import figures, imports, retractions, reuse, stitches, suggestions
from factcheck.core.models import Event
from factcheck.core.outbox import subscriber


@subscriber(queue="intake")
def run_import(event: Event) -> None:
    """Do the import that was asked for; twice is once."""
    imports.run_import(job_id=UUID(event.after["job"]))


@subscriber(queue="provenance")
def recompute_provenance(event: Event) -> None:
    """Compute the figures of the claims that something changed under; twice is once."""
    for claim_id in event.after["claims"]:
        figures.recompute(claim_id=UUID(claim_id))


@subscriber(queue="provenance")
def suggest_identities(event: Event) -> None:
    """Suggest which sources round the claims may be one; twice is once.

    Suggestions change figures, so that this is called again, and finds nothing then.
    """
    for claim_id in event.after["claims"]:
        suggestions.suggest_identities(claim_id=UUID(claim_id))


@subscriber(queue="provenance")
def suggest_stitches(event: Event) -> None:
    """Suggest which held documents the citations of changed claims mean; twice is once."""
    for claim_id in event.after["claims"]:
        stitches.suggest_stitches(claim_id=UUID(claim_id))


@subscriber(queue="provenance")
def weigh_retraction(event: Event) -> None:
    """Find what a retraction does to the claims it concerns; twice is once."""
    claim_ids = [UUID(claim_id) for claim_id in event.after["claims"]]
    retractions.weigh(retraction_id=UUID(event.after["retraction"]), claim_ids=claim_ids)


@subscriber(queue="provenance")
def find_reuse(event: Event) -> None:
    """Find what a document shares with others, where its text or date is new; twice is once."""
    before, after = event.before, event.after
    compared = ("sha256", "published_at")
    same = all(before.get(name) == after.get(name) for name in compared)
    if not (event.type == "document.changed" and same):
        reuse.find_reuse(document_id=UUID(event.stream.removeprefix("document:")))
