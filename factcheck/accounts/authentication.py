"""Bearer tokens for the REST API, and keys for reading."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from factcheck.accounts.models import ApiKey, ApiToken, User


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer fct_…`."""

    def authenticate(self, request: Request) -> tuple[User | AnonymousUser, ApiToken] | None:
        """Return the token's user; no header means nobody, a bad one is an error."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed("Send exactly one token: Authorization: Bearer <token>.")
        token = live_token(parts[1].decode("latin-1"))
        if token is None:
            raise AuthenticationFailed("The token is unknown, expired or revoked.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Tell a client without credentials how to give them."""
        return 'Bearer realm="api"'


def live_token(secret: str) -> ApiToken | None:
    """Return the token of a secret, with its user, unless it is expired or revoked."""
    return (
        ApiToken.objects.select_related("user")
        .filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
        .filter(digest=ApiToken.digest_of(secret), revoked_at=None, user__is_active=True)
        .first()
    )


def is_live_key(secret: str) -> bool:
    """Say whether a secret is that of a key for reading that nobody has revoked."""
    return ApiKey.objects.filter(digest=ApiKey.digest_of(secret), revoked_at=None).exists()


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the bearer token in the OpenAPI document."""

    target_class = TokenAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the security scheme object."""
        return {"type": "http", "scheme": "bearer"}
