"""What claims do later: imports, and the figures of provenance."""

from uuid import UUID

from claims.operations import figures, imports
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
