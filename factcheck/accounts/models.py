"""Users, the newsrooms that they work in, and the tokens with which programs act for them."""

import hashlib
import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from factcheck.accounts.querysets import AbsenceQuerySet, MembershipQuerySet
from factcheck.core.languages import LANGUAGE_TAG


class Role(models.TextChoices):
    """What a member may do, each including the one before."""

    READER = "reader"
    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def includes(self) -> tuple[str, ...]:
        """Return this role and those below it."""
        return tuple(Role.values[: Role.values.index(self) + 1])

    @property
    def or_higher(self) -> tuple[str, ...]:
        """Return this role and those above it."""
        return tuple(Role.values[Role.values.index(self) :])


class User(AbstractUser):
    """A person with an account."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    def has_role(self, role: str, newsroom_id: uuid.UUID | None = None) -> bool:
        """Say whether the user holds `role` or a higher one, in that newsroom or in any."""
        if self.is_superuser and self.is_active:
            return True
        held = self.memberships.filter(role__in=Role(role).or_higher)
        return (held.filter(newsroom_id=newsroom_id) if newsroom_id else held).exists()


class Newsroom(models.Model):
    """The organisation that reviews and publishes (schema.org Organization)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    url = models.URLField(max_length=500)
    logo_url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=35, validators=[LANGUAGE_TAG])
    rating_scale = models.JSONField(
        default=list,
        help_text='Worst first: [{"value": 1, "labels": {"en": "False", "ar": "خطأ"}}, …].',
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    members = models.ManyToManyField(User, through="Membership", related_name="newsrooms")

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="newsroom_has_name"),
            models.CheckConstraint(condition=~Q(url=""), name="newsroom_has_url"),
        ]

    def __str__(self) -> str:
        return self.name


class RatingScale(models.Model):
    """A version of a newsroom's scale; the database refuses every change to one.

    Revisions name the version that they were rated on, so that a later one changes no rating.
    """

    newsroom = models.ForeignKey(Newsroom, on_delete=models.PROTECT, related_name="scales")
    version = models.PositiveIntegerField()
    steps = models.JSONField(help_text="As the newsroom's `rating_scale`: worst first.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["newsroom_id", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["newsroom", "version"], name="scale_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="scale_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.newsroom}, version {self.version}"

    @property
    def worst(self) -> int:
        """Return the lowest value."""
        return int(self.steps[0]["value"])

    @property
    def best(self) -> int:
        """Return the highest value."""
        return int(self.steps[-1]["value"])


class Membership(models.Model):
    """That a user works in a newsroom, in one role.

    Without `languages` the person takes work in all, without `topics` on all.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    languages = ArrayField(
        models.CharField(max_length=35, validators=[LANGUAGE_TAG]), default=list, blank=True
    )
    topics = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    mails = models.BooleanField(default=True, help_text="Whether notifications come by e-mail too.")
    since = models.DateTimeField(default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["newsroom_id", "user_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "newsroom"], name="membership_one_role_per_newsroom"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Absence(models.Model):
    """Days on which a person takes no new work; both ends are included."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="absences")
    first_on = models.DateField()
    last_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-first_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="absence_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["user", "last_on"], name="absence_of_user")]

    def __str__(self) -> str:
        return f"{self.user}, {self.first_on} to {self.last_on}"


class ApiToken(models.Model):
    """A secret with which a program acts for a user; only its digest is kept."""

    PREFIX = "fct_"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} of {self.user}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """Return the SHA-256 of a token; tokens are random, so no salt is needed."""
        return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class ApiKey(models.Model):
    """A secret with which a program reads the Fact Check Tools API; it acts for nobody."""

    PREFIX = "fck_"

    name = models.CharField(max_length=100, help_text="Whose it is, or what for.")
    newsroom = models.ForeignKey(
        Newsroom, null=True, blank=True, on_delete=models.CASCADE, related_name="api_keys"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "API key"
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="api_key_has_name")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def digest_of(secret: str) -> str:
        """Return the SHA-256 of a key; keys are random, so no salt is needed."""
        return ApiToken.digest_of(secret)
