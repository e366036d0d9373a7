"""The kernel as a Django application."""

from django.apps import AppConfig

from factcheck.core.labels import translate_labels


class CoreConfig(AppConfig):
    """Events, the outbox and the operational checks."""

    name = "factcheck.core"
    label = "core"
    verbose_name = "History and outbox"

    def ready(self) -> None:
        """Make the labels translatable."""
        translate_labels(self)
