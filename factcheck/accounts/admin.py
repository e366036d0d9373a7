"""Newsrooms, their people and their tokens, on the desk."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from factcheck.accounts import operations
from factcheck.accounts.models import (
    Absence,
    ApiKey,
    ApiToken,
    Membership,
    Newsroom,
    RatingScale,
    Role,
    User,
)
from factcheck.core.admin import DeskAdmin, DeskForm, ReadOnlyAdmin, holds, person
from factcheck.core.admin.display import admin_url, isolated, link
from factcheck.core.errors import NotPermitted

TOKEN_FACTS = ("user", "name", "expires_at")
ABSENCE_FACTS = ("user", "first_on", "last_on", "note")
MEMBERSHIP_FACTS = ("role", "languages", "topics", "mails")
FACTS = ("username", "first_name", "last_name", "email", "is_active")


def run_newsrooms(user: User) -> QuerySet[Newsroom]:
    """Return the newsrooms of which the person is an admin."""
    if user.is_superuser:
        return Newsroom.objects.all()
    return Newsroom.objects.filter(memberships__user=user, memberships__role=Role.ADMIN)


def colleagues(user: User) -> QuerySet[User]:
    """Return those with whom the person shares a newsroom, and the person."""
    if user.is_superuser:
        return User.objects.all()
    own = user.memberships.values("newsroom_id")
    shared = Membership.objects.filter(newsroom_id__in=own).values("user_id")
    return User.objects.filter(Q(pk__in=shared) | Q(pk=user.pk))


def answers_for(user: User, other: User) -> bool:
    """Say whether the person may act on the other's account, and so as the other.

    That takes being an admin of every newsroom in which the other works: whoever sets
    somebody's password can do all that they can.
    """
    if user.is_superuser or user.pk == other.pk:
        return True
    rooms = set(other.memberships.values_list("newsroom_id", flat=True))
    run = set(run_newsrooms(user).values_list("pk", flat=True))
    return bool(rooms) and rooms <= run and not other.is_superuser


def _require_answers_for(user: User, other: User) -> None:
    if not answers_for(user, other):
        raise NotPermitted("This takes the role admin in every newsroom where they work.")


class UserForm(DeskForm):
    """An account; a new one may begin as a member of a newsroom."""

    places: ClassVar[dict[str, str]] = {"password": "new_password"}

    new_password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave it empty to keep the one that there is."),
    )
    newsroom = forms.ModelChoiceField(Newsroom.objects.none(), label=_("Newsroom"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.REVIEWER)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            del self.fields["newsroom"], self.fields["role"]
            return
        self.fields["new_password"].required = True
        self.fields["new_password"].help_text = ""
        rooms: Any = self.fields["newsroom"]
        rooms.queryset = run_newsrooms(self.person)
        rooms.required = not self.person.is_superuser
        rooms.initial = rooms.queryset.first()


@admin.register(User)
class UserAdmin(DeskAdmin):
    """People. They are not deleted, since what they signed stays signed; they are switched off."""

    form = UserForm
    write_role = Role.ADMIN
    stream = "user"
    list_display = ["username", "full_name", "email", "roles", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "memberships__role", "memberships__newsroom"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the person's colleagues."""
        shown = (
            super().get_queryset(request).filter(pk__in=colleagues(person(request)).values("pk"))
        )
        return shown.prefetch_related("memberships__newsroom")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave who is staff or a superuser to superusers."""
        more = ("is_staff", "is_superuser") if person(request).is_superuser else ()
        begins = () if obj else ("newsroom", "role")
        shown = ("new_password",) if self.has_change_permission(request, obj) else ()
        seen = ("roles", "last_login", "date_joined") if obj else ()
        return [(None, {"fields": [*FACTS, *more, *shown, *begins, *seen]})]

    readonly_fields = ["roles", "last_login", "date_joined"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask, of one account, for an admin who answers for it."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or answers_for(person(request), obj))

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user: User) -> SafeString:
        """Return the name."""
        return isolated(user.get_full_name())

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> SafeString:
        """Return the person's roles by newsroom."""
        held = ((m.get_role_display(), isolated(m.newsroom.name)) for m in user.memberships.all())
        return format_html_join(SafeString("<br>"), "{} · {}", held)

    def store(self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool) -> User:
        """Make or change the account."""
        typed, by = form.cleaned_data, person(request)
        names = [name for name in (*FACTS, "is_staff", "is_superuser") if name in typed]
        values = {name: typed[name] for name in names}
        password = typed.get("new_password", "")
        if change:
            return self._change(request, form.stored, values, password)
        room = typed["newsroom"]
        if room is not None:
            # Whoever begins at a desk may sign in there; the box is for accounts without one.
            values = {k: v for k, v in values.items() if v or k not in {"is_staff"}}
        return operations.create_user(
            values=values, password=password, by=by, newsroom=room, role=typed["role"]
        )

    def _change(
        self, request: HttpRequest, user: User, values: dict[str, Any], password: str
    ) -> User:
        by = person(request)
        _require_answers_for(by, user)
        operations.change_user(user=user, values=values, by=by, password=password)
        if password and user.pk == by.pk:
            update_session_auth_hash(request, user)
        return user


@admin.register(Newsroom)
class NewsroomAdmin(DeskAdmin):
    """Newsrooms; whoever makes one becomes its admin."""

    write_role = Role.ADMIN
    stream = "newsroom"
    list_display = ["name", "slug", "language", "url", "members_count", "steps"]
    list_filter = ["language"]
    search_fields = ["name", "slug", "url"]
    fields = operations.NEWSROOM_FIELDS
    ordering = ["name", "id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the members."""
        found: QuerySet[Any] = (
            super().get_queryset(request).annotate(n_members=Count("memberships"))
        )
        return found

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask, of one newsroom, for its own admin."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or person(request).has_role(Role.ADMIN, obj.pk))

    @admin.display(description=_("members"), ordering="n_members")
    def members_count(self, newsroom: Any) -> int:
        """Return how many there are."""
        count: int = newsroom.n_members
        return count

    @admin.display(description=_("rating scale"))
    def steps(self, newsroom: Newsroom) -> SafeString:
        """Return the labels, worst first, in the newsroom's language."""
        own = newsroom.language
        labels = [step["labels"] for step in newsroom.rating_scale]
        said = ((isolated(label.get(own) or next(iter(label.values()))),) for label in labels)
        return format_html_join(" · ", "{}", said)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Newsroom:
        """Make or change the newsroom."""
        values = {name: form.cleaned_data[name] for name in operations.NEWSROOM_FIELDS}
        values["rating_scale"] = values["rating_scale"] or []
        by = person(request)
        if change:
            return operations.change_newsroom(newsroom=form.stored, by=by, values=values)
        return operations.create_newsroom(by=by, values=values)


def members_panel(request: HttpRequest, newsroom: Newsroom) -> SafeString:
    """Return a newsroom's members with their roles."""
    held = newsroom.memberships.select_related("user").order_by("user__username")
    rows = (
        (link(admin_url(Membership, m.pk), m.user.username), m.get_role_display(), m.since.date())
        for m in held
    )
    body = format_html_join("", "<tr><td>{}</td><td>{}</td><td>{}</td></tr>", rows)
    heads = (_("member"), _("role"), _("since"))
    top = format_html_join("", "<th>{}</th>", ((head,) for head in heads))
    return format_html(
        "<h2>{}</h2><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>",
        _("Members"),
        top,
        body,
    )


NewsroomAdmin.panels = (members_panel,)


@admin.register(RatingScale)
class RatingScaleAdmin(ReadOnlyAdmin):
    """The versions of newsrooms' scales; a newsroom's page makes the next one."""

    list_display = ["newsroom", "version", "said", "created_at", "created_by"]
    list_filter = ["created_at", "newsroom"]
    list_select_related = ["newsroom", "created_by"]
    search_fields = ["newsroom__name", "steps"]

    @admin.display(description=_("steps"))
    def said(self, scale: RatingScale) -> SafeString:
        """Return the labels in the newsroom's language, the worst first."""
        language = scale.newsroom.language
        shown = ((step["value"], _label(step["labels"], language)) for step in scale.steps)
        return format_html_join(" · ", "{} {}", shown)


def _label(labels: dict[str, str], language: str) -> SafeString:
    return isolated(labels.get(language) or next(iter(labels.values())))


@admin.register(Membership)
class MembershipAdmin(DeskAdmin):
    """Who works where, in which role."""

    write_role = Role.ADMIN
    delete_role = Role.ADMIN
    list_display = ["user", "newsroom", "role", "takes", "since"]
    list_filter = ["role", "newsroom", "mails", "since"]
    list_select_related = ["user", "newsroom"]
    search_fields = ["user__username", "user__last_name", "newsroom__name"]
    autocomplete_fields = ["user"]
    fields = ["user", "newsroom", *MEMBERSHIP_FACTS]
    date_hierarchy = "since"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return those of the person's own newsrooms."""
        rows, user = super().get_queryset(request), person(request)
        own = user.memberships.values("newsroom_id")
        return rows if user.is_superuser else rows.filter(newsroom_id__in=own)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Keep whose it is; of one's own, the role too is for an admin to change."""
        if obj is None:
            return []
        own = [] if person(request).has_role(Role.ADMIN, obj.newsroom_id) else ["role"]
        return ["user", "newsroom", *own]

    @admin.display(description=_("takes"))
    def takes(self, membership: Membership) -> SafeString:
        """Return the languages and topics of the work that the person takes."""
        named = [*membership.languages, *membership.topics]
        return format_html_join(" · ", "{}", ((isolated(name),) for name in named))

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the newsrooms that the person runs, and their own colleagues."""
        offered = run_newsrooms if db_field.name == "newsroom" else colleagues
        kwargs["queryset"] = offered(person(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask, of one membership, for the member or an admin of the newsroom."""
        own = obj is not None and obj.user_id == person(request).pk
        return own or self.has_delete_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Ask, of one membership, for an admin of the newsroom."""
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or person(request).has_role(Role.ADMIN, obj.newsroom_id))

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Membership:
        """Give the role, and say what work the person takes."""
        by, typed = person(request), form.cleaned_data
        values = {name: typed[name] for name in MEMBERSHIP_FACTS if name in typed}
        if not change:
            made = form.instance
            form.stored = operations.set_role(
                by=by, newsroom=made.newsroom, user=made.user, role=values["role"]
            )
        return operations.change_membership(membership=form.stored, by=by, values=values)

    def remove(self, request: HttpRequest, obj: Membership) -> None:
        """End the membership."""
        operations.remove_member(membership=obj, by=person(request))


@admin.register(Absence)
class AbsenceAdmin(DeskAdmin):
    """Who is away, and takes no new work then."""

    write_role = Role.READER
    delete_role = Role.READER
    list_display = ["user", "first_on", "last_on", "note"]
    list_filter = ["first_on", "last_on"]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__last_name", "note"]
    autocomplete_fields = ["user"]
    fields = ABSENCE_FACTS
    date_hierarchy = "first_on"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with one's own."""
        return {"user": person(request).pk, **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the person's colleagues; the operation asks for an editor."""
        kwargs["queryset"] = colleagues(person(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an absence is noted and taken back."""
        return False

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> Absence:
        """Note it."""
        typed = {name: form.cleaned_data[name] for name in ABSENCE_FACTS}
        return operations.add_absence(by=person(request), **typed)

    def remove(self, request: HttpRequest, obj: Absence) -> None:
        """Take it back."""
        operations.remove_absence(absence=obj, by=person(request))


class StateFilter(admin.SimpleListFilter):
    """By whether a token works."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the two states."""
        return [("live", _("in use")), ("revoked", _("revoked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows."""
        if self.value() not in ("live", "revoked"):
            return queryset
        return queryset.filter(revoked_at__isnull=self.value() == "live")


class _SecretAdmin(DeskAdmin):
    """Secrets for programs: each is shown once, when it is made, and never again."""

    write_role = Role.ADMIN
    actions = ["revoke"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Leave nothing to be changed."""
        return ["created_at", "revoked_at"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a secret is made and revoked."""
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        """Ask for the role."""
        return holds(request, self.write_role)


@admin.register(ApiToken)
class ApiTokenAdmin(_SecretAdmin):
    """Tokens, with which programs act for people."""

    list_display = ["name", "user", "created_at", "expires_at", "revoked_at"]
    list_filter = [StateFilter, "created_at"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username"]
    autocomplete_fields = ["user"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the person's own, and those of the people in the newsrooms that they run."""
        rows, user = super().get_queryset(request), person(request)
        if user.is_superuser:
            return rows
        staff = Membership.objects.filter(newsroom__in=run_newsrooms(user)).values("user_id")
        return rows.filter(Q(user=user) | Q(user_id__in=staff))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show of a token all but its digest."""
        return [*TOKEN_FACTS, *(["created_at", "revoked_at"] if obj else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the person's colleagues; `store` asks whether the person answers for them."""
        kwargs["queryset"] = colleagues(person(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> ApiToken:
        """Issue a token."""
        typed, by = form.cleaned_data, person(request)
        _require_answers_for(by, typed["user"])
        secret = operations.issue_token(**{name: typed[name] for name in TOKEN_FACTS}, by=by)
        form.instance.secret = secret
        return ApiToken.objects.get(digest=ApiToken.digest_of(secret))

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret in the answer itself, so that no cookie or session ever holds it.

        Admin pages are never stored by a browser (`never_cache`).
        """
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("The token is ready"),
            "opts": self.opts,
            "token": obj,
            "secret": obj.secret,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/accounts/apitoken/issued.html", context)

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        """End the life of tokens, of those people for whom the person answers."""
        by, done = person(request), 0
        for token in tokens.filter(revoked_at=None).select_related("user"):
            if answers_for(by, token.user):
                operations.revoke_token(token=token, by=by)
                done += 1
        said = ngettext("%(count)d token is revoked.", "%(count)d tokens are revoked.", done)
        self.message_user(
            request, said % {"count": done}, messages.SUCCESS if done else messages.WARNING
        )


@admin.register(ApiKey)
class ApiKeyAdmin(_SecretAdmin):
    """Keys for reading."""

    list_display = ["name", "newsroom", "created_at", "revoked_at"]
    list_filter = [StateFilter, "created_at"]
    list_select_related = ["newsroom"]
    search_fields = ["name", "newsroom__name"]
    date_hierarchy = "created_at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return those of the newsrooms that the person runs; all to a superuser."""
        rows, user = super().get_queryset(request), person(request)
        return rows if user.is_superuser else rows.filter(newsroom__in=run_newsrooms(user))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show of a key all but its digest."""
        return ["name", "newsroom", *(["created_at", "revoked_at"] if obj else [])]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer the newsrooms that the person runs."""
        kwargs["queryset"] = run_newsrooms(person(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def store(
        self, request: HttpRequest, form: Any, formsets: list[Any], *, change: bool
    ) -> ApiKey:
        """Issue a key."""
        typed, by = form.cleaned_data, person(request)
        secret = operations.issue_key(name=typed["name"], newsroom=typed["newsroom"], by=by)
        form.instance.secret = secret
        return ApiKey.objects.get(digest=ApiKey.digest_of(secret))

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show the secret in the answer itself, as that of a token."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("The key is ready"),
            "opts": self.opts,
            "key": obj,
            "secret": obj.secret,
            "media": self.media,
        }
        return TemplateResponse(request, "admin/accounts/apikey/issued.html", context)

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, keys: QuerySet[ApiKey]) -> None:
        """End the life of keys."""
        live = list(keys.filter(revoked_at=None).select_related("newsroom"))
        for key in live:
            operations.revoke_key(key=key, by=person(request))
        said = ngettext("%(count)d key is revoked.", "%(count)d keys are revoked.", len(live))
        self.message_user(request, said % {"count": len(live)}, messages.SUCCESS)
