"""Which reviews, and which of their revisions, a person may see."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

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

    def with_content(self, user: Any = None) -> Self:
        """Fetch the newsroom, the claim's texts, the revisions and their publications along.

        With a user, only the revisions that the user may see.
        """
        revisions = self._revisions().defer("publication__dossier")
        if user is not None:
            revisions = revisions.visible_to(user)
        return self.select_related("newsroom", "claim").prefetch_related(
            "claim__texts",
            Prefetch(
                "revisions", revisions.select_related("author", "publication").order_by("number")
            ),
        )

    def with_page(self) -> Self:
        """Add what the public page answers; None before it is there."""
        rendered = self._revisions().filter(
            review=OuterRef("pk"), publication__renditions__form="page"
        )
        status = Subquery(rendered.values("publication__renditions__status")[:1])
        return self.annotate(page_status=status)

    def with_rechecks(self, user: Any) -> Self:
        """Add whether the person's own desk has to look at it again."""
        opened = self._rechecks().filter(review=OuterRef("pk"), settled_at=None)
        if not user.is_superuser:
            opened = opened.filter(review__newsroom_id__in=user.memberships.values("newsroom_id"))
        return self.annotate(needs_recheck=Exists(opened))

    def with_recheck_history(self) -> Self:
        """Fetch along all that ever asked to look at it again."""
        rows = self._rechecks().select_related("settled_by").order_by("-raised_at", "-id")
        return self.prefetch_related(Prefetch("rechecks", rows))

    def last_published_before(self, moment: Any) -> Self:
        """Return those of which nothing was published since."""
        since = self._revisions().filter(
            review=OuterRef("pk"), publication__published_at__gte=moment
        )
        return self.filter(~Exists(since))

    def _rechecks(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model._meta.get_field("rechecks").related_model.objects.all()
        return rows

    def _revisions(self) -> RevisionQuerySet:
        revisions: RevisionQuerySet = self.model._meta.get_field("revisions").related_model.objects
        return revisions.all()


class RevisionQuerySet(QuerySet[Any]):
    """Revisions."""

    def visible_to(self, user: Any) -> Self:
        """Return those of a person's own newsrooms, and those that were published."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        own = user.memberships.values("newsroom_id")
        return self.filter(Q(review__newsroom_id__in=own) | Q(publication__isnull=False))
