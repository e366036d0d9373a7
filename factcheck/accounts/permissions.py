"""Who may use the API at all; what a verb needs beyond that is said where the verb is."""

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from factcheck.accounts.models import Role


class MemberReadsStaffWrites(BasePermission):
    """Members of any newsroom read; a view's `write_role` (reviewer, unless it says other) writes."""

    message = "Your role does not allow this."

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Decide by the user's highest role."""
        user = request.user
        if not user.is_authenticated:
            return False
        if request.method in SAFE_METHODS:
            return user.has_role(Role.READER)
        return user.has_role(getattr(view, "write_role", Role.REVIEWER))
