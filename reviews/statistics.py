"""The figures of a desk, computed by the database: backlog, speed, what is overdue, corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from factcheck.accounts.models import Newsroom
from reviews.workflow import OPEN

AGES = ("under_1_day", "1_to_3_days", "3_to_7_days", "7_to_30_days", "over_30_days")
PERIOD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many reviews wait in one state, by days since they were opened, in the order of AGES."""

    status: str
    by_age: tuple[int, ...]

    @property
    def count(self) -> int:
        """Return how many there are."""
        return sum(self.by_age)


@dataclass(frozen=True, slots=True)
class Speed:
    """Hours from a claim's arrival to its first publication here; None where there was none."""

    publications: int
    median_hours: float | None
    p90_hours: float | None


@dataclass(frozen=True, slots=True)
class Load:
    """The open assignments of a person; `person` is None for work that waits for somebody."""

    person: str | None
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Week:
    """What was published, corrected and withdrawn in the week of a Monday (UTC)."""

    week_on: date
    published: int
    corrected: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of some newsrooms: the backlog as it is, the rest of `since` up to `until`."""

    since: datetime
    until: datetime
    backlog: tuple[Waiting, ...]
    needs_recheck: int
    overdue: int
    speed: Speed
    load: tuple[Load, ...]
    weeks: tuple[Week, ...]

    @property
    def published(self) -> int:
        """Return how many first publications there were."""
        return sum(week.published for week in self.weeks)

    @property
    def corrected(self) -> int:
        """Return how many corrections were published."""
        return sum(week.corrected for week in self.weeks)

    @property
    def withdrawn(self) -> int:
        """Return how many reviews were withdrawn."""
        return sum(week.withdrawn for week in self.weeks)


def newsrooms_of(user: Any) -> list[UUID]:
    """Return the newsrooms whose figures a person sees."""
    rooms = Newsroom.objects.order_by("pk")
    if not user.is_superuser:
        rooms = rooms.filter(memberships__user=user)
    return list(rooms.values_list("pk", flat=True))


def statistics(newsrooms: Sequence[UUID], *, since: datetime, until: datetime) -> Statistics:
    """Return the figures of these newsrooms together, in five queries."""
    now = timezone.now()
    period = {"rooms": list(newsrooms), "since": since, "until": until, "now": now}
    load = tuple(Load(*row) for row in _rows(_LOAD, period))
    return Statistics(
        since=since,
        until=until,
        backlog=_backlog(period),
        needs_recheck=_rows(_RECHECKS, period)[0][0],
        overdue=sum(each.overdue for each in load),
        speed=Speed(*_rows(_SPEED, period)[0]),
        load=load,
        weeks=tuple(Week(*row) for row in _rows(_WEEKS, period)),
    )


def _backlog(period: dict[str, Any]) -> tuple[Waiting, ...]:
    found = {(status, age): count for status, age, count in _rows(_BACKLOG, period)}
    return tuple(
        Waiting(status, tuple(found.get((status, age), 0) for age in range(len(AGES))))
        for status in OPEN
    )


def _rows(sql: str, period: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, period)
        return list(cursor.fetchall())


_BACKLOG = """
SELECT status,
    width_bucket(extract(epoch FROM %(now)s - created_at) / 86400, ARRAY[1, 3, 7, 30]::float[]),
    count(*)
FROM reviews_review
WHERE newsroom_id = ANY(%(rooms)s) AND status IN ('draft', 'submitted', 'approved')
GROUP BY 1, 2
"""

_RECHECKS = """
SELECT count(DISTINCT review_id) FROM reviews_recheck
JOIN reviews_review AS review ON review.id = review_id
WHERE settled_at IS NULL AND newsroom_id = ANY(%(rooms)s)
"""

_LOAD = """
SELECT person.username, count(*), count(*) FILTER (WHERE due_at < %(now)s)
FROM reviews_assignment LEFT JOIN accounts_user AS person ON person.id = assignee_id
WHERE ended_at IS NULL AND newsroom_id = ANY(%(rooms)s)
GROUP BY person.username ORDER BY 2 DESC, 1
"""

# A review's first publication; what follows it is a correction, or follows a withdrawal.
_FIRST = """
first AS (
    SELECT review.claim_id, min(published_at) AS at
    FROM reviews_publication
    JOIN reviews_revision AS revision ON revision.id = revision_id
    JOIN reviews_review AS review ON review.id = revision.review_id
    WHERE review.newsroom_id = ANY(%(rooms)s)
    GROUP BY review.id
    HAVING min(published_at) >= %(since)s AND min(published_at) < %(until)s
)
"""

_SPEED = f"""
WITH {_FIRST}
SELECT count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM at - created_at) / 3600),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM at - created_at) / 3600)
FROM first JOIN claims_claim AS claim ON claim.id = first.claim_id
"""  # noqa: S608 - a constant

_WEEKS = f"""
WITH {_FIRST},
corrected AS (
    SELECT published_at AS at FROM reviews_correction AS correction
    JOIN reviews_publication AS publication ON publication.id = correction.publication_id
    JOIN reviews_review AS review ON review.id = correction.review_id
    WHERE review.newsroom_id = ANY(%(rooms)s)
        AND published_at >= %(since)s AND published_at < %(until)s
),
withdrawn AS (
    SELECT withdrawn_at AS at FROM reviews_withdrawal
    JOIN reviews_publication AS publication ON publication.id = publication_id
    JOIN reviews_revision AS revision ON revision.id = publication.revision_id
    JOIN reviews_review AS review ON review.id = revision.review_id
    WHERE review.newsroom_id = ANY(%(rooms)s)
        AND withdrawn_at >= %(since)s AND withdrawn_at < %(until)s
),
happened AS (
    SELECT 1 AS kind, at FROM first
    UNION ALL SELECT 2, at FROM corrected
    UNION ALL SELECT 3, at FROM withdrawn
)
SELECT week::date, count(*) FILTER (WHERE kind = 1),
    count(*) FILTER (WHERE kind = 2), count(*) FILTER (WHERE kind = 3)
FROM generate_series(
    date_trunc('week', %(since)s AT TIME ZONE 'UTC'),
    date_trunc('week', %(until)s AT TIME ZONE 'UTC'), interval '1 week'
) AS week
LEFT JOIN happened ON date_trunc('week', at AT TIME ZONE 'UTC') = week
GROUP BY week ORDER BY week
"""  # noqa: S608 - a constant
