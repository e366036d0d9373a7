"""Which reviews a person may see."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Prefetch, Q, QuerySet

from reviews.workflow import Status


class ReviewQuerySet(QuerySet[Any]):
    """Reviews."""

    def visible_to(self, user: Any) -> Self:
        """Return what a person's own newsrooms work on, and what any newsroom has published."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        own = user.memberships.values("newsroom_id")
        return self.filter(Q(newsroom_id__in=own) | Q(status=Status.PUBLISHED))

    def with_content(self) -> Self:
        """Fetch the newsroom, the claim's texts, the revisions and their publications along."""
        revisions = self.model._meta.get_field("revisions").related_model.objects
        return self.select_related("newsroom", "claim").prefetch_related(
            "claim__texts",
            Prefetch(
                "revisions", revisions.select_related("author", "publication").order_by("number")
            ),
        )
