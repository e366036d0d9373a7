"""Reviews as a Django application."""

from django.apps import AppConfig

from factcheck.core.labels import translate_labels


class ReviewsConfig(AppConfig):
    """Reviews, their revisions and what is published of them."""

    name = "reviews"
    verbose_name = "Reviews and publication"

    def ready(self) -> None:
        """Make the labels translatable."""
        translate_labels(self)
