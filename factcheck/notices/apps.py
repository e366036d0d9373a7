"""Notices as a Django application."""

from django.apps import AppConfig

from factcheck.core.labels import translate_labels


class NoticesConfig(AppConfig):
    """Notifications of people, and webhooks of newsrooms."""

    name = "factcheck.notices"
    label = "notices"
    verbose_name = "Notifications and webhooks"

    def ready(self) -> None:
        """Make the labels translatable."""
        translate_labels(self)
