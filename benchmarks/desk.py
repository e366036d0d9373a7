"""Measures how quickly a desk's lists and figures answer with many reviews.

    python -m benchmarks.desk [--reviews 100000]

A tenth of the reviews is being written, the rest is published (a tenth of that corrected, a
twentieth withdrawn); every open one has an assignment, every review three events. The reviews are
of two newsrooms, one of which has nine of ten. All is done in a database that is dropped in the
end. Each figure is the median of five requests, in milliseconds, beside that of one claim by its
id: the machine's own pace.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from claims.models import Claim  # noqa: E402
from factcheck.accounts.models import Newsroom, User  # noqa: E402
from factcheck.accounts.operations import create_newsroom, set_role  # noqa: E402
from factcheck.core import embedded, history  # noqa: E402
from reviews.models import Review  # noqa: E402

PEOPLE = 40
SCALE = [{"value": 1, "labels": {"en": "False"}}, {"value": 2, "labels": {"en": "True"}}]

DESKS = """
INSERT INTO claims_claim (id, language, status, status_reason, topics, note, created_at, updated_at)
SELECT md5('claim ' || n)::uuid, 'en', 'reviewed', '', '{}', '',
    now() - n * interval '5 minutes' - (n %% 100) * interval '1 hour', now()
FROM generate_series(1, %(reviews)s) n;

INSERT INTO claims_claimpriority (claim_id, rank, first_seen_at, parts)
SELECT md5('claim ' || n)::uuid, n %% 1000, now(), '{}' FROM generate_series(1, %(reviews)s) n;

INSERT INTO claims_storedprovenance (claim_id, changes, documents, origins_at_least,
    origins_at_most, support, all_unnamed, words, data, drift, computed_at)
SELECT md5('claim ' || n)::uuid, 0, 0, 0, 0, 0, false, '{}', '{}', '[]', now()
FROM generate_series(1, %(reviews)s) n;

INSERT INTO claims_claimtext (claim_id, language, text, folded)
SELECT md5('claim ' || n)::uuid, 'en', 'Claim ' || n, 'claim ' || n
FROM generate_series(1, %(reviews)s) n;

INSERT INTO reviews_review (id, newsroom_id, claim_id, language, status, slug, live, created_at,
    updated_at)
SELECT md5('review ' || n)::uuid, (%(rooms)s::uuid[])[1 + (n %% 10 = 9)::int],
    md5('claim ' || n)::uuid, 'en', state, CASE WHEN n %% 10 = 0 THEN NULL ELSE 'r-' || n END,
    state = 'published', now() - n * interval '5 minutes', now()
FROM generate_series(1, %(reviews)s) n, LATERAL (SELECT CASE
    WHEN n %% 10 = 0 THEN (ARRAY['draft', 'submitted', 'approved'])[1 + n / 10 %% 3]
    WHEN n %% 20 = 1 THEN 'withdrawn' ELSE 'published' END AS state) chosen;

INSERT INTO reviews_revision (review_id, number, author_id, title, rating_label, summary,
    explanation, created_at)
SELECT md5('review ' || n)::uuid, number, (%(people)s::int[])[1 + n %% %(count)s], 'Title ' || n,
    'False', 'It did not happen.', repeat('Why. ', 100), now()
FROM generate_series(1, %(reviews)s) n, generate_series(1, 1 + (n %% 10 = 2)::int) number;

INSERT INTO reviews_publication (revision_id, published_at, dossier)
SELECT revision.id, review.created_at + number * interval '3 hours', '{}'
FROM reviews_revision revision JOIN reviews_review review ON review.id = revision.review_id
WHERE review.slug IS NOT NULL;

INSERT INTO reviews_correction (review_id, corrects_id, publication_id, note, asked_by_id, asked_at)
SELECT before.review_id, was.id, now_.id, 'The number was wrong.', after.author_id,
    was.published_at
FROM reviews_revision after JOIN reviews_revision before USING (review_id)
JOIN reviews_publication was ON was.revision_id = before.id
JOIN reviews_publication now_ ON now_.revision_id = after.id
WHERE after.number = 2 AND before.number = 1;

INSERT INTO reviews_withdrawal (publication_id, withdrawn_at, withdrawn_by_id, reason)
SELECT publication.id, published_at + interval '1 day', revision.author_id, 'It was wrong.'
FROM reviews_publication publication JOIN reviews_revision revision ON revision.id = revision_id
JOIN reviews_review review ON review.id = review_id WHERE status = 'withdrawn';

INSERT INTO reviews_assignment (id, newsroom_id, claim_id, review_id, task, assignee_id, note,
    created_at, assigned_at, due_at, outcome)
SELECT md5('task ' || id)::uuid, newsroom_id, claim_id, id, 'write',
    (%(people)s::int[])[1 + mod(abs(hashtext(id::text)), %(count)s)], '', created_at, created_at,
    now() + mod(abs(hashtext(id::text)), 100) * interval '1 hour' - interval '20 hours', ''
FROM reviews_review WHERE slug IS NULL;

"""

# By a thousand at a time: each stream is locked by its writer until the transaction ends.
EVENTS = """
INSERT INTO core_event (type, stream, newsroom_id, actor_id, request_id, occurred_at, before,
    after, number, previous, digest)
SELECT 'review.submitted', 'review:' || md5('review ' || n)::uuid, (%(rooms)s::uuid[])[1],
    (%(people)s::int[])[1], '', now(), '{}', '{}', 0, '', ''
FROM generate_series(%(first)s, %(first)s + 999) n, generate_series(1, 3);
"""


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = action()
    return time.perf_counter() - began, result


def ask(name: str, client: APIClient, url: str) -> None:
    """Print how long an address takes."""
    client.get(url)
    found = [timed(lambda: client.get(url)) for _ in range(5)]
    answer = found[0][1]
    assert answer.status_code == 200, answer.content
    print(f"  {name:<60}{statistics.median(s for s, _ in found) * 1000:>8.0f}")


def desks() -> tuple[list[Newsroom], list[User]]:
    rooms = []
    for number in range(2):
        values = {"name": f"N{number}", "slug": f"n{number}", "language": "en"}
        values |= {"url": "https://n.example", "rating_scale": SCALE}
        rooms.append(create_newsroom(by=None, values=values))
    people = [User.objects.create_user(f"person{number}") for number in range(PEOPLE)]
    for person in people:
        set_role(by=None, newsroom=rooms[0], user=person, role="editor")
    return rooms, people


def fill(cursor: Any, values: dict[str, Any]) -> None:
    cursor.execute(DESKS, values)
    for first in range(1, values["reviews"] + 1, 1000):
        cursor.execute(EVENTS, values | {"first": first})
    cursor.execute("ANALYZE")


def measure(reviews: int) -> None:
    rooms, people = desks()
    values = {"reviews": reviews, "rooms": [room.pk for room in rooms], "count": PEOPLE}
    values |= {"people": [person.pk for person in people]}
    with connection.cursor() as cursor:
        seconds, _ = timed(lambda: fill(cursor, values))
    print(f"{Review.objects.count():,} reviews, made in {seconds:.0f} s")
    client = APIClient()
    client.force_authenticate(people[0])
    api, room = "/api/v1", rooms[0].pk
    review = Review.objects.filter(newsroom=room, status="published").first()
    assert review is not None
    claim = Claim.objects.first()
    assert claim is not None
    print(f"  {'question':<60}{'ms':>8}")
    ask("one claim by its id", client, f"{api}/claims/{claim.pk}/")
    ask("the figures of the desk, 90 days", client, f"{api}/desk/stats/")
    ask("the figures of the desk, 5 years", client, f"{api}/desk/stats/?since=2022-01-01")
    ask("the newest reviews, a page of 50", client, f"{api}/reviews/")
    for status in ("draft", "approved", "published", "withdrawn"):
        ask(f"the {status} reviews, a page", client, f"{api}/reviews/?status={status}")
    ask("one review", client, f"{api}/reviews/{review.pk}/")
    ask("its history", client, f"{api}/reviews/{review.pk}/history/")
    ask("my open assignments", client, f"{api}/assignments/?mine=true&open=true")
    ask("overdue assignments", client, f"{api}/assignments/?overdue=true")
    ask("the events of the desk, a page", client, f"{api}/events/?newsroom={room}")
    seconds, _ = timed(lambda: list(history.breaks()))
    print(f"  verify_history, {3 * reviews:,} events: {seconds:.1f} s")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reviews", type=int, default=100_000)
    chosen = options.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    with embedded.hold_unconfigured():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            measure(chosen.reviews)
        finally:
            connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
