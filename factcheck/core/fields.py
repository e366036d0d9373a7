"""Serializers and fields that take JSON as it is: no text for a number, no field unheard of."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import RegexValidator
from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from factcheck.core.languages import LANGUAGE_TAG

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Text(serializers.CharField):
    """A JSON string, kept as it came."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False} | options)

    def to_internal_value(self, data: Any) -> str:
        """Take strings alone."""
        if not isinstance(data, str):
            raise ValidationError("Not a string.", code="invalid")
        return super().to_internal_value(data)


class Slug(Text, serializers.SlugField):
    """A part of an address."""


class LanguageTag(Text):
    """A BCP 47 language tag."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 35, "validators": [_LANGUAGE]} | options)


class _Language(RegexValidator):
    def __call__(self, value: str) -> None:
        if value:  # an empty one is for `allow_blank` to judge
            super().__call__(value)


_LANGUAGE = _Language(LANGUAGE_TAG.regex, LANGUAGE_TAG.message, code=LANGUAGE_TAG.code)


class WebAddress(Text, serializers.URLField):
    """An absolute URL."""


class Whole(serializers.IntegerField):
    """A JSON number without a fraction."""

    def to_internal_value(self, data: Any) -> int:
        """Take integers alone; true and false are none."""
        if not isinstance(data, int) or isinstance(data, bool):
            raise ValidationError("Not a whole number.", code="invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """Take JSON's own two."""
        if not isinstance(data, bool):
            raise ValidationError("Neither true nor false.", code="invalid")
        return data


class Choice(serializers.ChoiceField):
    """One of some strings."""

    def to_internal_value(self, data: Any) -> Any:
        """Take a known string; name them all otherwise."""
        if isinstance(data, str) and data in self.choices:
            return data
        known = ", ".join(f"“{value}”" for value in self.choices)
        raise ValidationError(f"Not one of: {known}.", code="invalid_choice")


class Moment(serializers.DateTimeField):
    """An RFC 3339 moment with its offset."""

    def to_internal_value(self, value: Any) -> Any:
        """Take no moment without an offset: it would be another one elsewhere."""
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            message = "Not a moment with its offset, such as 2021-11-07T10:00:00Z."
            raise ValidationError(message, code="invalid")
        return super().to_internal_value(value.upper())


class Day(serializers.DateField):
    """An ISO 8601 day."""

    def to_internal_value(self, value: Any) -> Any:
        """Take the one form YYYY-MM-DD."""
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValidationError("Not a day, such as 2021-11-07.", code="invalid")
        return super().to_internal_value(value)


class Id(serializers.UUIDField):
    """The UUID of another object, read without fetching that object."""

    def get_attribute(self, instance: Any) -> UUID | None:
        """Return the column beside the relation."""
        found: UUID | None = getattr(instance, f"{self.field_name}_id")
        return found

    def to_internal_value(self, data: Any) -> UUID:
        """Take the canonical form alone."""
        return _uuid(data)


class Reference(serializers.Field):  # type: ignore[type-arg]
    """Written as the UUID of another object, read as a summary of it."""

    def __init__(self, summary: type[serializers.BaseSerializer[Any]], **options: Any) -> None:
        super().__init__(**options)
        self.summary = summary

    def __deepcopy__(self, memo: Any) -> "Reference":
        options: dict[str, Any] = self._kwargs  # type: ignore[attr-defined]
        return type(self)(self.summary, **options)

    def to_representation(self, value: Any) -> Any:
        """Return the summary."""
        return self.summary(value, context=self.context).data

    def to_internal_value(self, data: Any) -> UUID:
        """Take the canonical form alone."""
        return _uuid(data)


def _uuid(data: Any) -> UUID:
    if not isinstance(data, str) or not _UUID.fullmatch(data):
        raise ValidationError("Not a UUID.", code="invalid")
    return UUID(data)


class TextsByLanguage(serializers.DictField):
    """One text per language tag."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"child": Text(max_length=5000)} | options)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Take language tags as keys, texts that are not empty as values."""
        texts: dict[str, str] = super().to_internal_value(data)
        errors = {tag: [str(_LANGUAGE.message)] for tag in texts if not _is_language(tag)}
        if errors:
            raise ValidationError(errors)
        return texts


def _is_language(tag: str) -> bool:
    try:
        LANGUAGE_TAG(tag)
    except DjangoValidationError:
        return False
    return len(tag) <= 35


class StrictSerializer(serializers.Serializer):  # type: ignore[type-arg]
    """Takes its own fields and no others.

    With `changes=True` those that are sent are taken and nothing is asked for; unlike
    `partial=True` this leaves nested objects whole. With a class as `record`, what is taken
    becomes one.
    """

    record: type[Any] | None = None

    def __init__(self, *args: Any, changes: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.changes = changes

    @property
    def _writable_fields(self) -> Iterator[Any]:  # type: ignore[override]
        for field in super()._writable_fields:
            if not self.changes or field.field_name in self.initial_data:
                yield field

    def to_internal_value(self, data: Any) -> Any:
        """Name unknown and read-only fields along with all other errors."""
        errors = self._strangers(data) if isinstance(data, Mapping) else {}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError(errors | error.detail) from error  # type: ignore[operator]
        if errors:
            raise ValidationError(errors)
        return self.record(**frozen(values)) if self.record else values

    def _strangers(self, data: Mapping[str, Any]) -> dict[str, Any]:
        known = [name for name, field in self.fields.items() if not field.read_only]
        errors: dict[str, Any] = {}
        for name in data:
            if name in known:
                continue
            if name in self.fields:
                errors[name] = [ErrorDetail("The server sets this field.", "read_only")]
            else:
                message = f"There is no such field; there are: {', '.join(known)}."
                errors[name] = [ErrorDetail(message, "unknown")]
        return errors


class StrictModelSerializer(StrictSerializer, serializers.ModelSerializer):  # type: ignore[type-arg]
    """Takes lengths, choices and descriptions of fields from the model, and no more."""

    serializer_choice_field = Choice
    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.BooleanField: Flag,
        models.CharField: Text,
        models.DateField: Day,
        models.DateTimeField: Moment,
        models.PositiveIntegerField: Whole,
        models.PositiveSmallIntegerField: Whole,
        models.SlugField: Slug,
        models.TextField: Text,
        models.URLField: WebAddress,
    }

    def get_validators(self) -> list[Any]:
        """Leave what concerns several fields or rows to the operations."""
        return []

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, dict[str, Any]]:
        """Keep the model's validators of a single value, without a look into the database."""
        class_, options = super().build_standard_field(field_name, model_field)
        found = [v for v in options.get("validators", []) if not hasattr(v, "queryset")]
        if "validators" in options:
            options["validators"] = found
        return class_, options


def frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as records hold them, with tuples for lists."""
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
