"""Assignments, and the desks that hand them out: over the API."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet, UUIDFilter
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.serializers import ClaimSummary
from claims.models import Claim
from factcheck.accounts.members import found_user
from factcheck.accounts.models import Newsroom, Role
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.fields import (
    Choice,
    Day,
    Flag,
    Id,
    Moment,
    StrictModelSerializer,
    StrictSerializer,
    Text,
    Whole,
)
from factcheck.core.resources import Changes, Creates, first
from reviews.api.serializers import NewsroomSummary
from reviews.models import Assignment, Desk, Reminder, Review, Task
from reviews.operations import assignments as operations
from reviews.operations import desks

ACTIONS = ["take", "release", "hand_over", "reschedule", "end"]
OUTCOMES = [("done", "Done"), ("cancelled", "Cancelled")]
NOTE_CHARACTERS = 5000
MOST_SPANS = 12


class ReminderSerializer(StrictModelSerializer):
    """A word about an assignment: to who has it, or (escalation) to the editors."""

    class Meta:
        model = Reminder
        fields = ["kind", "at", "sent_at"]
        read_only_fields = fields


class AssignmentListSerializer(StrictModelSerializer):
    """A task on a claim; without an assignee it waits for somebody to take it."""

    newsroom = NewsroomSummary(read_only=True)
    claim = ClaimSummary(read_only=True)
    review = Id(read_only=True, allow_null=True)
    assignee = serializers.CharField(
        source="assignee.username", read_only=True, allow_null=True, default=None
    )
    outcome = serializers.SerializerMethodField(help_text="Null while it is open.")
    overdue = serializers.SerializerMethodField()

    class Meta:
        model = Assignment
        fields = [
            *("id", "newsroom", "claim", "review", "task", "assignee", "note", "created_at"),
            *("assigned_at", "due_at", "ended_at", "outcome", "overdue"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(OUTCOMES, allow_null=True))
    def get_outcome(self, row: Assignment) -> str | None:
        """Return how it ended."""
        return row.outcome or None

    def get_overdue(self, row: Assignment) -> bool:
        """Say whether it is open and was due before now."""
        return row.ended_at is None and row.due_at is not None and row.due_at < timezone.now()


class AssignmentSerializer(AssignmentListSerializer):
    """An assignment with its reminders, and what the person can do with it now."""

    reminders = ReminderSerializer(many=True, read_only=True)
    actions = serializers.SerializerMethodField(help_text="What the person could do now.")

    class Meta(AssignmentListSerializer.Meta):
        fields = [*AssignmentListSerializer.Meta.fields, "reminders", "actions"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(ACTIONS)))
    def get_actions(self, row: Assignment) -> list[str]:
        """Return what the person could do now."""
        return operations.actions_for(row, self.context["request"].user)


class NewAssignmentSerializer(StrictSerializer):
    """Work to be done; without `assignee` it waits in the pool."""

    newsroom = Id()
    claim = Id()
    review = Id(required=False, help_text="Needed to decide and to recheck.")
    task = Choice(choices=Task.choices)
    assignee = Text(max_length=150, required=False, help_text="User name.")
    due_at = Moment(required=False, help_text="Else as the desk's allowance says.")
    note = Text(max_length=NOTE_CHARACTERS, required=False, allow_blank=True)


class HandOverSerializer(StrictSerializer):
    """To whom, and what they should know."""

    assignee = Text(max_length=150, help_text="User name.")
    note = Text(max_length=NOTE_CHARACTERS, required=False, allow_blank=True)


class RescheduleSerializer(StrictSerializer):
    """Another due time, or none."""

    due_at = Moment(allow_null=True)


class EndSerializer(StrictSerializer):
    """How it ended; done, unless told otherwise."""

    outcome = Choice(choices=OUTCOMES, required=False)


class AssignmentFilter(FilterSet):  # type: ignore[misc]
    """Filters of assignments."""

    mine = BooleanFilter(method="own", label="Whether the person has it.")
    assignee = CharFilter(field_name="assignee__username", label="User name.")
    task = ChoiceFilter(choices=Task.choices)
    open = BooleanFilter(field_name="ended_at", lookup_expr="isnull", label="Not ended.")
    overdue = BooleanFilter(method="late", label="Open, and due before now.")
    newsroom = UUIDFilter()
    claim = UUIDFilter()
    review = UUIDFilter()

    def own(self, rows: Any, name: str, value: bool) -> Any:
        """Narrow to the person's own, or to the others."""
        user = self.request.user
        return rows.filter(assignee=user) if value else rows.exclude(assignee=user)

    def late(self, rows: Any, name: str, value: bool) -> Any:
        """Narrow to what is overdue, or to the rest."""
        late = rows.overdue(timezone.now())
        return late if value else rows.exclude(pk__in=late.values("pk"))


class AssignmentViewSet(Creates):
    """Assignments of the person's newsrooms: who does what until when."""

    queryset = Assignment.objects.all()
    serializer_class = AssignmentSerializer
    list_serializer_class = AssignmentListSerializer
    filterset_class = AssignmentFilter
    may_match = ("take", "release", "hand_over", "reschedule", "end")
    inputs = {
        "create": NewAssignmentSerializer,
        "hand_over": HandOverSerializer,
        "reschedule": RescheduleSerializer,
        "end": EndSerializer,
    }

    def listed(self, rows: Any) -> Any:
        """Fetch what the list shows."""
        return rows.with_subjects()

    def detailed(self, rows: Any) -> Any:
        """Fetch what the detail shows."""
        return rows.with_subjects().prefetch_related("reminders")

    def perform_create(self, values: Mapping[str, Any]) -> Assignment:
        """Open it."""
        rest = dict(values)
        user = self.person
        rest["newsroom"] = _found(Newsroom.objects.all(), "newsroom", rest)
        rest["claim"] = _found(Claim.objects.all(), "claim", rest)
        if "review" in rest:
            rest["review"] = _found(Review.objects.visible_to(user), "review", rest)
        if "assignee" in rest:
            rest["assignee"] = found_user("/assignee", rest["assignee"])
        return operations.open_assignment(by=user, **rest)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, **key: str) -> Response:
        """Take it from the pool; 409 where somebody has it."""
        return self._lead(key["id"], operations.take)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def release(self, request: Request, **key: str) -> Response:
        """Put it back into the pool."""
        return self._lead(key["id"], operations.release)

    @extend_schema(request=HandOverSerializer)
    @action(detail=True, methods=["post"])
    def hand_over(self, request: Request, **key: str) -> Response:
        """Give it to a person who may do it."""
        return self._lead(key["id"], operations.hand_over)

    @extend_schema(request=RescheduleSerializer)
    @action(detail=True, methods=["post"])
    def reschedule(self, request: Request, **key: str) -> Response:
        """Set another due time, or none."""
        return self._lead(key["id"], operations.reschedule)

    @extend_schema(request=EndSerializer)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, **key: str) -> Response:
        """End it by hand, where no verb of the workflow does."""
        return self._lead(key["id"], operations.end)

    def _lead(self, key: str, operation: Callable[..., Assignment]) -> Response:
        with transaction.atomic():
            found = self.lock(key, required=False)
            said = dict(self.body()) if self.action in self.inputs else {}
            if "assignee" in said:
                said["assignee"] = found_user("/assignee", said["assignee"])
            operation(assignment=found, by=self.person, **said)
            return Response(self.representation(self.find(found.pk)))


def _found(rows: Any, name: str, values: Mapping[str, Any]) -> Any:
    found = rows.filter(pk=values[name]).first()
    if found is None:
        flaw = Flaw(f"/{name}", f"There is no {name} {values[name]}.", "Send the id of one.")
        raise Invalid("The assignment is not acceptable.", flaw)
    return found


def _spans() -> serializers.ListField:
    span = serializers.ListField(child=Text(max_length=5), min_length=2, max_length=2)
    return serializers.ListField(child=span, max_length=MOST_SPANS, required=False)


class HoursSerializer(StrictSerializer):
    """Spans of a day's working time, such as [["09:00", "17:00"]]; a day without is free."""

    mon = _spans()
    tue = _spans()
    wed = _spans()
    thu = _spans()
    fri = _spans()
    sat = _spans()
    sun = _spans()


class AllowancesSerializer(StrictSerializer):
    """Working minutes that each kind of task may take."""

    write = Whole(min_value=1, max_value=desks.MOST_MINUTES)
    decide = Whole(min_value=1, max_value=desks.MOST_MINUTES)
    recheck = Whole(min_value=1, max_value=desks.MOST_MINUTES)


class DeskSerializer(StrictModelSerializer):
    """How a newsroom works: its hours, how long a task may take, and who hands out work."""

    newsroom = Id(read_only=True)
    time_zone = Text(max_length=60, help_text="A name of the IANA database.")
    hours = HoursSerializer()
    holidays = serializers.ListField(child=Day(), max_length=desks.MOST_HOLIDAYS)
    allowances = AllowancesSerializer()
    remind_before = Whole(max_value=desks.MOST_MINUTES, min_value=0)
    escalate_after = Whole(max_value=desks.MOST_MINUTES, min_value=0)
    balances = Flag()

    class Meta:
        model = Desk
        fields = ["newsroom", *desks.FIELDS]
        read_only_fields = ["newsroom"]


class DeskViewSet(Changes):
    """The desk of one of the person's newsrooms; its admin changes it."""

    queryset = Desk.objects.all()
    serializer_class = DeskSerializer
    write_role = Role.ADMIN

    def find(self, key: Any) -> Desk:
        """Return it, as models say where nobody has changed it yet. Raises Http404."""
        return desks.desk_of(self._newsroom(key))

    def lock(self, key: Any, *, required: bool = True) -> Any:
        """Have it stored before it is locked."""
        return super().lock(self.find(key).pk, required=required)

    def perform_change(self, found: Desk, values: Mapping[str, Any]) -> Desk:
        """Change it."""
        newsroom = self._newsroom(found.pk)
        return desks.change_desk(newsroom=newsroom, by=self.person, values=values)

    def _newsroom(self, key: Any) -> Newsroom:
        rooms, user = Newsroom.objects.all(), self.person
        own = rooms if user.is_superuser else rooms.filter(memberships__user=user)
        newsroom: Newsroom = first(own, key)
        return newsroom
