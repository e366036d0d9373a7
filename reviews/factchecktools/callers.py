"""Who calls: keys for reading, bearer tokens for pages."""

from django.conf import settings

from factcheck.accounts.authentication import is_live_key, live_token
from factcheck.accounts.models import Role, User
from reviews.factchecktools.calls import Call
from reviews.factchecktools.refusals import Code, Refusal


def require_key(call: Call) -> None:
    """Ask a reader for a key, or a token, where the deployment wants one. Raises Refusal."""
    if not settings.API_KEYS_REQUIRED:
        return
    if _bearer(call):
        _person(call)
        return
    key = call.text("key") or call.request.headers.get("X-Goog-Api-Key", "")
    if not key:
        said = "Method doesn't allow unregistered callers. Please use an API key."
        raise Refusal(Code.PERMISSION_DENIED, said)
    if not is_live_key(key):
        said = "API key not valid. Please pass a valid API key."
        raise Refusal(Code.INVALID_ARGUMENT, said, info="API_KEY_INVALID")


def require_member(call: Call) -> User:
    """Return whose token it is: somebody who works in a newsroom. Raises Refusal."""
    user = _person(call)
    if not user.has_role(Role.READER):
        raise Refusal(Code.PERMISSION_DENIED, "The caller works in no newsroom.")
    return user


def _person(call: Call) -> User:
    secret = _bearer(call)
    if not secret:
        said = "Request is missing required authentication credential: a bearer token."
        raise Refusal(Code.UNAUTHENTICATED, said)
    token = live_token(secret)
    if token is None:
        said = "Request had invalid authentication credentials: the token is unknown or ended."
        raise Refusal(Code.UNAUTHENTICATED, said)
    return token.user


def _bearer(call: Call) -> str:
    scheme, _, secret = call.request.headers.get("Authorization", "").strip().partition(" ")
    given = secret.strip() if scheme.lower() == "bearer" else ""
    return given or call.text("access_token") or call.text("oauth_token")
