"""Writes docs/linting.md from the linter's table of rules."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from reviews.markup.lint import as_markdown


class Command(BaseCommand):
    """Writes the rules as they are enforced."""

    help = "Write docs/linting.md from reviews/markup/lint/rules.py."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        (settings.BASE_DIR / "docs" / "linting.md").write_text(as_markdown())
