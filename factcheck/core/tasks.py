"""The kernel's own tasks."""

from celery import shared_task

from factcheck.core import outbox


@shared_task(ignore_result=True, expires=10)
def sweep_outbox() -> None:
    """Send what no nudge delivered: the broker was down, or a process died at the wrong moment."""
    while outbox.send_due() == 500:
        pass
