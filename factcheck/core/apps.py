"""The kernel as a Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Events, the outbox and the operational checks."""

    name = "factcheck.core"
    label = "core"
    verbose_name = "History and outbox"
