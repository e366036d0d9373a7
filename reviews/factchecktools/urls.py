"""Addresses of the Fact Check Tools API; they end in no slash, and stand at the host's root."""

from typing import Any

from django.urls import path, re_path

from reviews.factchecktools import claims, pages, resources
from reviews.factchecktools.calls import Call, endpoint
from reviews.factchecktools.refusals import Code, Refusal


def nothing_here(call: Call) -> dict[str, Any]:
    """Answer for every other address."""
    raise Refusal(Code.NOT_FOUND, "Method not found.")


_NOTHING = endpoint(
    **dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), (nothing_here, resources.EMPTY))
)

urlpatterns = [
    path("v1alpha1/claims:search", endpoint(GET=(claims.search_claims, resources.CLAIMS))),
    path("v1alpha1/claims:imageSearch", endpoint(GET=(claims.search_images, resources.RESULTS))),
    path(
        "v1alpha1/pages",
        endpoint(GET=(pages.list_pages, resources.PAGES), POST=(pages.create_page, resources.PAGE)),
    ),
    path(
        "v1alpha1/pages/<str:key>",
        endpoint(
            GET=(pages.get_page, resources.PAGE),
            PUT=(pages.update_page, resources.PAGE),
            DELETE=(pages.delete_page, resources.EMPTY),
        ),
    ),
    # The discovery document names `batch` too; both clients send their calls one by one.
    re_path(r"^(?:batch|v1alpha1)(?:/.*)?$", _NOTHING),
]
