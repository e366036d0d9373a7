"""Reviews as a Django application."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Reviews, their revisions and what is published of them."""

    name = "reviews"
    verbose_name = "Reviews and publication"
