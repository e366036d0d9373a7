"""Which memberships, and whose absences, a person may see."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q, QuerySet


class MembershipQuerySet(QuerySet[Any]):
    """Memberships."""

    def visible_to(self, user: Any) -> Self:
        """Return those of a person's own newsrooms."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(newsroom_id__in=user.memberships.values("newsroom_id"))


class AbsenceQuerySet(QuerySet[Any]):
    """Absences."""

    def visible_to(self, user: Any) -> Self:
        """Return the person's own, and those of the people beside them."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        rooms, memberships = user.memberships.values("newsroom_id"), user.memberships.model.objects
        beside = memberships.filter(newsroom_id__in=rooms).values("user_id")
        return self.filter(Q(user=user) | Q(user_id__in=beside))
