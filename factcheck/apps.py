"""The composition root as a Django application: every process publishes through its Celery app."""

from django.apps import AppConfig

from factcheck.celery import app as celery_app

__all__ = ["celery_app"]


class FactcheckConfig(AppConfig):
    """Hosts the commands that need to know claims and reviews at once."""

    name = "factcheck"
