"""Imports that are asked for over the API and done by a Celery task."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from claims import models
from claims.interchange.reader import read
from claims.models.vocabulary import ImportState
from claims.operations.intake import import_file
from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Invalid


@transaction.atomic
def request_import(*, content: str, name: str, dry_run: bool, by: User) -> models.ImportJob:
    """Keep a file and ask for its import; a Celery task does it."""
    job = models.ImportJob.objects.create(
        content=content, name=name, dry_run=dry_run, requested_by=by
    )
    outbox.record(
        "import.requested",
        stream=f"import:{job.pk}",
        by=by,
        after={"job": str(job.pk), "name": name, "dry_run": dry_run},
    )
    return job


def run_import(*, job_id: UUID) -> None:
    """Do a requested import from where it stands; a finished one is left alone."""
    job = models.ImportJob.objects.select_related("requested_by").get(pk=job_id)
    if job.state in (ImportState.DONE, ImportState.FAILED):
        return
    try:
        file = read(job.content.encode())
    except Invalid as error:
        _finish(job, ImportState.FAILED, problem=_as_text(error))
        return
    jobs = models.ImportJob.objects.filter(pk=job.pk)
    jobs.update(state=ImportState.RUNNING, total=len(file.entries))
    import_file(file=file, by=job.requested_by, dry_run=job.dry_run, job=job)
    _finish(job, ImportState.DONE)


def _finish(job: models.ImportJob, state: str, problem: str = "") -> None:
    models.ImportJob.objects.filter(pk=job.pk).update(
        state=state, problem=problem, finished_at=timezone.now()
    )


def _as_text(error: Invalid) -> str:
    places = (f"{flaw.path}: {flaw.reason} {flaw.remedy}" for flaw in error.flaws)
    return "\n".join([error.detail, *places])
