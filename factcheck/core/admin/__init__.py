"""The reviewers' desk: Django's admin as a door to the operations, never round them."""

from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from factcheck.core.admin.base import DeskAdmin, DeskInline, ReadOnlyAdmin, holds, person
from factcheck.core.admin.forms import AsStored, DeskForm
from factcheck.core.admin.history import DeliveryAdmin, EventAdmin

__all__ = [
    "AsStored",
    "DeliveryAdmin",
    "DeskAdmin",
    "DeskForm",
    "DeskInline",
    "EventAdmin",
    "ReadOnlyAdmin",
    "holds",
    "person",
]

admin.site.site_header = _("Claim reviews: the desk")
admin.site.site_title = _("Claim reviews")
admin.site.index_title = _("What is here")
admin.site.index_template = "admin/desk/index.html"
# What a person may do follows from the newsroom roles; Django's groups would say nothing here.
admin.site.unregister(Group)
