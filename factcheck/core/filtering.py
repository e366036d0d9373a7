"""Filters of lists: a parameter that is not understood is refused, never passed over."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django_filters import CharFilter, ChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from factcheck.core.errors import Flaw
from factcheck.core.problems import Refusal

_ACCEPTABLE = "A query parameter is not acceptable."


class StrictFilterBackend(DjangoFilterBackend):  # type: ignore[misc]
    """Applies the view's `filterset_class` to lists; other views take none of its parameters."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any], view: Any
    ) -> QuerySet[Any]:
        """Return the rows that match. Raises Refusal, naming each parameter that is at fault."""
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None or getattr(view, "action", "list") != "list":
            return queryset
        if not filterset.is_valid():
            flaws = _flaws(filterset.errors.as_data(), filterset.base_filters)
            raise Refusal("parameters", _ACCEPTABLE, *flaws)
        found: QuerySet[Any] = filterset.qs
        return found


def cleaned(form: forms.Form) -> dict[str, Any]:
    """Return what the parameters of an address say. Raises Refusal, naming those at fault."""
    if not form.is_valid():
        raise Refusal("parameters", _ACCEPTABLE, *_flaws(form.errors.as_data(), {}))
    return form.cleaned_data


def refuse_unknown(given: QueryDict, known: Iterable[str]) -> None:
    """Raise Refusal where a parameter is none of the known, empty, or given more than once."""
    flaws = tuple(_misuses(given, sorted(known)))
    if flaws:
        raise Refusal("parameters", _ACCEPTABLE, *flaws)


def _misuses(given: QueryDict, known: list[str]) -> Iterator[Flaw]:
    for name, values in given.lists():
        if name not in known:
            remedy = f"Known here: {', '.join(known)}." if known else "This address takes none."
            yield Flaw(name[:100], "No such parameter.", remedy)
        elif len(values) > 1:
            yield Flaw(name, f"It is given {len(values)} times.", "Give it once.")
        elif values == [""]:
            yield Flaw(name, "It has no value.", "Give a value, or leave the parameter out.")


def _flaws(errors: Mapping[str, Any], filters: Mapping[str, Any]) -> Iterator[Flaw]:
    for name, found in errors.items():
        remedy = "Correct the value."
        if isinstance(filters.get(name), ChoiceFilter):
            choices = [str(value) for value, _ in filters[name].extra["choices"]]
            remedy = f"Use one of: {', '.join(choices)}."
        for error in found:
            yield Flaw(name, " ".join(error.messages), remedy)


class MomentField(forms.CharField):
    """The value of a day or an RFC 3339 moment."""

    def clean(self, value: Any) -> datetime | None:
        """Return the moment, None where nothing is given."""
        text = super().clean(value)
        if not text:
            return None
        try:
            day = parse_date(text)
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None
            moment = moment or parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError(
                "Send a day (2021-11-07, from 0:00 UTC) or a moment with its offset "
                "(2021-11-07T10:00:00Z); write + as %2B."
            )
        return moment


class MomentFilter(CharFilter):  # type: ignore[misc]
    """A day or an RFC 3339 moment; a moment without an offset is none."""

    field_class = MomentField
