"""Texts of all languages inside a page of another: isolated, escaped, and cut where too long."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from factcheck.core.directions import direction

_QUOTES = {"ar": ("«", "»"), "fa": ("«", "»"), "fr": ("«", "»"), "de": ("„", "“")}


def isolated(text: str, language: str = "", *, cut: int = 0) -> SafeString:
    """Return a text that keeps its own direction and that of what stands around it."""
    shown = Truncator(text).chars(cut) if cut else text
    if not language:
        return format_html('<bdi dir="auto">{}</bdi>', shown)
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), shown)


def quoted(text: str, language: str = "") -> SafeString:
    """Return a text in the quotation marks of its language."""
    opening, closing = _QUOTES.get(language.lower().split("-")[0], ("“", "”"))
    return isolated(f"{opening}{text}{closing}", language)


def admin_url(model: type[models.Model], pk: Any) -> str:
    """Return the address of an object's page on the desk, or "" where its model has none."""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""


def link(url: str, label: str | SafeString) -> SafeString:
    """Return a link, or the label alone where there is no address."""
    return format_html('<a href="{}">{}</a>', url, label) if url else format_html("{}", label)


def table(heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> SafeString:
    """Return a table; its cells are escaped unless they are safe already."""
    top = format_html_join("", '<th scope="col">{}</th>', ((head,) for head in heads))
    cells = (format_html_join("", "<td>{}</td>", ((cell,) for cell in row)) for row in rows)
    body = format_html_join("", "<tr>{}</tr>", ((row,) for row in cells))
    return format_html(
        '<div class="desk-scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
        top,
        body,
    )


def panel(title: Any, body: SafeString | str) -> SafeString:
    """Return a part of an object's page."""
    return format_html('<section class="module"><h2>{}</h2>{}</section>', title, body)


def note(text: Any) -> SafeString:
    """Return a remark to the reader."""
    return format_html('<p class="desk-note">{}</p>', text)
