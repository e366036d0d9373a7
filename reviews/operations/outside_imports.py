"""Imports of outside reviews that are asked for over the API and done by a Celery task."""

from uuid import UUID

from claims.models.vocabulary import ImportState
from claims.operations import imports
from reviews.markup.wild.formats import entries
from reviews.operations.outside import import_reviews


def run_import(*, job_id: UUID) -> None:
    """Do a requested import from where it stands; a finished one is left alone."""
    job = imports.open_job(job_id)
    if job is None:
        return
    found = list(entries(job.content))
    imports.begin(job, total=len(found))
    import_reviews(entries=found, name=job.name, by=job.requested_by, dry_run=job.dry_run, job=job)
    imports.finish(job, ImportState.DONE)
