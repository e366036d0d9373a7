"""Lints the pages that hold markup."""

from reviews.markup.extraction import blocks
from reviews.markup.lint.document import Context
from reviews.markup.lint.linter import lint
from reviews.markup.lint.rules import Finding, found


def unreadable(path: str, error: str) -> Finding:
    """Return that a block is no JSON, and why."""
    return found("google.json-unreadable", path, f"It is no JSON: {error}.")


def lint_page(html: str | bytes, *, context: Context) -> list[Finding]:
    """Return what is wrong with the JSON-LD of a page, whatever it is.

    Paths begin at the block where it is the only one, else at the array of all blocks.
    """
    scripts = blocks(html)
    paths = ["$"] if len(scripts) == 1 else [f"$[{number}]" for number in range(len(scripts))]
    broken = {
        path: unreadable(path, f"script at line {script.line}: {script.error}")
        for path, script in zip(paths, scripts, strict=True)
        if script.error
    }
    values = [script.value for script in scripts]
    told = lint(values[0] if len(values) == 1 else values, context=context)
    rest = [each for each in told if each.path not in broken]
    return [*broken.values(), *rest]
