"""How urgent a claim is, over the API."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims import models
from claims.priority import LANGUAGES, Part, counted, parts, total


class PriorityPartSerializer(serializers.Serializer[Any]):
    """One part of a priority."""

    name = serializers.ChoiceField(["reach", "appearances", "anonymity", "requests", "age"])
    value = serializers.SerializerMethodField(
        "get_counted", help_text="What was counted; of anonymity, which kind it is."
    )
    points = serializers.IntegerField()
    words = serializers.SerializerMethodField(help_text="Both in a sentence.")

    @extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
    def get_counted(self, part: Part) -> Any:
        """Return it as it was counted."""
        return part.value

    @extend_schema_field(
        {
            "type": "object",
            "required": list(LANGUAGES),
            "properties": {language: {"type": "string"} for language in LANGUAGES},
        }
    )
    def get_words(self, part: Part) -> dict[str, str]:
        """Return the sentence per language."""
        return {language: part.words(language) for language in LANGUAGES}


class PrioritySerializer(serializers.Serializer[Any]):
    """A priority: the sum of its parts. The list can be ordered by it."""

    total = serializers.IntegerField(read_only=True)
    parts = PriorityPartSerializer(many=True, read_only=True)

    def to_representation(self, row: models.ClaimPriority) -> Any:
        """Return it as it is now."""
        found = parts_of(row)
        return super().to_representation({"total": total(found), "parts": found})


def parts_of(row: models.ClaimPriority) -> tuple[Part, ...]:
    """Return the parts of a stored priority as they are now."""
    return parts(counted(row.parts), row.first_seen_at, timezone.now())
