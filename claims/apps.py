"""Claims as a Django application."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    """Sources, documents, claims, appearances and their chains."""

    name = "claims"
    verbose_name = "Claims and provenance"
