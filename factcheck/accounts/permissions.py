"""Who may use the API at all; what a verb needs beyond that is said where the verb is.

Views are `Any` here: the framework loads this module while it loads its views.
"""

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from factcheck.accounts.models import Newsroom, Role


class MemberReadsStaffWrites(BasePermission):
    """Members of any newsroom read.

    A view's `write_role` (reviewer, unless it says other) writes, its `delete_role` (editor,
    unless it says other) deletes.
    """

    message = "Your role does not allow this."

    def has_permission(self, request: Request, view: Any) -> bool:
        """Decide by the user's highest role."""
        user = request.user
        return user.is_authenticated and user.has_role(_needed(request.method or "", view))


class NewsroomAdmin(MemberReadsStaffWrites):
    """Besides, only an admin of a newsroom changes it."""

    message = "Only an admin of the newsroom may change it."

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        """Decide by the user's role in this newsroom."""
        if request.method in SAFE_METHODS:
            return True
        newsroom: Newsroom = obj
        user = request.user
        return user.is_authenticated and user.has_role(Role.ADMIN, newsroom.pk)


def _needed(method: str, view: Any) -> Role:
    if method in SAFE_METHODS:
        return Role.READER
    if method == "DELETE":
        return Role(getattr(view, "delete_role", Role.EDITOR))
    return Role(getattr(view, "write_role", Role.REVIEWER))
