"""The figures of the person's newsrooms over the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from factcheck.core.errors import Flaw
from factcheck.core.filtering import MomentField, cleaned
from factcheck.core.problems import Refusal
from factcheck.core.resources import Resource
from reviews import statistics
from reviews.models import Review

_AGES = ", ".join(statistics.AGES)


class WaitingSerializer(serializers.Serializer[Any]):
    """Reviews that wait in one state."""

    status = serializers.CharField(read_only=True)
    count = serializers.IntegerField(read_only=True)
    by_age = serializers.ListField(
        child=serializers.IntegerField(), help_text=f"By days since they were opened: {_AGES}."
    )


class SpeedSerializer(serializers.Serializer[Any]):
    """Hours from a claim's arrival to its first publication by the newsroom."""

    publications = serializers.IntegerField(read_only=True)
    median_hours = serializers.FloatField(read_only=True, allow_null=True)
    p90_hours = serializers.FloatField(read_only=True, allow_null=True)


class LoadSerializer(serializers.Serializer[Any]):
    """The open assignments of a person; of nobody, where they wait to be taken."""

    person = serializers.CharField(read_only=True, allow_null=True)
    open = serializers.IntegerField(read_only=True)
    overdue = serializers.IntegerField(read_only=True)


class WeekSerializer(serializers.Serializer[Any]):
    """What readers were told in a week, from its Monday (UTC) on."""

    week_on = serializers.DateField(read_only=True)
    published = serializers.IntegerField(read_only=True)
    corrected = serializers.IntegerField(read_only=True)
    withdrawn = serializers.IntegerField(read_only=True)


class StatisticsSerializer(serializers.Serializer[Any]):
    """How a desk does: what waits now, and what was done in a period."""

    since = serializers.DateTimeField(read_only=True)
    until = serializers.DateTimeField(read_only=True)
    backlog = WaitingSerializer(many=True, read_only=True)
    needs_recheck = serializers.IntegerField(read_only=True)
    overdue = serializers.IntegerField(read_only=True, help_text="Assignments past their time.")
    speed = SpeedSerializer(read_only=True)
    load = LoadSerializer(many=True, read_only=True)
    published = serializers.IntegerField(read_only=True, help_text="For the first time.")
    corrected = serializers.IntegerField(read_only=True)
    withdrawn = serializers.IntegerField(read_only=True)
    weeks = WeekSerializer(many=True, read_only=True)


class PeriodForm(forms.Form):
    """Of which newsroom, from when until when."""

    newsroom = forms.UUIDField(required=False)
    since = MomentField(required=False)
    until = MomentField(required=False)


class StatisticsViewSet(Resource):
    """The figures of a desk."""

    queryset = Review.objects.none()
    serializer_class = StatisticsSerializer
    query_parameters = {"stats": ("newsroom", "since", "until")}

    @extend_schema(
        operation_id="desk_stats",
        parameters=[
            OpenApiParameter("newsroom", str, description="This one alone; else all one's own."),
            OpenApiParameter("since", str, description="A day or moment; else 90 days earlier."),
            OpenApiParameter("until", str, description="A day or moment, not included; else now."),
        ],
    )
    def stats(self, request: Request) -> Response:
        """Read how the person's desks do: backlog, speed, load, corrections."""
        given = cleaned(PeriodForm(request.query_params))
        since, until = _period(given["since"], given["until"])
        own = statistics.newsrooms_of(self.person)
        if given["newsroom"]:
            own = [pk for pk in own if pk == given["newsroom"]]
            if not own:
                raise Http404
        found = statistics.statistics(own, since=since, until=until)
        return Response(StatisticsSerializer(found).data)


def _period(since: datetime | None, until: datetime | None) -> tuple[datetime, datetime]:
    """Return the period that is asked for. Raises Refusal."""
    until = until or timezone.now()
    since = since or max(until, _FIRST) - statistics.PERIOD
    if not since < until or until - since > _LONGEST:
        remedy = f"Send a `since` before `until`, at most {_LONGEST.days} days."
        flaw = Flaw("since", "The period is none, or too long.", remedy)
        raise Refusal("parameters", "The period is not acceptable.", flaw)
    return since, until


_LONGEST = timedelta(days=3660)
_FIRST = datetime(1, 1, 1, tzinfo=UTC) + statistics.PERIOD
