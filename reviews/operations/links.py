"""Asks the links that evidence names, keeps what they answer, and tells of those that broke."""

import logging
import re
import time
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from factcheck.accounts.models import Newsroom
from factcheck.core import outbox
from factcheck.core.outward import Answer, Unreachable, fetch
from reviews.archiving import Kept, NotKept, archiver, digest
from reviews.link_health import Finding, Health, after, finding
from reviews.models import Evidence, Link, LinkReport, Snapshot
from reviews.workflow import OPEN

logger = logging.getLogger(__name__)

REDIRECTS = 5
TIMEOUT = 20.0  # seconds, for all redirects together
BODY_BYTES = 10 * 1024 * 1024
TOLD = 50
# A link is in nobody else's hands for so long; after that, who has it is taken for dead.
LEASE = timedelta(minutes=5)
_HEADERS = {"user-agent": "factcheck-link-check", "accept": "*/*"}
_UNSTORABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def check_due(*, seconds: float = 45.0) -> int:
    """Check links that are due, one after the other, for about as long; return how many.

    Safe to run several times at once: each link is in the hands of one.
    """
    until, checked = time.monotonic() + seconds, 0
    while time.monotonic() < until and (taken := _take(Q())) is not None:
        _check(*taken)
        checked += 1
    return checked


def check_evidence(*, evidence_id: UUID) -> bool:
    """Check the link of a piece of evidence if it is due; say whether it was."""
    taken = _take(Q(evidence=evidence_id))
    if taken is not None:
        _check(*taken)
    return taken is not None


def _take(which: Q) -> tuple[Link, datetime] | None:
    """Take a link that is due out of others' reach; return it, and until when it is ours."""
    now = timezone.now()
    until = now + LEASE
    named = Evidence.objects.filter(link=OuterRef("pk"))
    due = Link.objects.select_for_update(of=("self",), skip_locked=True)
    with transaction.atomic():
        due = due.filter(which, Exists(named), next_check_at__lte=now)
        link = due.order_by("next_check_at", "pk").first()
        if link is None:
            return None
        Link.objects.filter(pk=link.pk).update(next_check_at=until)
    return link, until


def _check(link: Link, until: datetime) -> None:
    """Ask the address and keep what it answers, outside of any transaction; then write it down."""
    answer, problem = _asked(link.url)
    found = finding(answer.status if answer else None)
    kept = _kept(link, answer) if answer and 200 <= answer.status < 300 else None
    with transaction.atomic():
        # Unless somebody else has taken it meanwhile, or it is to be asked anew.
        ours = Link.objects.filter(pk=link.pk, next_check_at=until)
        values = _state(link, found) | _answered(link, answer, problem, found)
        if ours.update(**values) and kept and answer:
            _keep(link, kept, answer)


def _asked(url: str) -> tuple[Answer | None, str]:
    """Return the answer, or why there is none."""
    try:
        return fetch(
            url, headers=_HEADERS, redirects=REDIRECTS, limit=BODY_BYTES, timeout=TIMEOUT
        ), ""
    except Unreachable as error:
        return None, error.reason


def _state(link: Link, found: Finding) -> dict[str, Any]:
    before = Health(link.failures, link.checked_at, link.broken_since, link.next_check_at)
    now = after(before, found, at=timezone.now())
    names = ("failures", "checked_at", "broken_since", "next_check_at")
    return {name: getattr(now, name) for name in names}


def _answered(link: Link, answer: Answer | None, problem: str, found: Finding) -> dict[str, Any]:
    if answer is None:
        return {"status_code": None, "final_url": "", "problem": _storable(problem, 300)}
    led = answer.url if answer.url != link.url and len(answer.url) <= 2000 else ""
    words = {
        Finding.FINE: "",
        Finding.WITHHELD: f"It answers {answer.status}: it is there, and not shown to programs.",
    }
    said = words.get(found, f"It answers {answer.status}.")
    return {"status_code": answer.status, "final_url": _storable(led, 2000), "problem": said}


def _kept(link: Link, answer: Answer) -> Kept | None:
    """Have the archiver keep the answer, unless it has the same content from here already."""
    if link.snapshots.filter(sha256=digest(answer.body)).exists():
        return None
    try:
        return archiver(settings.ARCHIVER).archive(link.url, answer)
    except NotKept as error:
        logger.error("no snapshot of link %s: %s", link.pk, error)
        return None


def _keep(link: Link, kept: Kept, answer: Answer) -> None:
    row = Snapshot(
        link=link,
        archiver=settings.ARCHIVER,
        place=kept.place,
        sha256=kept.sha256,
        content_type=_storable(answer.headers.get("content-type", ""), 200),
        size=kept.size,
        truncated=answer.truncated,
    )
    Snapshot.objects.bulk_create([row], ignore_conflicts=True)


def _storable(text: str, length: int) -> str:
    return _UNSTORABLE.sub(" ", text)[:length]


def flaw_of(snapshot: Snapshot) -> str:
    """Return what is wrong with a snapshot's body, or "" where it is as it was taken."""
    try:
        body = archiver(snapshot.archiver).read(snapshot.place)
    except ImportError:
        return "its archiver is not installed"
    except NotKept as error:
        return f"missing: {error}"
    return "" if digest(body) == snapshot.sha256 else "changed: its hash is another"


def report_broken(*, at: datetime | None = None) -> int:
    """Tell each newsroom once a week of the broken links of its live and open reviews.

    Safe to run at any time and twice at once; return how many newsrooms were told.
    """
    today = timezone.localdate(at)
    week_on = today - timedelta(days=today.weekday())
    told = LinkReport.objects.filter(newsroom=OuterRef("pk"), week_on=week_on)
    broken = _broken().filter(review__newsroom=OuterRef("pk"))
    waiting = Newsroom.objects.filter(Exists(broken), ~Exists(told)).order_by("pk")
    return sum(_tell(newsroom, week_on) for newsroom in waiting)


def _broken() -> Any:
    """Return the evidence of live and open reviews whose link is broken."""
    shown = Q(review__live=True) | Q(review__status__in=OPEN)
    return Evidence.objects.filter(shown, link__broken_since__isnull=False)


@transaction.atomic
def _tell(newsroom: Newsroom, week_on: date) -> bool:
    found = _broken().filter(review__newsroom=newsroom).order_by("link__broken_since", "link__url")
    names = ("link__url", "review_id", "link__broken_since", "link__problem")
    rows = list(dict.fromkeys(found.values_list(*names)))
    if not rows:
        return False  # mended since
    # Another one's row that is not committed yet is waited for.
    _, first = LinkReport.objects.get_or_create(
        newsroom=newsroom, week_on=week_on, defaults={"links": len(rows)}
    )
    if first:
        links = [
            {"url": url, "review": str(review), "broken_since": since.isoformat(), "problem": why}
            for url, review, since, why in rows[:TOLD]
        ]
        outbox.record(
            "evidence.links_broken",
            stream=f"newsroom:{newsroom.pk}",
            newsroom_id=newsroom.pk,
            after={"week_on": week_on.isoformat(), "links": links, "total": len(rows)},
        )
    return first
