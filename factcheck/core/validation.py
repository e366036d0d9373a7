"""Turns Django's model validation into the flaws that every door reports alike."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from factcheck.core.errors import Flaw, Invalid

_REMEDIES = {
    "blank": "Give a value.",
    "null": "Give a value.",
    "required": "Give a value.",
    "invalid_choice": "Use one of the documented values.",
    "max_length": "Shorten it.",
    "unique": "Choose another value, or change the object that has it.",
    "invalid": "Correct the form of the value.",
    "null_characters_not_allowed": "Remove the NUL characters.",
}


def clean_model(instance: models.Model, *, constraints: bool = True) -> None:
    """Validate the fields, and by default the constraints, of a row to be saved. Raises Invalid."""
    try:
        instance.full_clean(validate_unique=constraints, validate_constraints=constraints)
    except ValidationError as error:
        flaws = flaws_of(error)
        raise Invalid("The values are not acceptable.", *flaws) from error


def flaws_of(error: ValidationError) -> list[Flaw]:
    """Name each field that Django complained about, as a JSON pointer."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: [error]}
    return [
        Flaw(
            "" if field == NON_FIELD_ERRORS else f"/{field}",
            " ".join(single.messages),
            _REMEDIES.get(single.code or "", "Correct the value."),
        )
        for field, errors in by_field.items()
        for single in errors
    ]
