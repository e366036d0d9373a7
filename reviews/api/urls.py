"""Addresses of the API of reviews."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from reviews.api import impact, views

router = SimpleRouter()
router.register("reviews", views.ReviewViewSet, basename="review")

urlpatterns = [
    *router.urls,
    path("sources/<str:id>/impact/", impact.SourceImpactViewSet.as_view({"get": "list"})),
    path("documents/<str:id>/impact/", impact.DocumentImpactViewSet.as_view({"get": "list"})),
]
