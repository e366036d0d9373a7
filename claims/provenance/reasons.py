"""Says why a finding was made, in a form that can be put into words of any language."""

from dataclasses import dataclass, field

Detail = str | int | bool | None | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """A code with the values that its sentence needs, in a fixed order.

    Codes are those of SuggestionKind and DriftCode; the values are words of the texts, numbers,
    ISO dates, keys of sources and values of the model's vocabularies.
    """

    code: str
    details: tuple[tuple[str, Detail], ...] = field(default=())

    def get(self, name: str) -> Detail:
        """Return a value by its name, or None."""
        return dict(self.details).get(name)

    def swapped(self) -> "Reason":
        """Return the same reason told from the other side: what ends in `_a` ends in `_b`."""
        return reason(self.code, **{_other(name): value for name, value in self.details})


def _other(name: str) -> str:
    if name.endswith(("_a", "_b")):
        return name[:-1] + ("b" if name.endswith("a") else "a")
    return name


def reason(code: str, **details: Detail) -> Reason:
    """Return a reason with its details in order of their names."""
    return Reason(code, tuple(sorted(details.items())))
