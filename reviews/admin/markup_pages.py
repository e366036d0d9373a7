"""Pages that newsrooms describe over the Fact Check Tools API: for reading alone."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from factcheck.core.admin import ReadOnlyAdmin
from factcheck.core.admin.display import isolated
from factcheck.core.admin.history import as_json
from reviews.models import MarkupPage


@admin.register(MarkupPage)
class MarkupPageAdmin(ReadOnlyAdmin):
    """Pages of markup; their newsrooms write them through the API."""

    list_display = ["address", "newsroom_name", "version", "created_by", "updated_at", "deleted_at"]
    list_filter = ["newsroom", "created_at", "deleted_at"]
    list_select_related = ["newsroom", "created_by"]
    search_fields = ["page_url", "canonical"]
    date_hierarchy = "created_at"
    fields = [
        *("address", "newsroom_name", "version", "created_by", "created_at", "updated_at"),
        *("deleted_at", "markup"),
    ]

    @admin.display(description=_("address"), ordering="canonical")
    def address(self, page: MarkupPage) -> SafeString:
        """Return the page's address."""
        return format_html('<span dir="ltr">{}</span>', page.page_url)

    @admin.display(description=_("newsroom"))
    def newsroom_name(self, page: MarkupPage) -> SafeString:
        """Return whose it is."""
        return isolated(page.newsroom.name)

    @admin.display(description=_("markup"))
    def markup(self, page: MarkupPage) -> SafeString:
        """Return the resource."""
        return as_json(page.content)
