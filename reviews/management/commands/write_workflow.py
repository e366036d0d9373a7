"""Writes docs/workflow.md and docs/triage.md from the tables of transitions."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from claims import triage
from reviews.workflow import as_markdown


class Command(BaseCommand):
    """Writes the lives of reviews and of claims as they are enforced."""

    help = "Write docs/workflow.md and docs/triage.md from reviews/workflow.py, claims/triage.py."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the files."""
        (settings.BASE_DIR / "docs" / "workflow.md").write_text(as_markdown())
        (settings.BASE_DIR / "docs" / "triage.md").write_text(triage.as_markdown())
