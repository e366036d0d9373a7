"""Imports on the desk: a file is handed in, a task takes it in, the page says how far it is."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.base import counted
from claims.models import ImportJob, ImportRecord
from claims.models.vocabulary import ImportState, Outcome
from claims.operations import imports
from factcheck.accounts.models import Role
from factcheck.core import strict_json
from factcheck.core.admin import DeskAdmin, DeskForm, ReadOnlyAdmin, person
from factcheck.core.admin.base import Panel
from factcheck.core.admin.display import admin_url, isolated, link
from factcheck.core.errors import Invalid

FLAWS_SHOWN = 200


class ImportForm(DeskForm):
    """A file of the import format."""

    file = forms.FileField(label=_("File"), help_text=_("JSON, see docs/import-format.md."))

    def clean_file(self) -> Any:
        """Read the file as text; what its records say is for the import to judge."""
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            said = gettext("This server takes %d bytes. Send it in several parts.")
            raise ValidationError(said % settings.IMPORT_MAX_BYTES)
        data = file.read()
        try:
            strict_json.loads(data)
        except Invalid as error:
            lines = [error.detail, *(f"{f.path}: {f.reason} {f.remedy}" for f in error.flaws)]
            raise ValidationError(lines[:FLAWS_SHOWN]) from error
        self.instance.content = data.decode("utf-8-sig")
        return file


def progress_panel(request: HttpRequest, job: ImportJob) -> SafeString:
    """Return how far it is, and what was rejected, each with its place, reason and remedy."""
    counts = dict(job.records.order_by().values_list("outcome").annotate(Count("pk")))
    poor = job.records.exclude(flaws=[], warnings=[]).order_by("outcome", "pk")
    context = {
        "job": job,
        "done": sum(counts.values()),
        "counts": [(each.label, counts.get(each, 0)) for each in Outcome.of(job.kind)],
        "running": job.state in (ImportState.QUEUED, ImportState.RUNNING),
        "records": [*poor.filter(outcome=Outcome.REJECTED)[:FLAWS_SHOWN]],
        "warned": [*poor.exclude(outcome=Outcome.REJECTED)[:FLAWS_SHOWN]],
        "rejected": counts.get(Outcome.REJECTED, 0),
        "limit": FLAWS_SHOWN,
    }
    return render_to_string("admin/claims/importjob/progress.html", context)


@admin.register(ImportJob)
class ImportJobAdmin(DeskAdmin):
    """Files on their way in."""

    form = ImportForm
    write_role = Role.REVIEWER
    stream = "import"
    panels: ClassVar[tuple[Panel, ...]] = (progress_panel,)
    change_form_template = "admin/claims/importjob/change_form.html"
    change_list_template = "admin/claims/importjob/change_list.html"
    list_display = [
        *("shown", "state", "total", "done", "rejected", "dry_run", "requested_by"),
        *("requested_at", "finished_at"),
    ]
    list_filter = ["kind", "state", "dry_run", "requested_at"]
    list_select_related = ["requested_by"]
    search_fields = ["name", "=requested_by__username"]
    date_hierarchy = "requested_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count what is done and what was rejected."""
        rows: Any = super().get_queryset(request)
        rejected = counted(ImportRecord.objects.filter(outcome=Outcome.REJECTED), "job")
        found: QuerySet[Any] = rows.with_progress().annotate(n_rejected=rejected)
        return found

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Take a file, or show what became of one."""
        if obj is None:
            return ["file", "dry_run"]
        return ["name", "dry_run", "state", "requested_by", "requested_at", "finished_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was handed in stays."""
        return False

    @admin.display(description=_("file"), ordering="name")
    def shown(self, job: ImportJob) -> SafeString:
        """Return the name."""
        return isolated(job.name or str(job.pk))

    @admin.display(description=_("done"), ordering="done")
    def done(self, job: Any) -> int:
        """Return how many records are done."""
        return int(job.done)

    @admin.display(description=_("rejected"), ordering="n_rejected")
    def rejected(self, job: Any) -> int:
        """Return how many records were rejected."""
        return int(job.n_rejected)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> ImportJob:
        """Ask for the import."""
        typed = form.cleaned_data
        return imports.request_import(
            content=form.instance.content,
            name=typed["file"].name[:200],
            dry_run=typed["dry_run"],
            by=person(request),
        )

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead to the page that says how far it is."""
        self.message_user(request, gettext("The file is handed in."), messages.SUCCESS)
        return HttpResponseRedirect(admin_url(ImportJob, obj.pk))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """Call it what it is."""
        context = {"title": gettext("Import a file"), **(extra_context or {})}
        return super().add_view(request, form_url, context)


@admin.register(ImportRecord)
class ImportRecordAdmin(ReadOnlyAdmin):
    """What became of every single record."""

    list_display = ["pointer", "given_id", "outcome", "reason", "job_link"]
    list_filter = ["outcome"]
    list_select_related = ["job"]
    search_fields = ["given_id", "pointer", "=job__name"]
    ordering = ["-pk"]
    fields = ["job_link", "pointer", "given_id", "outcome", "flaws", "warnings"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return those of the imports that the person may see."""
        jobs: Any = ImportJob.objects
        rows = super().get_queryset(request).select_related("job").defer("job__content")
        return rows.filter(job__in=jobs.visible_to(request.user))

    @admin.display(description=_("reason"))
    def reason(self, record: ImportRecord) -> SafeString:
        """Return the first thing that is wrong with it."""
        first = record.flaws[0]["reason"] if record.flaws else ""
        return isolated(first, cut=120)

    @admin.display(description=_("import"))
    def job_link(self, record: ImportRecord) -> SafeString:
        """Link to the import."""
        return link(admin_url(ImportJob, record.job_id), isolated(str(record.job)))
