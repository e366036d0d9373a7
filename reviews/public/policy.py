"""What browsers are told of an answer: what it may load, who may frame it, who may read it."""

from django.http import HttpResponse

# What a page of ours shows: its own style and the pictures of its sources.
SHOWN = "style-src 'unsafe-inline'; img-src https: data:"


def protect(
    response: HttpResponse, *, allowed: str = SHOWN, shared: bool = False, framed: bool = False
) -> HttpResponse:
    """Forbid everything but what is `allowed` (directives of a policy); return the response.

    `shared`: scripts of any site may read it. `framed`: any site may show it in a frame. Neither
    lets a session through: public answers are the same with and without cookies.
    """
    ancestors = "*" if framed else "'none'"
    response["Content-Security-Policy"] = (
        f"default-src 'none'; {allowed}; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}"
    )
    if framed:
        response.xframe_options_exempt = True
    if shared:
        response["Access-Control-Allow-Origin"] = "*"
    everybody = shared or framed
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if everybody else "same-origin"
    return response
