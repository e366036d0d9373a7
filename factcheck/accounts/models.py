"""Users, the newsrooms that they work in, and the tokens with which programs act for them."""

import hashlib
import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

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


class Membership(models.Model):
    """That a user works in a newsroom, in one role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    newsroom = models.ForeignKey(Newsroom, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField(default=timezone.now, editable=False)

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
