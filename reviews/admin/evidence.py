"""Evidence on the desk: added to drafts, put in order, read; and how its links fare."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from claims.interchange.records import Anchor
from claims.models import Document
from factcheck.accounts.models import Role
from factcheck.core.admin import DeskAdmin, DeskForm, ReadOnlyAdmin, person
from factcheck.core.admin.base import Panel, sentences
from factcheck.core.admin.display import admin_url, isolated, link, note, panel, quoted, table
from factcheck.core.errors import DomainError
from reviews import downloads
from reviews.admin.forms import is_writer
from reviews.admin.reviews import ReviewAdmin
from reviews.models import Evidence, Link, LinkReport, Review, Snapshot, StoredFile
from reviews.operations import evidence as operations
from reviews.operations.evidence import Kind, Said
from reviews.workflow import Status

NEEDED: dict[str, tuple[str, ...]] = {
    Kind.LINK: ("url",),
    Kind.DOCUMENT: ("document",),
    Kind.QUOTATION: ("document", "exact"),
    Kind.NOTE: ("note",),
    Kind.FILE: ("upload",),
}


class EvidenceForm(DeskForm):
    """A piece of evidence: what the desk says about it, and what its kind needs."""

    places: ClassVar[dict[str, str]] = {"anchor": "exact", "file": "upload"}

    url = forms.URLField(label=_("Address"), required=False, max_length=2000, assume_scheme="https")
    exact = forms.CharField(
        label=_("Quoted words"),
        required=False,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("Exactly as they stand in the document."),
    )
    start = forms.IntegerField(
        label=_("Begins at"),
        required=False,
        min_value=0,
        help_text=_("Needed only where the words stand there more than once."),
    )
    upload = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF, PNG, JPEG, GIF, WebP, MP4, MP3 or plain text in UTF-8."),
    )
    public = forms.NullBooleanField(
        label=_("Readers see it"),
        help_text=_(
            "Once the review is published. Unless you say so, links, documents and quotations are "
            "seen, notes and files are not."
        ),
    )
    place = forms.IntegerField(label=_("Position"), min_value=1)

    class Meta:
        widgets: ClassVar[dict[str, Any]] = {
            "title": AdminTextInputWidget(attrs={"class": "vLargeTextField"})
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "review" in self.fields:
            field: Any = self.fields["review"]
            field.queryset = Review.objects.filter(status=Status.DRAFT).visible_to(self.person)
        if self.instance._state.adding:
            self.fields.pop("place", None)
            self.initial["public"] = None
        else:
            self.initial["place"] = self.instance.position

    def clean(self) -> dict[str, Any]:
        """Ask for what the kind needs."""
        cleaned = super().clean()
        for name in NEEDED.get(cleaned.get("kind", ""), ()):
            if name in self.fields and not cleaned.get(name) and name not in self.errors:
                said = gettext("It is needed for this kind of evidence.")
                self.add_error(name, ValidationError(said))
        return cleaned

    def said(self) -> Said:
        """Return what the desk says about it."""
        typed = self.cleaned_data
        return Said(typed["stance"], typed["title"], typed["note"], typed["public"])

    def parts(self) -> dict[str, Any]:
        """Return what the operation of its kind takes."""
        typed = self.cleaned_data
        match typed["kind"]:
            case Kind.LINK:
                return {"url": typed["url"]}
            case Kind.DOCUMENT:
                return {"document_id": typed["document"].pk}
            case Kind.QUOTATION:
                document: Document = typed["document"]
                anchor = _anchor(document.text, typed["exact"], typed["start"])
                return {"document_id": document.pk, "anchor": anchor}
            case Kind.FILE:
                file, most = typed["upload"], settings.EVIDENCE_MAX_BYTES
                return {"content": file.read(most + 1), "name": file.name}
        return {}


def _anchor(text: str, exact: str, start: int | None) -> Anchor:
    """Return where the words stand first, unless somebody has said where."""
    begins = max(text.find(exact), 0) if start is None else start
    return Anchor(begins, begins + len(exact), exact)


_ADD = {
    Kind.LINK: operations.add_link,
    Kind.DOCUMENT: operations.add_document,
    Kind.QUOTATION: operations.add_quotation,
    Kind.NOTE: operations.add_note,
    Kind.FILE: operations.add_file,
}


@admin.register(Evidence)
class EvidenceAdmin(DeskAdmin):
    """What the reviews of the person's newsrooms rest on."""

    form = EvidenceForm
    write_role = Role.REVIEWER
    delete_role = Role.REVIEWER
    stream = "review"
    list_display = ["shown", "kind", "stance", "public", "position", "review_link", "broken"]
    list_filter = [
        *("kind", "stance", "added_at"),
        ("link__broken_since", admin.EmptyFieldListFilter),
        ("review__newsroom", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = ["title", "note", "link__url", "file_name", "review__revisions__title"]
    date_hierarchy = "added_at"
    autocomplete_fields = ["review", "document"]
    readonly_fields = ["review_link", "kind", "thing", "added_by", "added_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch along what is shown of each."""
        rows: Any = super().get_queryset(request)
        found: QuerySet[Any] = rows.with_parts().prefetch_related("review__revisions")
        return found

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for what it is once; later for what is said about it, and where it stands."""
        if obj is not None:
            words = ["stance", "title", "note", "public", "place"]
            facts = ["review_link", "kind", "thing", "added_by", "added_at"]
            may = self.has_change_permission(request, obj)
            return [(None, {"fields": [*facts, *(words if may else words[:-1])]})]
        return [
            (None, {"fields": ["review", "kind", "stance", "title", "note", "public"]}),
            (_("Link"), {"fields": ["url"]}),
            (_("Document or quotation"), {"fields": ["document", "exact", "start"]}),
            (_("File"), {"fields": ["upload"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what it is."""
        return self.readonly_fields if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show a form while the review is a draft; later the operation tells why not."""
        may = super().has_change_permission(request, obj)
        if not may or obj is None:
            return may
        writable = obj.review.status == Status.DRAFT or request.method == "POST"
        return writable and is_writer(obj.review, person(request))

    def get_urls(self) -> list[Any]:
        """Add the address of the file."""
        own = path(
            "<path:object_id>/file/",
            self.admin_site.admin_view(self.file_view),
            name="reviews_evidence_file",
        )
        return [own, *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Hand out the file as an attachment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_object(request, object_id)
        if found is None or found.file is None:
            raise Http404
        return HttpResponse(
            bytes(found.file.content),
            content_type=downloads.content_type(found),
            headers=downloads.headers(found),
        )

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Evidence:
        """Add it, or say something else about it and put it where it is to stand."""
        by, said = person(request), form.said()
        if not change:
            kind, review = Kind(form.cleaned_data["kind"]), form.cleaned_data["review"]
            add: Any = _ADD[kind]
            added: Evidence = add(review=review, said=said, by=by, **form.parts())
            return added
        changed = operations.change(evidence=form.stored, said=said, by=by)
        place = form.cleaned_data["place"]
        return operations.move(evidence=changed, position=place, by=by)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        """Take it off the review."""
        operations.remove(evidence=obj, by=person(request))

    def events(self, request: HttpRequest, pk: Any) -> QuerySet[Any]:
        """Return its events out of the review's."""
        found = Evidence.objects.filter(pk=pk).values_list("review_id", flat=True).first()
        named = Q(after__evidence=str(pk)) | Q(before__evidence=str(pk))
        return super().events(request, found).filter(named)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Lead to the review."""
        self.message_user(request, gettext("The evidence is added."), messages.SUCCESS)
        return HttpResponseRedirect(admin_url(Review, obj.review_id))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Lead to the review."""
        self.message_user(request, gettext("The evidence is changed."), messages.SUCCESS)
        return HttpResponseRedirect(admin_url(Review, obj.review_id))

    @admin.display(description=_("evidence"))
    def shown(self, evidence: Evidence) -> SafeString:
        """Return its title, or what it is."""
        return isolated(evidence.title, cut=120) if evidence.title else what(evidence)

    @admin.display(description=_("what it is"))
    def thing(self, evidence: Evidence) -> SafeString:
        """Return the address, the words, the document or the file."""
        return what(evidence)

    @admin.display(description=_("review"))
    def review_link(self, evidence: Evidence) -> SafeString:
        """Link to the review."""
        latest = evidence.review.latest
        said = latest.title if latest else str(evidence.review_id)
        url = admin_url(Review, evidence.review_id)
        return link(url, isolated(said, evidence.review.language, cut=80))

    @admin.display(description=_("broken since"), ordering="link__broken_since")
    def broken(self, evidence: Evidence) -> Any:
        """Return since when its link is broken."""
        return evidence.link.broken_since if evidence.link else None


def what(evidence: Evidence) -> SafeString:
    """Return the one thing that a piece of evidence is."""
    if evidence.link:
        return _address(evidence.link.url)
    if evidence.file_id:
        url = reverse("admin:reviews_evidence_file", args=[evidence.pk])
        return link(url, isolated(evidence.file_name))
    if evidence.document:
        named = isolated(str(evidence.document), evidence.document.language, cut=120)
        held = link(admin_url(Document, evidence.document_id), named)
        if evidence.anchor is None:
            return held
        words = quoted(evidence.anchor.exact[:500], evidence.document.language)
        return format_html("{} — {}", words, held)
    return isolated(evidence.note, cut=120)


def _address(url: str) -> SafeString:
    return format_html('<a href="{}" dir="ltr" rel="noreferrer noopener">{}</a>', url, url[:120])


def evidence_panel(request: HttpRequest, review: Review) -> SafeString | str:
    """Return what the review rests on, to its newsroom, with a way to add."""
    user = person(request)
    if not user.has_role(Role.READER, review.newsroom_id):
        return ""
    rows = [
        (
            link(admin_url(Evidence, item.pk), str(item.position)),
            item.get_kind_display(),
            item.get_stance_display(),
            what(item),
            isolated(item.title or item.note, cut=200),
            _health(item.link),
        )
        for item in Evidence.objects.filter(review=review).with_parts()
    ]
    heads = ["№", _("kind"), _("stance"), _("what it is"), _("said about it"), _("link")]
    shown = table(heads, rows) if rows else note(_("Nothing is named yet."))
    if review.status != Status.DRAFT or not is_writer(review, user):
        return panel(_("Evidence"), shown)
    url = f"{reverse('admin:reviews_evidence_add')}?review={review.pk}"
    add = format_html('<p><a class="addlink" href="{}">{}</a></p>', url, _("Add evidence"))
    return panel(_("Evidence"), shown + add)


def _health(found: Link | None) -> Any:
    if found is None:
        return ""
    if found.checked_at is None:
        return _("not asked yet")
    return isolated(found.problem) if found.problem else _("answers")


class _OfEvidence(ReadOnlyAdmin):
    """Rows that stand behind evidence, to those who see a piece of it; `leads` to its rows."""

    leads: ClassVar[str] = "link"
    own: ClassVar[str] = "pk"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return what the person's own newsrooms name."""
        rows = super().get_queryset(request)
        user = person(request)
        if user.is_superuser:
            return rows
        seen = Evidence.objects.visible_to(user)
        return rows.filter(Exists(seen.filter(**{self.leads: OuterRef(self.own)})))


def _snapshots_panel(request: HttpRequest, found: Link) -> SafeString:
    """Return what was kept of an address."""
    rows = [
        (link(admin_url(Snapshot, row.pk), str(row.pk)), row.taken_at, row.size, row.sha256[:16])
        for row in found.snapshots.all()[:50]
    ]
    heads = [_("snapshot"), _("taken at"), _("bytes"), "SHA-256"]
    return panel(_("Snapshots"), table(heads, rows) if rows else note(_("Nothing was kept yet.")))


class BrokenFilter(admin.SimpleListFilter):
    """By whether it is broken."""

    title = _("state")
    parameter_name = "broken"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("yes", _("broken")), ("no", _("not broken"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(broken_since__isnull=self.value() == "no")


@admin.register(Link)
class LinkAdmin(_OfEvidence):
    """Addresses that evidence names, and how they answered."""

    list_display = [
        *("url", "status_code", "problem", "broken_since", "checked_at", "next_check_at"),
    ]
    list_filter = [BrokenFilter, "checked_at", "status_code"]
    search_fields = ["url", "final_url", "problem"]
    actions = ["check_now"]
    panels: ClassVar[tuple[Panel, ...]] = (_snapshots_panel,)

    @admin.action(description=_("Check now"))
    def check_now(self, request: HttpRequest, links: QuerySet[Link]) -> None:
        """Have them asked, each for a piece of evidence that the person may see."""
        asked = 0
        for found in links:
            seen = Evidence.objects.visible_to(request.user).with_parts().filter(link=found)
            evidence = seen.order_by("pk").first()
            if evidence is not None:
                asked += self._ask(request, evidence)
        if asked:
            said = ngettext("%d link is asked now.", "%d links are asked now.", asked)
            self.message_user(request, said % asked, messages.SUCCESS)

    def _ask(self, request: HttpRequest, evidence: Evidence) -> bool:
        try:
            operations.ask_for_check(evidence=evidence, by=person(request))
        except DomainError as error:
            self.message_user(request, sentences(error), messages.ERROR)
            return False
        return True


@admin.register(Snapshot)
class SnapshotAdmin(_OfEvidence):
    """What addresses answered, as it was kept."""

    own: ClassVar[str] = "link"
    list_display = ["link", "taken_at", "content_type", "size", "truncated", "sha256"]
    list_filter = ["truncated", "taken_at"]
    list_select_related = ["link"]
    search_fields = ["link__url", "=sha256"]
    date_hierarchy = "taken_at"


@admin.register(StoredFile)
class StoredFileAdmin(_OfEvidence):
    """Files that were handed in, each content once."""

    leads: ClassVar[str] = "file"
    list_display = ["sha256", "content_type", "size", "stored_at"]
    list_filter = ["content_type", "stored_at"]
    search_fields = ["=sha256"]
    date_hierarchy = "stored_at"
    fields = ["sha256", "content_type", "size", "stored_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the bytes out."""
        return super().get_queryset(request).defer("content")


@admin.register(LinkReport)
class LinkReportAdmin(ReadOnlyAdmin):
    """That newsrooms were told of their broken links."""

    list_display = ["newsroom", "week_on", "links", "told_at"]
    list_filter = ["week_on", ("newsroom", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["newsroom"]
    search_fields = ["newsroom__name"]
    date_hierarchy = "week_on"


ReviewAdmin.panels = (evidence_panel, *ReviewAdmin.panels)
