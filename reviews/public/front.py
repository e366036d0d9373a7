"""Answers public addresses before anything is done for people: sessions, languages, messages."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from reviews.public.views import remembered

_URLS = "reviews.public.urls"
# Where nothing of it stands, so that these need not be looked up twice.
_ELSEWHERE = ("/api/", "/admin/", "/static/")


class PublicMiddleware:
    """Stands behind the security headers and before the rest of the middleware.

    A public answer is the same for everybody. Whatever is no public address, or is no GET or HEAD,
    goes its usual way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass the request on."""
        path = request.path_info
        if request.method not in ("GET", "HEAD") or path.startswith(_ELSEWHERE):
            return self.get_response(request)
        request.get_host()  # raises DisallowedHost, as for every other address
        found = remembered(request)
        if found is not None:
            return found
        try:
            match = resolve(path, _URLS)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        return _complete(match.func(request, *match.args, **match.kwargs))


def _complete(response: HttpResponse) -> HttpResponse:
    """Add what the middleware that is left out would have added."""
    if not response.streaming:
        response.headers.setdefault("Content-Length", str(len(response.content)))
    if not getattr(response, "xframe_options_exempt", False):
        response.headers.setdefault("X-Frame-Options", "DENY")
    return response
