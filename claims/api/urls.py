"""Addresses of the API of claims and their provenance."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from claims.api import desk, images, retractions, views
from claims.api.provenance import MermaidRenderer, ProvJsonRenderer, SvgRenderer

router = SimpleRouter()
router.register("sources", views.SourceViewSet, basename="source")
router.register("identities", views.IdentityViewSet, basename="identity")
router.register("documents", views.DocumentViewSet, basename="document")
router.register("claims", views.ClaimViewSet, basename="claim")
router.register("appearances", views.AppearanceViewSet, basename="appearance")
router.register("relations", views.RelationViewSet, basename="relation")
router.register("stitches", retractions.StitchViewSet, basename="stitch")
router.register("retractions", retractions.RetractionViewSet, basename="retraction")
router.register("impacts", retractions.RetractionImpactViewSet, basename="impact")
router.register("imports", views.ImportViewSet, basename="import")

# These end as files do, in no slash.
FORMS = {
    "provenance.svg": ("provenance_picture", SvgRenderer),
    "provenance.mmd": ("provenance_mermaid", MermaidRenderer),
    "provenance.prov.json": ("provenance_prov", ProvJsonRenderer),
}

urlpatterns = [
    *router.urls,
    *images.urlpatterns,
    path(
        "claims/<str:id>/request/",
        desk.ClaimRequestViewSet.as_view({"get": "own_request", "post": "ask", "delete": "unask"}),
    ),
    path("dependences/", retractions.SourceDependenceViewSet.as_view({"get": "list"})),
    *(
        path(
            f"claims/<str:id>/{name}",
            views.ClaimViewSet.as_view(
                {"get": action}, detail=True, filterset_class=None, renderer_classes=[renderer]
            ),
        )
        for name, (action, renderer) in FORMS.items()
    ),
]
