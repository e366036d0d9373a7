"""What every page of the desk has in common: roles, operations in place of saves, history."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.db import DataError, IntegrityError
from django.db.models import QuerySet, URLField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from factcheck.core.admin.display import admin_url
from factcheck.core.admin.forms import AsStored, DeskForm
from factcheck.core.database_errors import translate
from factcheck.core.errors import Conflict, DomainError
from factcheck.core.models import Event

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _Inline = admin.TabularInline[Any, Any]
else:
    _ModelAdmin = admin.ModelAdmin
    _Inline = admin.TabularInline

Panel = Callable[[HttpRequest, Any], "SafeString | str"]
# What stands on top of the front page: an application adds its own piece.
FRONT: list[Callable[[HttpRequest], "SafeString | str"]] = []
_REFUSED = (DomainError, IntegrityError, DataError)
HISTORY_SHOWN = 200


def person(request: HttpRequest) -> Any:
    """Return who is signed in."""
    return request.user


def holds(request: HttpRequest, role: str | None) -> bool:
    """Say whether the person holds a role in any newsroom; asked once a request."""
    if role is None:
        return False
    known: dict[str, bool] = request.__dict__.setdefault("_desk_roles", {})
    if role not in known:
        known[role] = request.user.is_active and person(request).has_role(role)
    return known[role]


def sentences(error: DomainError) -> str:
    """Return a refusal as one line of text, which names the fields concerned."""
    places = (flaw.pointer.strip("/").replace("_", " ") for flaw in error.flaws)
    flaws = (
        f"{place}: {flaw.reason} {flaw.remedy}" if place else f"{flaw.reason} {flaw.remedy}"
        for place, flaw in zip(places, error.flaws, strict=True)
    )
    return " ".join([error.detail, *flaws])


class DeskAdmin(_ModelAdmin):
    """A model on the desk. Roles say who may; `store` and `remove` call the operations.

    `stream` is the kind of the object's events. `above` and `below` are pieces of HTML for the
    object's page, outside of its form; another application may add to a class's `panels`.
    """

    view_role: ClassVar[str | None] = "reader"
    write_role: ClassVar[str | None] = None
    delete_role: ClassVar[str | None] = None
    stream: ClassVar[str] = ""
    panels: ClassVar[tuple[Panel, ...]] = ()

    form = DeskForm
    change_form_template = "admin/desk/change_form.html"
    object_history_template = "admin/desk/history.html"
    show_full_result_count = False
    list_per_page = 50

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["factcheck/desk.css"]}

    def store(self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool) -> Any:
        """Call the operation with what was typed and return the stored object.

        For a change, `form.stored` is the object as it was; `form.instance` has the new values.
        """
        raise NotImplementedError

    def remove(self, request: HttpRequest, obj: Any) -> None:
        """Call the operation that deletes."""
        raise NotImplementedError

    def above(self, request: HttpRequest, obj: Any) -> SafeString | str:
        """Return what stands above the form."""
        return ""

    # Who may see and do what

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the person may see."""
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows  # type: ignore[no-any-return]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show it to who may view it."""
        return holds(request, self.view_role)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the role; which objects are visible is for the queryset to say."""
        return holds(request, self.view_role)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask for the role."""
        return holds(request, self.write_role)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the role."""
        return holds(request, self.write_role)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the role."""
        return holds(request, self.delete_role)

    # Writing

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Tell the form who asks, and what the operation has refused just before."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        refusal = request.__dict__.get("_desk_refusal")
        return type(form)(form.__name__, (form,), {"refusal": refusal, "person": request.user})

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Take an address without a scheme for one of today's web."""
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form again, with what the operation had against it, if it refuses.

        Everything of the first pass has been rolled back by then; in the second the form does
        not validate, so nothing is tried again.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except _REFUSED as error:
            refusal = error if isinstance(error, DomainError) else translate(error)
            request.__dict__["_desk_refusal"] = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Leave it to `store`, which sees the whole of the object."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Call the operation, unless somebody else has changed the object in the meantime."""
        if change:
            form.stored = self._fresh(form)
        stored = self.store(request, form, list(formsets), change=change)
        form.instance.pk = stored.pk

    def _fresh(self, form: Any) -> Any:
        """Return the row as it is stored, held until the end; the form's is changed already."""
        row = self.model._base_manager.select_for_update().get(pk=form.instance.pk)
        if form.cleaned_data["as_of"] != form.version_of(row):
            remedy = _("Open the page again, and decide whether your change still holds.")
            said = _("Somebody else has changed it since you opened this page.")
            raise Conflict(f"{said} {remedy}")
        return row

    def construct_change_message(self, *args: Any, **kwargs: Any) -> Any:
        """Return nothing: the operation has recorded an event."""
        return []

    def log_addition(self, *args: Any, **kwargs: Any) -> Any:
        """Write no second history."""

    log_change = log_addition
    log_deletions = log_addition

    # Deleting

    def get_actions(self, request: HttpRequest) -> Any:
        """Leave the deletion of many at once out: each may be refused for a reason of its own."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Name the objects alone: whether they may go is for the operation to say."""
        return [str(obj) for obj in objs], {}, set(), []

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Call the operation."""
        self.remove(request, obj)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Lead back to the object with the reason, if the operation refuses."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except _REFUSED as error:
            refusal = error if isinstance(error, DomainError) else translate(error)
            self.message_user(request, sentences(refusal), messages.ERROR)
            return HttpResponseRedirect(admin_url(self.model, object_id))

    # Pages

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add what stands above and below the form of an object that exists."""
        obj = kwargs.get("obj")
        if obj is not None and not context.get("is_popup"):
            context["above"] = self.above(request, obj)
            context["panels"] = [panel(request, obj) for panel in self.panels]
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the events of the object, newest first."""
        events = self.events(request, object_id)[:HISTORY_SHOWN]
        context = {"events": events, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def events(self, request: HttpRequest, pk: Any) -> QuerySet[Event]:
        """Return the object's events that the person may see, newest first."""
        seen = Event.objects.visible_to(request.user).select_related("actor")
        return seen.filter(stream=f"{self.stream}:{pk}")


class ReadOnlyAdmin(DeskAdmin):
    """A model that is looked at, and written elsewhere or never."""


class DeskInline(_Inline):
    """Rows that belong to one object and are stored with it, by the same operation."""

    form = AsStored
    write_role: ClassVar[str | None] = "reviewer"
    extra = 0
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the role."""
        return holds(request, "reader")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the role."""
        return holds(request, self.write_role)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the role."""
        return holds(request, self.write_role)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask for the role."""
        return holds(request, self.write_role)


def rows_of(formset: Any) -> list[dict[str, Any]]:
    """Return what stands in an inline's rows, without those that are empty or to be deleted."""
    filled = [form.cleaned_data for form in formset.forms if form.is_valid()]
    return [row for row in filled if row and not row.get("DELETE")]
