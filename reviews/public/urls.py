"""Addresses of what the public sees."""

from django.urls import include, path

from reviews.public import views
from reviews.public.forms import FORMS

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
urlpatterns.append(path("", include("reviews.public.feeds.urls")))
