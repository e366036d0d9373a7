"""What the pages of claims, documents and sources have in common."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models.vocabulary import IdentityState
from claims.spelling import fold
from factcheck.accounts.models import Role
from factcheck.core.admin import DeskAdmin, ReadOnlyAdmin, holds, person
from factcheck.core.errors import Conflict


class _Search(DeskAdmin):
    """Finds words however they are spelled, and an object by its id."""

    search_help_text = _("Words, however they are spelled, or an id")

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["claims/desk.css"]}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows of which the folded texts hold every word."""
        try:
            return queryset.filter(pk=UUID(search_term.strip())), False
        except ValueError:
            return super().get_search_results(request, queryset, fold(search_term))


class ProvenanceAdmin(_Search):
    """What reviewers write and editors delete."""

    write_role = Role.REVIEWER
    delete_role = Role.EDITOR


class ProvenanceReadOnlyAdmin(_Search, ReadOnlyAdmin):
    """What comes with something else, or through the API."""


class DecisionsAdmin(ProvenanceReadOnlyAdmin):
    """Suggestions on which reviewers decide; `decide` calls the operation, `named` names one."""

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Say whether the person may decide."""
        return holds(request, Role.REVIEWER)

    def decide(self, row: Any, state: IdentityState, by: Any) -> None:
        """Call the operation."""
        raise NotImplementedError

    def named(self, row: Any) -> str:
        """Return what the person is told that it was about."""
        raise NotImplementedError

    def decide_each(self, request: HttpRequest, rows: QuerySet[Any], state: IdentityState) -> None:
        """Decide on each by itself; what cannot be decided so is left and named.

        A suggestion that the ones before it have made pointless may be gone by then.
        """
        for row in rows.order_by("pk"):
            said, level = str(state), messages.SUCCESS
            try:
                self.decide(row, state, person(request))
            except Conflict as error:
                said, level = error.detail, messages.WARNING
            except ObjectDoesNotExist:
                said, level = gettext("The suggestion has been withdrawn."), messages.WARNING
            self.message_user(request, f"{self.named(row)}: {said}", level)


def counted(rows: QuerySet[Any], field: str) -> Coalesce:
    """Return how many of the rows refer to the outer one by `field`."""
    own = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)
