"""Renders what was published, for a release that brings new forms or another page."""

from typing import Any

from django.core.management.base import BaseCommand

from reviews.operations.rendering import render_all


class Command(BaseCommand):
    """Renders every publication; run again, it changes nothing."""

    help = "Render everything published again; versions that are there keep their bytes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many there are."""
        self.stdout.write(f"{render_all()} publications rendered.")
