"""Answers where no view of the API did: problems under /api/, Django's own pages elsewhere."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.urls import resolve
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from factcheck.core.errors import Flaw
from factcheck.core.problems import KINDS, answer

PREFIX = "/api/"


@csrf_exempt
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Answer for every address under /api/ that is none; send on where a slash alone is missing."""
    if not request.path.endswith("/") and resolve(f"{request.path}/").func is not nothing_here:
        # 308 keeps the method and the body, which Django's own redirect would lose.
        return HttpResponsePermanentRedirect(
            request.get_full_path(force_append_slash=True), preserve_request=True
        )
    return _no_such_address(request)


@require_safe
def kind_of_problem(request: HttpRequest, kind: str) -> JsonResponse:
    """Say what a type of problem means: the `type` of a problem leads here."""
    found = KINDS.get(kind)
    if found is None:
        raise Http404
    body = {"status": found.status, "title": found.title, "description": found.description}
    return JsonResponse({"type": f"/problems/{kind}", **body})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django itself refuses, such as one for another host."""
    if _is_api(request):
        return answer(request, "malformed", "The request cannot be taken.")
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what is forbidden outside of the API's views."""
    if _is_api(request):
        return answer(request, "forbidden", KINDS["forbidden"].description)
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that is none."""
    return (
        _no_such_address(request)
        if _is_api(request)
        else defaults.page_not_found(request, exception)
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer a fault of ours; what it was stands in the log alone."""
    if _is_api(request):
        return answer(request, "internal", KINDS["internal"].description)
    return defaults.server_error(request)


def _no_such_address(request: HttpRequest) -> HttpResponse:
    flaw = Flaw("", f"There is no address {request.path}.", "See /api/docs/ for those there are.")
    return answer(request, "not-found", "There is nothing at this address.", flaw)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith(PREFIX)
