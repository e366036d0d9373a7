"""Imports that are asked for over the API and done by a Celery task."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import models
from claims.interchange.reader import read
from claims.models.vocabulary import ImportKind, ImportState
from claims.operations.intake import import_file
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Invalid

# What is recorded of each kind: who does the work hears of one alone.
_ASKED = {
    ImportKind.CLAIMS: "import.requested",
    ImportKind.REVIEWS: "reviews_import.requested",
}


@transaction.atomic
def request_import(
    *, content: str, name: str, dry_run: bool, by: User, kind: ImportKind = ImportKind.CLAIMS
) -> models.ImportJob:
    """Keep a file and ask for its import; a Celery task does it."""
    job = models.ImportJob.objects.create(
        content=content, name=name, dry_run=dry_run, requested_by=by, kind=kind
    )
    outbox.record(
        _ASKED[kind],
        stream=f"import:{job.pk}",
        by=by,
        after={"job": str(job.pk), "name": name, "dry_run": dry_run},
    )
    return job


def run_import(*, job_id: UUID) -> None:
    """Do a requested import from where it stands; a finished one is left alone."""
    job = open_job(job_id)
    if job is None:
        return
    try:
        file = read(job.content.encode())
    except Invalid as error:
        finish(job, ImportState.FAILED, problem=_as_text(error))
        return
    begin(job, total=len(file.entries))
    import_file(file=file, by=job.requested_by, dry_run=job.dry_run, job=job)
    finish(job, ImportState.DONE)


def open_job(job_id: UUID) -> models.ImportJob | None:
    """Return a job that is still to be done, or None."""
    jobs = models.ImportJob.objects.select_related("requested_by")
    job: models.ImportJob = jobs.get(pk=job_id)
    return None if job.state in (ImportState.DONE, ImportState.FAILED) else job


def begin(job: models.ImportJob, *, total: int) -> None:
    """Let a job say that it is under way, and how many records its file has."""
    models.ImportJob.objects.filter(pk=job.pk).update(state=ImportState.RUNNING, total=total)


def finish(job: models.ImportJob, state: str, problem: str = "") -> None:
    """Let a job say that it is at its end."""
    models.ImportJob.objects.filter(pk=job.pk).update(
        state=state, problem=problem, finished_at=timezone.now()
    )


def _as_text(error: Invalid) -> str:
    places = (f"{flaw.path}: {flaw.reason} {flaw.remedy}" for flaw in error.flaws)
    return "\n".join([error.detail, *places])
