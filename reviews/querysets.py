"""Which reviews, and which of their revisions, a person may see."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Exists, Max, OuterRef, Prefetch, Q, QuerySet, Subquery, Value

from claims.querysets import all_words
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
        return self.filter(Q(newsroom_id__in=own) | Q(live=True))

    def of_desks(self, user: Any) -> Self:
        """Return what a person's own newsrooms work on or have worked on."""
        if user.is_superuser:
            return self
        return self.filter(newsroom_id__in=user.memberships.values("newsroom_id"))

    def standing(self, status: str, user: Any) -> Self:
        """Return those that stand so, as far as the person may know.

        What another newsroom is correcting is published, to everybody else.
        """
        if user.is_superuser:
            return self.filter(status=status)
        own = Q(newsroom_id__in=user.memberships.values("newsroom_id"))
        others = Q(live=True) & ~own if status == Status.PUBLISHED else Q(pk=None)
        return self.filter((own & Q(status=status)) | others)

    def with_ownership(self, user: Any) -> Self:
        """Add whether the review is of one of the person's newsrooms."""
        if user.is_superuser:
            return self.annotate(own=Value(True))
        rooms = user.memberships.filter(newsroom=OuterRef("newsroom"))
        return self.annotate(own=Exists(rooms))

    def with_corrections(self) -> Self:
        """Fetch along what was corrected, and what is being corrected."""
        rows: QuerySet[Any] = self.model._meta.get_field("corrections").related_model.objects.all()
        rows = rows.select_related("asked_by", "publication", "corrects__revision")
        rows = rows.defer("publication__dossier", "corrects__dossier").order_by("-pk")
        return self.prefetch_related(Prefetch("corrections", rows))

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
                "revisions",
                revisions.select_related("author", "publication__withdrawal", "scale").order_by(
                    "number"
                ),
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
        opened = self._rechecks().visible_to(user).filter(review=OuterRef("pk"), settled_at=None)
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

    def _rechecks(self) -> RecheckQuerySet:
        rechecks: RecheckQuerySet = self.model._meta.get_field("rechecks").related_model.objects
        return rechecks.all()

    def _revisions(self) -> RevisionQuerySet:
        revisions: RevisionQuerySet = self.model._meta.get_field("revisions").related_model.objects
        return revisions.all()


class _OfReviews(QuerySet[Any]):
    """Rows of a review that others may see once their `publication` is there."""

    def visible_to(self, user: Any) -> Self:
        """Return those of a person's own newsrooms, and those that were published."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        own = user.memberships.values("newsroom_id")
        return self.filter(Q(review__newsroom_id__in=own) | Q(publication__isnull=False))


class RevisionQuerySet(_OfReviews):
    """Revisions."""


class CorrectionQuerySet(_OfReviews):
    """Corrections."""


class _OfNewsrooms(QuerySet[Any]):
    """Rows that belong to a newsroom alone; `newsroom_path` leads there."""

    newsroom_path = "newsroom"

    def visible_to(self, user: Any) -> Self:
        """Return those of a person's own newsrooms."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        own = user.memberships.values("newsroom_id")
        return self.filter(**{f"{self.newsroom_path}__in": own})


class AssignmentQuerySet(_OfNewsrooms):
    """Assignments."""

    def open(self) -> Self:
        """Return those that nobody has ended."""
        return self.filter(ended_at=None)

    def pooled(self) -> Self:
        """Return the open ones that wait for somebody to take them."""
        return self.open().filter(assignee=None)

    def overdue(self, at: Any) -> Self:
        """Return the open ones that were due before a moment."""
        return self.open().filter(due_at__lt=at)

    def held(self, *, skip_locked: bool = False) -> Self:
        """Lock the rows in their order, and only then return them with what they are about.

        What is joined in the query that waits for a lock is from before the wait.
        """
        locked = self.select_for_update(of=("self",), skip_locked=skip_locked)
        pks = list(locked.values_list("pk", flat=True))
        return self.model._default_manager.filter(pk__in=pks).with_subjects()  # type: ignore[no-any-return]

    def with_subjects(self) -> Self:
        """Fetch along what they are about and who has them."""
        rows = self.select_related("newsroom", "claim", "review", "assignee")
        return rows.prefetch_related("claim__texts")


class DeskQuerySet(_OfNewsrooms):
    """Desks."""


class ReminderQuerySet(_OfNewsrooms):
    """Reminders."""

    newsroom_path = "assignment__newsroom"

    def waiting(self) -> Self:
        """Return those that have not been said."""
        return self.filter(sent_at=None)


class EvidenceQuerySet(_OfNewsrooms):
    """Evidence."""

    newsroom_path = "review__newsroom"

    def with_parts(self) -> Self:
        """Fetch along what it names, without the texts of documents and the bytes of files."""
        rows = self.select_related(
            "review", "link", "anchor", "document__publisher", "file", "added_by"
        )
        return rows.defer("document__text", "file__content")

    def published(self) -> Self:
        """Keep what readers are shown of a published review, in its order.

        `archived_at` is when the last copy of a link was kept.
        """
        shown = self.filter(public=True).order_by("position")
        return shown.annotate(archived_at=Max("link__snapshots__taken_at"))


class LinkReportQuerySet(_OfNewsrooms):
    """Reports of broken links."""


class RecheckQuerySet(_OfNewsrooms):
    """What has to be looked at again."""

    newsroom_path = "review__newsroom"


class OutsideReviewQuerySet(QuerySet[Any]):
    """Reviews of outside newsrooms."""

    def visible_to(self, user: Any) -> Self:
        """Return everything to a person with an account: it was published."""
        return self if user.is_authenticated else self.none()

    def matching(self, text: str) -> Self:
        """Return those whose claim or title holds every word, however spelled."""
        return self.filter(all_words(text))

    def with_parts(self) -> Self:
        """Fetch along what they are about and whose they are."""
        rows = self.select_related("newsroom", "claim", "claimant")
        return rows.prefetch_related("claim__texts")


class ListingQuerySet(QuerySet[Any]):
    """What is published, as it is listed."""

    def in_language(self, tag: str) -> Self:
        """Return what is in a language, in whichever region or form of it."""
        return self.filter(Q(language__iexact=tag) | Q(language__istartswith=f"{tag}-"))
