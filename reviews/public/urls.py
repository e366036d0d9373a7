"""Addresses of what the public sees."""

from django.urls import path

from reviews.public import verifying, views
from reviews.public.feeds import urls as feeds
from reviews.public.forms import FORMS
from reviews.public.oembed import oembed
from reviews.public.script import embed_script

_forms = [
    path(f"r/<str:slug>/{kind.suffix}", views.rendition, {"form": form}, name=f"review-{form}")
    for form, kind in FORMS.items()
]
_versions = [
    path(
        f"r/<str:slug>/v<int:version>/{kind.suffix}",
        views.rendition,
        {"form": form},
        name=f"review-version-{form}",
    )
    for form, kind in FORMS.items()
    if kind.versioned
]
urlpatterns = [
    path("r/", views.index, name="reviews"),
    *_forms,
    *_versions,
    *feeds.urlpatterns,
    path(".well-known/jwks.json", verifying.keys, name="keys"),
    path("verify/", verifying.explanation, name="verify"),
    *(
        path(f"verify/{code}/", verifying.explanation, {"language": code}, name=f"verify-{code}")
        for code in verifying.LANGUAGES
    ),
    path("embed.js", embed_script, name="embed-script"),
    path("oembed", oembed, name="oembed"),
]
