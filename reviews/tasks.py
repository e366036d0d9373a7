"""What reviews do later: rendering what was published, and asking to look at it again."""

from uuid import UUID

from celery import shared_task

from factcheck.accounts.models import Newsroom
from factcheck.core.models import Event
from factcheck.core.outbox import TRANSIENT, subscriber
from factcheck.core.outward import Unreachable
from reviews.models import Desk, Publication, Withdrawal
from reviews.operations import (
    dumps,
    links,
    outside_imports,
    pool,
    purging,
    rechecks,
    reminders,
    rendering,
    telling,
)


@subscriber(queue="publishing")
def render_publication(event: Event) -> None:
    """Render the page and the markup; twice is once, since the bytes are the same."""
    review_id = event.stream.partition(":")[2]
    publication = Publication.objects.select_related("revision__review").get(
        revision__review_id=review_id, revision__number=event.after["revision"]
    )
    rendering.render(publication=publication)


@subscriber(queue="publishing")
def render_withdrawal(event: Event) -> None:
    """Let the public addresses say that the review is withdrawn; twice is once."""
    review_id = event.stream.partition(":")[2]
    withdrawal = Withdrawal.objects.select_related("publication__revision__review").get(
        publication__revision__review_id=review_id,
        publication__revision__number=event.after["published_revision"],
    )
    rendering.render_withdrawal(withdrawal=withdrawal)


@subscriber(queue="publishing")
def render_resigned(event: Event) -> None:
    """Sign anew what a compromised key has signed; what is done stays done."""
    rendering.render_signed_by(kid=event.after["key"])


@subscriber(queue="notifications", retried=(*TRANSIENT, Unreachable, purging.NotPurged))
def purge(event: Event) -> None:
    """Tell caches to ask anew for what has changed; twice is once."""
    purging.purge(event=event)


@subscriber(queue="notifications")
def ask_for_rechecks(event: Event) -> None:
    """Put the published reviews of a claim that fell back on the desk; twice is once."""
    rechecks.ask_for_rechecks(
        claim_id=UUID(event.stream.partition(":")[2]),
        retraction_id=UUID(event.after["retraction"]),
        before=event.before,
        after={name: value for name, value in event.after.items() if name != "retraction"},
    )


@subscriber(queue="notifications")
def close_rechecks(event: Event) -> None:
    """Settle what a retraction asked for that was revoked; twice is once."""
    rechecks.close_rechecks(retraction_id=UUID(event.stream.partition(":")[2]))


@shared_task(ignore_result=True, expires=10)
def remind() -> None:
    """Say what is due."""
    reminders.remind()


@shared_task(ignore_result=True, expires=60)
def balance() -> None:
    """Have the pools of all desks that ask for it handed out, each by a task of its own."""
    for newsroom_id in Desk.objects.filter(balances=True).values_list("pk", flat=True):
        balance_one.delay(newsroom_id=str(newsroom_id))


@shared_task(ignore_result=True, expires=60)
def balance_one(*, newsroom_id: str) -> None:
    """Hand out the pool of one desk."""
    pool.balance(newsroom=Newsroom.objects.get(pk=newsroom_id))


@subscriber(queue="intake")
def import_reviews(event: Event) -> None:
    """Do the import of outside reviews that was asked for; twice is once."""
    outside_imports.run_import(job_id=UUID(event.after["job"]))


@subscriber(queue="intake")
def check_link(event: Event) -> None:
    """Ask the link of a piece of evidence that is new, or that somebody wants asked."""
    if event.after.get("url"):
        links.check_evidence(evidence_id=UUID(event.after["evidence"]))


@shared_task(ignore_result=True, expires=60)
def check_links() -> None:
    """Ask the links that are due."""
    links.check_due()


@shared_task(ignore_result=True, expires=600)
def report_broken_links() -> None:
    """Tell newsrooms of their broken links, each once a week."""
    links.report_broken()


@subscriber(queue="notifications")
def tell(event: Event) -> None:
    """Tell people of what concerns them, on the desk and by mail; twice is once."""
    telling.tell(event=event)


@shared_task(ignore_result=True, expires=3600)
def write_dumps() -> None:
    """Write the dumps of what is published; twice is once."""
    dumps.write_dumps()
