"""The kernel's own tasks."""

from celery import shared_task

from factcheck.core import idempotency, outbox


@shared_task(ignore_result=True, expires=10)
def sweep_outbox() -> None:
    """Send what no nudge delivered: the broker was down, or a process died at the wrong moment."""
    while outbox.send_due() == 500:
        pass


@shared_task(ignore_result=True, expires=600)
def forget_answers() -> None:
    """Delete the answers to requests with an Idempotency-Key of more than a day ago."""
    idempotency.forget()
