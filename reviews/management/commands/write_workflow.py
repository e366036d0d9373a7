"""Writes docs/workflow.md from the table of transitions."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from reviews.workflow import as_markdown


class Command(BaseCommand):
    """Writes the life of a review as it is enforced."""

    help = "Write docs/workflow.md from reviews/workflow.py."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        (settings.BASE_DIR / "docs" / "workflow.md").write_text(as_markdown())
