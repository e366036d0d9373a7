"""Forms that read what was typed and leave it to an operation to say whether it may stand."""

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import models

from factcheck.core.errors import DomainError

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm


class AsStored(_ModelForm):
    """Takes a value that only the way through a browser has changed for the one that is stored.

    Browsers send the newlines of a text area as CRLF and drop those of a single line, and show
    no fractions of seconds; without this, saving would change what nobody has touched.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.setdefault("dir", _direction(field))

    def clean(self) -> dict[str, Any]:
        """Put the stored texts back."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str) and isinstance(self.fields[name], forms.CharField):
                cleaned[name] = _unchanged(self.fields[name], self.initial.get(name), value)
            if isinstance(value, datetime):
                cleaned[name] = _to_the_second(self.initial.get(name), value)
        return cleaned


def _direction(field: Any) -> str:
    """Let the words decide about words; addresses and tags run from left to right everywhere."""
    if isinstance(field, (forms.URLField, forms.JSONField, forms.SlugField, forms.EmailField)):
        return "ltr"
    return "auto"


def _to_the_second(stored: Any, given: datetime) -> datetime:
    """Return the stored moment, where the form has only left out its fraction of a second."""
    same = isinstance(stored, datetime) and stored.replace(microsecond=0) == given
    return stored if same else given


def _unchanged(field: Any, stored: Any, given: str) -> str:
    if isinstance(stored, str) and _sent(field, stored) == _sent(field, given):
        return stored
    return given.replace("\r\n", "\n")


def _sent(field: Any, text: str) -> str:
    """Return a text as it looks after the way through a browser and the form field."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not isinstance(field.widget, forms.Textarea):
        text = text.replace("\n", "")
    return text.strip() if field.strip else text


class DeskForm(AsStored):
    """The form of one object; `refusal` is what the operation has said to the same input before.

    `places` maps the first step of a JSON pointer to a field of another name. `as_of` says
    which state of the object the form was made from; `person` is who fills it in.
    """

    as_of = forms.CharField(required=False, widget=forms.HiddenInput)

    refusal: ClassVar[DomainError | None] = None
    person: ClassVar[Any] = None
    places: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            self.initial["as_of"] = self.version_of(self.instance)

    def version_of(self, row: models.Model) -> str:
        """Return a digest of the row's state, as far as this form can change it."""
        names = [field.name for field in row._meta.concrete_fields if field.name in self.fields]
        values = [(name, str(row.serializable_value(name))) for name in names]
        state = repr((values, str(getattr(row, "updated_at", ""))))
        return hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def clean(self) -> dict[str, Any]:
        """Say at the right fields what was refused."""
        cleaned = super().clean()
        if self.refusal is not None:
            self.add_error(None, self.refusal.detail)
            for flaw in self.refusal.flaws:
                self.add_error(self._place(flaw.pointer), f"{flaw.reason} {flaw.remedy}")
        return cleaned

    def _place(self, pointer: str) -> str | None:
        step = pointer.split("/")[1] if "/" in pointer else ""
        name = self.places.get(step, step)
        return name if name in self.fields else None

    def _post_clean(self) -> None:
        """Take the values over; whether the object may be so is for the operation to say."""
        self.instance = forms.models.construct_instance(
            self, self.instance, self._meta.fields, self._meta.exclude
        )
