"""Addresses of what the public sees."""

from django.urls import path

from reviews.models import Rendition
from reviews.public import views

urlpatterns = [
    path("r/<str:slug>/", views.rendition, {"form": Rendition.Form.PAGE}, name="review-page"),
    path(
        "r/<str:slug>/claimreview.json",
        views.rendition,
        {"form": Rendition.Form.CLAIM_REVIEW},
        name="review-claimreview",
    ),
]
