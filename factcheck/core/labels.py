"""Makes the labels of our models translatable, with no word of it in the models."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


def translate_labels(app: AppConfig) -> None:
    """Let names of models and fields, help texts and choices follow the reader's language.

    The English ones are the message ids; what the catalogue lacks stays English. Django takes
    lazy texts anywhere, so that only the desk's catalogue has to know of them.
    """
    app.verbose_name = gettext_lazy(app.verbose_name)  # type: ignore[arg-type]
    for model in app.get_models():
        options: Any = model._meta
        options.verbose_name = gettext_lazy(options.verbose_name)
        options.verbose_name_plural = gettext_lazy(options.verbose_name_plural)
        for field in options.local_fields:
            _translate_field(field)


def _translate_field(field: Any) -> None:
    field.verbose_name = gettext_lazy(field.verbose_name)
    if field.help_text:
        field.help_text = gettext_lazy(field.help_text)
    if field.choices:
        field.choices = [(value, gettext_lazy(str(label))) for value, label in field.choices]
