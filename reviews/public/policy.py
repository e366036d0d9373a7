"""What browsers are told of an answer: what it may load, who may frame it, who may read it."""

from django.http import HttpResponse

# What a page of ours shows: its own style and the pictures of its sources.
SHOWN = "style-src 'unsafe-inline'; img-src https: data:"


def protection(
    *, allowed: str = SHOWN, shared: bool = False, framed: bool = False
) -> dict[str, str]:
    """Return the headers that forbid everything but what is `allowed` (directives of a policy).

    `shared`: scripts of any site may read it. `framed`: any site may show it in a frame. Neither
    lets a session through: public answers are the same with and without cookies.
    """
    ancestors = "*" if framed else "'none'"
    everybody = shared or framed
    headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; {allowed}; "
            f"base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
        ),
        "Cross-Origin-Resource-Policy": "cross-origin" if everybody else "same-origin",
    }
    if shared:
        headers["Access-Control-Allow-Origin"] = "*"
    if not framed:
        headers["X-Frame-Options"] = "DENY"
    return headers


def protect(
    response: HttpResponse, *, allowed: str = SHOWN, shared: bool = False, framed: bool = False
) -> HttpResponse:
    """Send them with a response, and return it."""
    for name, value in protection(allowed=allowed, shared=shared, framed=framed).items():
        response[name] = value
    if framed:
        response.xframe_options_exempt = True
    return response
