"""What claims do later: imports."""

from uuid import UUID

from claims.operations import imports
from factcheck.core.models import Event
from factcheck.core.outbox import subscriber


@subscriber(queue="intake")
def run_import(event: Event) -> None:
    """Do the import that was asked for; twice is once."""
    imports.run_import(job_id=UUID(event.after["job"]))
