"""Who vouches for what was published: the keys that sign it, and the signature of each."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.models.publications import Publication


class SigningKey(models.Model):
    """A key pair; one signs, the retired ones stay so that what they signed can be verified.

    One that others got hold of is compromised: it is taken out of the public set, and what it
    signed is signed anew.
    """

    kid = models.CharField(
        max_length=60, primary_key=True, help_text="Thumbprint of the public key (RFC 7638)."
    )
    algorithm = models.CharField(max_length=20)
    public_key = models.JSONField(help_text="The public key as a JWK.")
    sealed = models.BinaryField(help_text="The private key, encrypted under the secret key.")
    created_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "kid"]
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"], condition=Q(retired_at=None), name="one_key_signs"
            ),
            models.CheckConstraint(
                condition=Q(compromised_at=None) | Q(retired_at__isnull=False),
                name="compromised_key_is_retired",
            ),
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def jwk(self) -> dict[str, Any]:
        """Return the public key as verifiers take it (RFC 7517, RFC 8037)."""
        return {**self.public_key, "kid": self.kid, "use": "sig", "alg": self.algorithm}


class Signature(models.Model):
    """The detached signature of a publication's markup, made once and served from then on.

    `digest` is of the canonical markup that was signed: another markup of the same publication, at
    another address of the site or by a release that renders otherwise, has another signature.
    """

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="signatures"
    )
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="signatures")
    digest = models.CharField(max_length=64)
    jws = models.TextField()
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-signed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "digest"], name="signature_once")
        ]

    def __str__(self) -> str:
        return f"{self.publication} ({self.key_id})"
