"""Signing keys and signatures: for reading alone, and never the private part."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from factcheck.core.admin import ReadOnlyAdmin
from factcheck.core.admin.display import isolated
from factcheck.core.admin.history import as_json
from reviews.models import Signature, SigningKey


@admin.register(SigningKey)
class SigningKeyAdmin(ReadOnlyAdmin):
    """The keys that sign what is published, and those that did."""

    stream = "signing_key"
    list_display = ["kid", "algorithm", "created_at", "retired_at", "compromised_at"]
    list_filter = ["created_at", "retired_at", "compromised_at"]
    search_fields = ["=kid"]
    date_hierarchy = "created_at"
    fields = ["kid", "algorithm", "shown", "created_at", "retired_at", "compromised_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SigningKey]:
        """Leave the private part out."""
        return super().get_queryset(request).defer("sealed")

    @admin.display(description=_("public key"))
    def shown(self, key: SigningKey) -> SafeString:
        """Return the public key as a JWK."""
        return as_json(key.public_key)


@admin.register(Signature)
class SignatureAdmin(ReadOnlyAdmin):
    """The signature of each publication's markup."""

    list_display = ["shown", "number", "key", "signed_at"]
    list_filter = ["signed_at", ("key", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["publication__revision__review", "key"]
    search_fields = ["=key__kid", "publication__revision__title"]
    date_hierarchy = "signed_at"
    fields = ["shown", "number", "key", "digest", "jws", "signed_at"]

    @admin.display(description=_("title"), ordering="publication__revision__title")
    def shown(self, signature: Signature) -> SafeString:
        """Return the title."""
        revision = signature.publication.revision
        return isolated(revision.title, revision.review.language, cut=120)

    @admin.display(description=_("revision"))
    def number(self, signature: Signature) -> int:
        """Return the number of the revision."""
        return signature.publication.revision.number
