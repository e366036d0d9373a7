"""What reviews do later: rendering what was published, and asking to look at it again."""

from uuid import UUID

from factcheck.core.models import Event
from factcheck.core.outbox import subscriber
from reviews.models import Publication, Withdrawal
from reviews.operations import rechecks, rendering


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
