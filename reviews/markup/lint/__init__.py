"""Says what is wrong with markup, before anybody publishes it; pure."""

from reviews.markup.lint.document import Context
from reviews.markup.lint.linter import lint
from reviews.markup.lint.pages import lint_page, unreadable
from reviews.markup.lint.rules import RULES, Finding, Rule, Severity, Source, as_markdown

__all__ = [
    "RULES",
    "Context",
    "Finding",
    "Rule",
    "Severity",
    "Source",
    "as_markdown",
    "lint",
    "lint_page",
    "unreadable",
]
