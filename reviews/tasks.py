"""What reviews do later: rendering what was published."""

from factcheck.core.models import Event
from factcheck.core.outbox import subscriber
from reviews import operations
from reviews.models import Publication


@subscriber(queue="publishing")
def render_publication(event: Event) -> None:
    """Render the page and the markup; twice is once, since the bytes are the same."""
    review_id = event.stream.partition(":")[2]
    publication = Publication.objects.select_related("revision__review").get(
        revision__review_id=review_id, revision__number=event.after["revision"]
    )
    operations.render(publication=publication)
