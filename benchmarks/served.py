"""The web application that `benchmarks.publication` asks: the project's own, and bare views.

`/bare/<slug>` returns the bytes of that slug's markup out of a dictionary, under the project's own
MIDDLEWARE, as any view of the project would. `/barest/<slug>` does the same behind nothing but
the middleware that published addresses have to pass themselves.
"""

import functools
import os
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
os.environ.setdefault("FACTCHECK_DATABASE_POOL", "8")
os.environ.setdefault("FACTCHECK_PUBLIC_CACHE", "128")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import include, path, resolve  # noqa: E402

from reviews.models import Rendition  # noqa: E402

FRONT = "reviews.public.front.PublicMiddleware"


@functools.cache
def bodies() -> dict[str, bytes]:
    """Return the markup of every review, read once a process."""
    rows = Rendition.objects.filter(form="claimreview", version=0)
    return {slug: bytes(body) for slug, body in rows.values_list("slug", "body")}


def bare(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the bytes, as simply as Django can."""
    return HttpResponse(bodies()[slug], content_type="application/ld+json")


def barest(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the bytes with their length, which the middleware that is left out would have set."""
    response = bare(request, slug)
    response["Content-Length"] = str(len(response.content))
    return response


class BarestMiddleware:
    """Answers /barest/ where published addresses are answered; costs the others one comparison."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/barest/"):
            return self.get_response(request)
        match = resolve(request.path_info, "benchmarks.served")
        response: HttpResponse = match.func(request, **match.kwargs)
        return response


urlpatterns = [
    path("bare/<str:slug>", bare),
    path("barest/<str:slug>", barest),
    path("", include("factcheck.urls")),
]
settings.MIDDLEWARE.insert(settings.MIDDLEWARE.index(FRONT), f"{__name__}.BarestMiddleware")
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()
