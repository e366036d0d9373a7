"""Addresses of the API of claims and their provenance."""

from rest_framework.routers import SimpleRouter

from claims.api import views

router = SimpleRouter()
router.register("sources", views.SourceViewSet, basename="source")
router.register("documents", views.DocumentViewSet, basename="document")
router.register("claims", views.ClaimViewSet, basename="claim")
router.register("appearances", views.AppearanceViewSet, basename="appearance")
router.register("relations", views.RelationViewSet, basename="relation")
router.register("imports", views.ImportViewSet, basename="import")

urlpatterns = router.urls
