"""The headers with which a file of people's is handed out: to be kept, never to be shown."""

from django.utils.http import content_disposition_header

from reviews.models import Evidence


def content_type(evidence: Evidence) -> str:
    """Return the type of its file, as it was found when it was handed in."""
    held = evidence.file.content_type if evidence.file else ""
    return f"{held}; charset=utf-8" if held == "text/plain" else held


def headers(evidence: Evidence) -> dict[str, str]:
    """Return what keeps a browser from taking it for a page of this site."""
    named = content_disposition_header(as_attachment=True, filename=evidence.file_name)
    return {
        "Content-Disposition": named or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
