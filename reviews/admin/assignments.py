"""Work on the desk: who has it and until when, reminders, and how the desk works."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from factcheck.accounts.admin import run_newsrooms
from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core.admin import DeskAdmin, DeskForm, ReadOnlyAdmin, holds, person
from factcheck.core.admin.base import sentences
from factcheck.core.admin.display import admin_url, isolated, link
from factcheck.core.errors import DomainError, Flaw, Invalid
from factcheck.core.models import Event
from reviews.models import Assignment, Desk, Reminder, Review
from reviews.operations import assignments as operations
from reviews.operations import desks

SUBJECT = ("newsroom", "claim", "review", "task")
CHANGED = ("assignee", "due_at", "note")


class WhoseFilter(admin.SimpleListFilter):
    """By who has it."""

    title = _("who has it")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("mine", _("I have it")), ("nobody", _("nobody has it"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() == "mine":
            return queryset.filter(assignee=person(request))
        return queryset.filter(assignee=None) if self.value() == "nobody" else queryset


class StateFilter(admin.SimpleListFilter):
    """By where it stands."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("open", _("open")), ("overdue", _("overdue")), ("ended", _("ended"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        """Narrow the rows."""
        narrowed = {
            "open": queryset.open(),
            "overdue": queryset.overdue(timezone.now()),
            "ended": queryset.exclude(ended_at=None),
        }
        return narrowed.get(self.value() or "", queryset)  # type: ignore[no-any-return]


class AssignmentForm(DeskForm):
    """A new piece of work; of one that exists who has it, until when, and what they should know."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        adding = self.instance._state.adding
        rooms = rooms_to_assign(self.person) if adding else [self.instance.newsroom_id]
        if "assignee" in self.fields:
            field: Any = self.fields["assignee"]
            field.queryset = workers_of(rooms)
            field.empty_label = gettext("nobody: whoever takes it")
        if "newsroom" in self.fields:
            room: Any = self.fields["newsroom"]
            room.queryset = rooms
            self.initial.setdefault("newsroom", rooms.first())  # type: ignore[union-attr]
        if adding and "due_at" in self.fields:
            self.fields["due_at"].help_text = gettext("Empty: as long as the desk allows.")


def rooms_to_assign(user: User) -> QuerySet[Newsroom]:
    """Return the newsrooms of which the person hands out the work."""
    rooms = Newsroom.objects.order_by("name", "pk")
    if user.is_superuser:
        return rooms
    return rooms.filter(memberships__user=user, memberships__role__in=Role.EDITOR.or_higher)


def workers_of(rooms: Any) -> QuerySet[User]:
    """Return who could do some work of the newsrooms."""
    held = {"memberships__newsroom__in": rooms, "memberships__role__in": Role.REVIEWER.or_higher}
    return User.objects.filter(is_active=True, **held).distinct().order_by("username")


def due(row: Assignment) -> SafeString | str:
    """Return until when it is to be done, marked where that is over."""
    if row.due_at is None:
        return "—"
    at = f"{timezone.localtime(row.due_at):%Y-%m-%d %H:%M %Z}"
    if row.ended_at is not None or row.due_at >= timezone.now():
        return format_html('<bdi dir="ltr">{}</bdi>', at)
    said = _("overdue")
    return format_html('<bdi dir="ltr">{}</bdi> <strong class="desk-flag">{}</strong>', at, said)


@admin.register(Assignment)
class AssignmentAdmin(DeskAdmin):
    """Who does what until when, in the person's newsrooms."""

    form = AssignmentForm
    write_role = Role.REVIEWER
    stream = "assignment"
    list_display = ["task", "claim_text", "who", "until", "state", "review_link", "newsroom_name"]
    list_filter = [
        *(WhoseFilter, StateFilter, "task", ("newsroom", admin.RelatedOnlyFieldListFilter)),
        "created_at",
    ]
    search_fields = ["claim__texts__text", "note", "=assignee__username"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["claim", "review"]
    actions = ["take", "release", "end"]
    readonly_fields = [
        *("task_name", "claim_text", "review_link", "newsroom_name", "state", "who", "until"),
        *("note_text", "created_at"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch along what it is about."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Any] = rows.with_subjects()
        return found

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for what it is about once; later for who has it, and of editors until when."""
        if obj is None:
            return [*SUBJECT, *CHANGED]
        facts = ["task_name", "claim_text", "review_link", "newsroom_name", "state", "created_at"]
        if not self.has_change_permission(request, obj):
            return [*facts, "who", "until", "note_text"]
        editor = operations.is_editor(person(request), obj.newsroom_id)
        return [*facts, "assignee", "due_at" if editor else "until", "note"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask for an editor."""
        return holds(request, Role.EDITOR)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask, of one, for an editor or who has it, while it is open."""
        may = super().has_change_permission(request, obj)
        if not may or obj is None:
            return may
        return "hand_over" in operations.actions_for(obj, person(request))

    def has_end_permission(self, request: HttpRequest) -> bool:
        """Ask for the role; each assignment may still refuse."""
        return holds(request, self.write_role)

    @admin.display(description=_("task"))
    def task_name(self, row: Assignment) -> str:
        """Return the task."""
        return row.get_task_display()

    @admin.display(description=_("claim"))
    def claim_text(self, row: Assignment) -> SafeString:
        """Return the claim in the newsroom's language."""
        return isolated(row.claim.text_in(row.newsroom.language), cut=120)

    @admin.display(description=_("who has it"), ordering="assignee__username")
    def who(self, row: Assignment) -> SafeString | str:
        """Return who has it."""
        return isolated(row.assignee.username) if row.assignee else gettext("nobody")

    @admin.display(description=_("until"), ordering="due_at")
    def until(self, row: Assignment) -> SafeString | str:
        """Return when it is due, marked where that is over."""
        return due(row)

    @admin.display(description=_("state"), ordering="ended_at")
    def state(self, row: Assignment) -> str:
        """Return whether it is open, or how it ended."""
        return row.get_outcome_display() if row.ended_at else gettext("open")

    @admin.display(description=_("review"))
    def review_link(self, row: Assignment) -> SafeString | str:
        """Link to the review."""
        if row.review is None:
            return "—"
        return link(admin_url(Review, row.review_id), row.review.get_status_display())

    @admin.display(description=_("newsroom"), ordering="newsroom__name")
    def newsroom_name(self, row: Assignment) -> SafeString:
        """Return whose work it is."""
        return isolated(row.newsroom.name)

    @admin.display(description=_("note"))
    def note_text(self, row: Assignment) -> SafeString:
        """Return the note."""
        return isolated(row.note)

    @admin.action(description=_("Take"), permissions=["end"])
    def take(self, request: HttpRequest, rows: QuerySet[Assignment]) -> None:
        """Take them."""
        self._act(request, rows, operations.take)

    @admin.action(description=_("Put back for others"), permissions=["end"])
    def release(self, request: HttpRequest, rows: QuerySet[Assignment]) -> None:
        """Release them."""
        self._act(request, rows, operations.release)

    @admin.action(description=_("End as done"), permissions=["end"])
    def end(self, request: HttpRequest, rows: QuerySet[Assignment]) -> None:
        """End them."""
        self._act(request, rows, operations.end)

    def _act(
        self,
        request: HttpRequest,
        rows: QuerySet[Assignment],
        operation: Callable[..., Assignment],
    ) -> None:
        """Do it to each that is chosen: each for itself is done or refused."""
        done = 0
        for row in rows:
            try:
                operation(assignment=row, by=person(request))
                done += 1
            except DomainError as error:
                said = row.claim.text_in(row.newsroom.language)
                self.message_user(request, f"“{said}”: {sentences(error)}", messages.ERROR)
        if done:
            said = ngettext(
                "%(count)d assignment is changed.", "%(count)d assignments are changed.", done
            )
            self.message_user(request, said % {"count": done}, messages.SUCCESS)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Assignment:
        """Open it; or hand it over, release it, and set another due time."""
        typed, by = form.cleaned_data, person(request)
        if not change:
            values = {name: typed[name] for name in (*SUBJECT, *CHANGED)}
            return operations.open_assignment(by=by, **values)
        row: Assignment = form.stored
        to = typed["assignee"]
        if to is not None:
            operations.hand_over(assignment=row, assignee=to, note=typed["note"], by=by)
        elif row.assignee_id is not None:
            operations.release(assignment=row, by=by)
        elif typed["note"] != row.note:
            remedy = gettext("Say who gets it.")
            flaw = Flaw("/note", gettext("Nobody has it, so nobody would read it."), remedy)
            raise Invalid(gettext("The note is for who gets it."), flaw)
        if "due_at" in typed:
            operations.reschedule(assignment=row, due_at=typed["due_at"], by=by)
        return row


@admin.register(Reminder)
class ReminderAdmin(ReadOnlyAdmin):
    """What was said of assignments, and what waits to be said."""

    list_display = ["at", "kind", "about", "sent_at"]
    list_filter = ["kind", "at", "sent_at"]
    list_select_related = ["assignment__newsroom", "assignment__claim"]
    search_fields = ["assignment__claim__texts__text", "=assignment__assignee__username"]
    date_hierarchy = "at"
    fields = ["about", "kind", "at", "sent_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch along what it is about."""
        return super().get_queryset(request).prefetch_related("assignment__claim__texts")

    @admin.display(description=_("assignment"))
    def about(self, row: Reminder) -> SafeString:
        """Link to the assignment."""
        about = row.assignment
        said = isolated(about.claim.text_in(about.newsroom.language), cut=120)
        return link(admin_url(Assignment, about.pk), said)


class HoursOfDeskForm(DeskForm):
    """How a newsroom works; a new one for a newsroom that has none yet."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["holidays"].help_text = gettext("Days such as 2026-12-25, between commas.")
        if "newsroom" in self.fields:
            field: Any = self.fields["newsroom"]
            field.queryset = run_newsrooms(self.person).filter(desk=None).order_by("name", "pk")
            field.initial = field.queryset.first()

    def clean_holidays(self) -> list[Any]:
        """Take an empty line for none."""
        return self.cleaned_data["holidays"] or []


@admin.register(Desk)
class NewsroomDeskAdmin(DeskAdmin):
    """Working hours, time zone and allowances of newsrooms."""

    form = HoursOfDeskForm
    write_role = Role.ADMIN
    list_display = ["newsroom", "time_zone", "balances", "remind_before", "escalate_after"]
    list_filter = ["balances", "time_zone"]
    list_select_related = ["newsroom"]
    search_fields = ["newsroom__name", "time_zone"]
    fields = ["newsroom", *desks.FIELDS]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep whose it is."""
        return ["newsroom"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask, of one, for the newsroom's own admin."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or person(request).has_role(Role.ADMIN, obj.pk))

    def events(self, request: HttpRequest, pk: Any) -> QuerySet[Event]:
        """Return what of the newsroom's events concerns the desk."""
        seen = Event.objects.visible_to(request.user).select_related("actor")
        return seen.filter(stream=f"newsroom:{pk}", type="desk.changed")

    def store(self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool) -> Desk:
        """Change it."""
        newsroom = form.stored.newsroom if change else form.cleaned_data["newsroom"]
        values = {name: form.cleaned_data[name] for name in desks.FIELDS}
        return desks.change_desk(newsroom=newsroom, by=person(request), values=values)
