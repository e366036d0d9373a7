"""What notices do later: handing events to webhooks, and sending them."""

from celery import shared_task

from factcheck.core.models import Event
from factcheck.core.outbox import subscriber
from factcheck.notices.operations import sending


@subscriber(queue="notifications")
def fan_out(event: Event) -> None:
    """Owe an event to the webhooks that ask for it; twice is once."""
    sending.fan_out(event=event)


# The lease outlasts the limit: whoever sends longer is gone before another begins.
@shared_task(ignore_result=True, soft_time_limit=45, time_limit=50)
def send_webhook(*, message_id: str) -> None:
    """Make one attempt at a message; what is not due or in other hands is left alone."""
    sending.deliver(message_id=message_id)


@shared_task(ignore_result=True, expires=10)
def sweep_webhooks() -> None:
    """Have sent what is due: a pause is over, a nudge was lost, or a worker died."""
    while sending.send_due() == sending.ROUND:
        pass
