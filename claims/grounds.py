"""Why stored identities were suggested: what a rule found, kept as JSON and put into words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from claims import models
from claims.provenance.graph import Node
from claims.provenance.labels import label
from claims.provenance.mentions import SuggestionKind
from claims.provenance.reasons import Reason, reason
from claims.provenance.suggestion_words import keys_in, say

# An affiliation is no identity, so none is stored for it.
RULES = {
    SuggestionKind.SAME_AS.value: _("one address"),
    SuggestionKind.SAME_NAME.value: _("the same name"),
    SuggestionKind.SHORT_NAME.value: _("a part of the name"),
    SuggestionKind.TRANSLITERATION.value: _("the name in other letters"),
    SuggestionKind.SAME_DESCRIPTION.value: _("the same description"),
    SuggestionKind.SAME_CAST.value: _("cited beside the same source"),
    SuggestionKind.SAME_CLAUSE.value: _("the same sentence"),
    SuggestionKind.SAME_RELAY.value: _("the same relay"),
    SuggestionKind.BACK_REFERENCE.value: _("a reference back"),
    SuggestionKind.SAME_OFFICE.value: _("the same office"),
}


def details_of(found: Reason) -> dict[str, Any]:
    """Return what a reason says as JSON has it."""
    return {n: list(value) if isinstance(value, tuple) else value for n, value in found.details}


def labels_in(reasons: Iterable[Reason]) -> dict[str, str]:
    """Return the labels of the sources that reasons name by key."""
    keys = {key for one in reasons for key in keys_in(one)}
    return {str(row.pk): shown(row) for row in models.Source.objects.filter(pk__in=keys)}


def shown(source: models.Source) -> str:
    """Return a source's name, or the words for it in quotation marks."""
    node = Node(
        id="",
        kind="source",
        members=(),
        label=source.label,
        anonymity=source.anonymity,
        descriptor=source.descriptor,
        literal=source.descriptor_literal,
    )
    return label(node)


def in_words(identity: Any, language: str) -> str:
    """Return why two sources may be one, in Arabic or English; what a person said as it is.

    Fetch the grounds along (`with_grounds`).
    """
    if not identity.rule:
        return str(identity.reason)
    found = reason(identity.rule, **identity.details)
    labels = {key: _named(identity.through) for key in keys_in(found) if identity.through}
    return say(found, language, labels, (shown(identity.a), shown(identity.b)))


def _named(columns: Mapping[str, Any]) -> str:
    return shown(models.Source(**columns))
