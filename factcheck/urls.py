"""Wiring of addresses."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.decorators.cache import cache_page
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from factcheck.core import fallbacks, health

resources = [
    path("", include("factcheck.core.api")),
    path("", include("factcheck.accounts.api")),
    path("", include("factcheck.notices.api")),
    path("", include("claims.api.urls")),
    path("", include("reviews.api.urls")),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("api/v1/", include(resources)),
    # It is the same until the next start, and costs half a second to make.
    path("api/schema/", cache_page(86_400)(SpectacularAPIView.as_view()), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    re_path(r"^api(?:/|$)", fallbacks.nothing_here),
    path("", include("reviews.factchecktools.urls")),
    path("problems/<slug:kind>", fallbacks.kind_of_problem, name="problem"),
    path("", include("reviews.public.urls")),
]

handler400 = fallbacks.bad_request
handler403 = fallbacks.forbidden
handler404 = fallbacks.not_found
handler500 = fallbacks.server_error
