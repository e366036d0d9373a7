"""Who works where and takes what work, and who is away: over the API."""

from collections.abc import Mapping
from typing import Any

from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet, UUIDFilter
from rest_framework import serializers

from factcheck.accounts import operations
from factcheck.accounts.models import Absence, Membership, Role, User
from factcheck.core.errors import Flaw, Invalid
from factcheck.core.fields import Id, LanguageTag, StrictModelSerializer, StrictSerializer, Text
from factcheck.core.resources import Changes, Creates, Removes

MOST_NAMED = 50


class MembershipSerializer(StrictModelSerializer):
    """That a person works in a newsroom; without languages or topics, on all of them."""

    user = serializers.CharField(source="user.username", read_only=True)
    newsroom = Id(read_only=True)
    languages = serializers.ListField(child=LanguageTag(), max_length=MOST_NAMED)
    topics = serializers.ListField(child=Text(max_length=60), max_length=MOST_NAMED)

    class Meta:
        model = Membership
        fields = ["id", "user", "newsroom", "role", "languages", "topics", "mails", "since"]
        read_only_fields = ["id", "user", "newsroom", "since"]


class MembershipFilter(FilterSet):  # type: ignore[misc]
    """Filters of memberships."""

    newsroom = UUIDFilter()
    user = CharFilter(field_name="user__username", label="User name.")
    role = ChoiceFilter(choices=Role.choices)


class MembershipViewSet(Changes):
    """Memberships of the person's newsrooms: one's own one changes, but for the role."""

    queryset = Membership.objects.all()
    serializer_class = MembershipSerializer
    filterset_class = MembershipFilter
    write_role = Role.READER
    ordering = ("id",)

    def listed(self, rows: Any) -> Any:
        """Fetch the users along."""
        return rows.select_related("user")

    detailed = listed

    def perform_change(self, found: Membership, values: Mapping[str, Any]) -> Membership:
        """Change it."""
        return operations.change_membership(membership=found, by=self.person, values=values)


class AbsenceSerializer(StrictModelSerializer):
    """Days on which a person takes no new work; both ends are included."""

    user = serializers.CharField(source="user.username", read_only=True)

    class Meta:
        model = Absence
        fields = ["id", "user", "first_on", "last_on", "note"]
        read_only_fields = fields


class NewAbsenceSerializer(StrictModelSerializer):
    """An absence; without `user` one's own."""

    user = Text(max_length=150, required=False, help_text="User name.")

    class Meta:
        model = Absence
        fields = ["user", "first_on", "last_on", "note"]


class AbsenceFilter(FilterSet):  # type: ignore[misc]
    """Filters of absences."""

    user = CharFilter(field_name="user__username", label="User name.")
    since = DateFilter(field_name="last_on", lookup_expr="gte", label="That end then, or later.")


class AbsenceViewSet(Creates, Removes):
    """Absences of the person and of those beside them; an editor notes those of the others."""

    queryset = Absence.objects.all()
    serializer_class = AbsenceSerializer
    filterset_class = AbsenceFilter
    write_role = Role.READER
    delete_role = Role.READER
    ordering = ("-first_on", "-id")
    inputs: Mapping[str, type[StrictSerializer]] = {"create": NewAbsenceSerializer}

    def listed(self, rows: Any) -> Any:
        """Fetch the users along."""
        return rows.select_related("user")

    detailed = listed

    def perform_create(self, values: Mapping[str, Any]) -> Absence:
        """Note it."""
        rest = dict(values)
        user = found_user("/user", rest.pop("user")) if "user" in rest else self.person
        return operations.add_absence(user=user, by=self.person, **rest)

    def perform_remove(self, found: Absence) -> None:
        """Take it back."""
        operations.remove_absence(absence=found, by=self.person)


def found_user(pointer: str, username: str) -> User:
    """Return the person of that name. Raises Invalid."""
    user = User.objects.filter(username=username).first()
    if user is None:
        flaw = Flaw(pointer, f"There is nobody called “{username}”.", "Send a user name.")
        raise Invalid("The values are not acceptable.", flaw)
    return user
