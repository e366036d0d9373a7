"""Addresses of what the public sees."""

from django.urls import path

from reviews.public import views
from reviews.public.forms import FORMS
from reviews.public.oembed import oembed
from reviews.public.script import embed_script

urlpatterns = [
    path(f"r/<str:slug>/{kind.suffix}", views.rendition, {"form": form}, name=f"review-{form}")
    for form, kind in FORMS.items()
] + [
    path(
        f"r/<str:slug>/v<int:version>/{kind.suffix}",
        views.rendition,
        {"form": form},
        name=f"review-version-{form}",
    )
    for form, kind in FORMS.items()
    if kind.versioned
]
urlpatterns += [
    path("embed.js", embed_script, name="embed-script"),
    path("oembed", oembed, name="oembed"),
]
