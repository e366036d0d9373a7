"""Addresses of the API of reviews."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from reviews.api import (
    assignments,
    evidence,
    impact,
    linting,
    merges,
    outside,
    statistics,
    views,
)

router = SimpleRouter()
router.register("reviews", views.ReviewViewSet, basename="review")
router.register("assignments", assignments.AssignmentViewSet, basename="assignment")
router.register("outside/reviews", outside.OutsideReviewViewSet, basename="outside-review")
router.register("outside/imports", outside.OutsideImportViewSet, basename="outside-import")

_desk = assignments.DeskViewSet.as_view({"get": "retrieve", "patch": "partial_update"})

urlpatterns = [
    *router.urls,
    *evidence.urlpatterns,
    *linting.urlpatterns,
    path("desks/<str:id>/", _desk),
    path("claims/<str:id>/merge/", merges.MergeViewSet.as_view({"post": "merge"})),
    path("claims/<str:id>/unmerge/", merges.MergeViewSet.as_view({"post": "unmerge"})),
    path("sources/<str:id>/impact/", impact.SourceImpactViewSet.as_view({"get": "list"})),
    path("desk/stats/", statistics.StatisticsViewSet.as_view({"get": "stats"})),
    path("documents/<str:id>/impact/", impact.DocumentImpactViewSet.as_view({"get": "list"})),
]
