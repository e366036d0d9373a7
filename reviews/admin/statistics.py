"""How the person's desks do, as a page with plots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from factcheck.core.admin import DeskAdmin, holds, person
from factcheck.core.admin.base import FRONT
from reviews import statistics
from reviews.models import Review
from reviews.statistics import Statistics

AGES = (_("under a day"), _("1 to 3 days"), _("3 to 7 days"), _("7 to 30 days"), _("over 30 days"))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: `share` of the longest bar in percent, `tone` its colour from 0 to 4."""

    label: Any
    value: int
    share: float
    tone: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a plot."""

    label: Any
    total: int
    parts: list[Part]


class StatisticsPages(DeskAdmin):
    """Adds the page of figures beside the list of reviews."""

    def get_urls(self) -> list[Any]:
        """Add its address."""
        view = self.admin_site.admin_view(self.statistics_view)
        own = path("statistics/", view, name="reviews_review_statistics")
        return [own, *super().get_urls()]

    def statistics_view(self, request: HttpRequest) -> HttpResponse:
        """Show the last 90 days."""
        if not holds(request, "reader"):
            raise PermissionDenied
        until = timezone.now()
        rooms = statistics.newsrooms_of(person(request))
        found = statistics.statistics(rooms, since=until - statistics.PERIOD, until=until)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Figures of the desk"),
            "opts": self.opts,
            "media": self.media,
            "figures": found,
            "ages": list(enumerate(AGES)),
            "backlog": backlog(found),
            "load": load(found),
            "weeks": weeks(found),
        }
        return TemplateResponse(request, "admin/reviews/review/statistics.html", context)


def front(request: HttpRequest) -> SafeString | str:
    """Lead to the figures from the desk's front page."""
    if not holds(request, "reader"):
        return ""
    url = reverse("admin:reviews_review_statistics")
    return format_html('<p><a href="{}">{}</a></p>', url, _("Figures of the desk"))


def backlog(found: Statistics) -> list[Bar]:
    """Return the reviews that wait, a bar for each state, a part for each age."""
    names = dict(Review._meta.get_field("status").flatchoices)
    rows = [(names[row.status], tuple(zip(AGES, row.by_age, strict=True))) for row in found.backlog]
    return _bars(rows)


def load(found: Statistics) -> list[Bar]:
    """Return the open assignments, a bar for each person, overdue ones last."""
    rows = [
        (
            row.person or _("nobody yet"),
            ((_("in time"), row.open - row.overdue), (_("overdue"), row.overdue)),
        )
        for row in found.load
    ]
    return _bars(rows, tones=(1, 4))


def weeks(found: Statistics) -> list[Bar]:
    """Return what was published, corrected and withdrawn, a bar for each week."""
    rows = [
        (
            week.week_on,
            (
                (_("published"), week.published),
                (_("corrected"), week.corrected),
                (_("withdrawn"), week.withdrawn),
            ),
        )
        for week in found.weeks
    ]
    return _bars(rows, tones=(1, 3, 4))


def _bars(
    rows: Iterable[tuple[Any, Sequence[tuple[Any, int]]]], tones: Sequence[int] = range(5)
) -> list[Bar]:
    """Return the rows as bars on one scale, that of the longest."""
    held = [(label, parts, sum(value for _, value in parts)) for label, parts in rows]
    longest = max((total for _, _, total in held), default=0) or 1
    return [
        Bar(
            label,
            total,
            [
                Part(name, value, 100 * value / longest, tone)
                for (name, value), tone in zip(parts, tones, strict=True)
                if value
            ],
        )
        for label, parts, total in held
    ]


FRONT.append(front)
