"""What an operation may raise; `problems.py` alone knows their HTTP status."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Flaw:
    """One thing that is wrong with an input.

    `pointer` is a JSON pointer (RFC 6901) into the input, empty for the whole of it;
    `reason` says what is wrong, `remedy` what to do about it.
    """

    pointer: str
    reason: str
    remedy: str

    @property
    def path(self) -> str:
        """Return the place as a JSON path (RFC 9535): `$.documents[0].text`."""
        steps = self.pointer.split("/")[1:]
        return "$" + "".join(f"[{s}]" if s.isdigit() else f".{s}" for s in steps)


class DomainError(Exception):
    """Base of all: `detail` for people, `flaws` for the fields concerned."""

    def __init__(self, detail: str, *flaws: Flaw) -> None:
        super().__init__(detail)
        self.detail = detail
        self.flaws = flaws


class Invalid(DomainError):
    """The input itself is wrong, whatever the state of the system."""


class Conflict(DomainError):
    """The input is fine and the present state forbids it; `allowed` names what is possible now."""

    def __init__(self, detail: str, *flaws: Flaw, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(detail, *flaws)
        self.allowed = allowed


class NotPermitted(DomainError):
    """The state would allow it, but not to this person."""
