"""Language tags (BCP 47) as the database takes them."""

from django.core.validators import RegexValidator

LANGUAGE_TAG = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
    "Not a BCP 47 language tag; examples: ar, en, zh-Hant.",
    code="invalid",
)
