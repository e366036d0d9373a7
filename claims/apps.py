"""Claims as a Django application."""

from django.apps import AppConfig

from factcheck.core.labels import translate_labels


class ClaimsConfig(AppConfig):
    """Sources, documents, claims, appearances and their chains."""

    name = "claims"
    verbose_name = "Claims and provenance"

    def ready(self) -> None:
        """Make the labels translatable."""
        translate_labels(self)
