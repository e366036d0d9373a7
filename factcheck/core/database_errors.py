"""Says in the domain's words what the database has refused: its guards are the last to look."""

from django.apps import apps
from django.db import DataError, IntegrityError
from django.db.models import BaseConstraint, ProtectedError, RestrictedError

from factcheck.core.errors import Conflict, DomainError, Flaw, Invalid

_UNIQUE, _FOREIGN_KEY, _NOT_NULL, _EXCLUSION = "23505", "23503", "23502", "23P01"


def translate(error: IntegrityError | DataError) -> DomainError:
    """Return what an operation would have raised, had it looked first.

    A constraint speaks with the message of its model; a guard written in SQL with its own.
    """
    if isinstance(error, (ProtectedError, RestrictedError)):
        return _in_use()
    diagnosis = getattr(error.__cause__, "diag", None)
    code = getattr(error.__cause__, "sqlstate", None)
    name = getattr(diagnosis, "constraint_name", None) or ""
    said = getattr(diagnosis, "message_primary", None) or "The database refuses it."
    column = getattr(diagnosis, "column_name", None)
    if isinstance(error, DataError):
        flaw = Flaw("", _sentence(said), "Send a value that the field can hold.")
        return Invalid("A value cannot be stored.", flaw)
    if code == _NOT_NULL:
        return Invalid("A value is missing.", Flaw(f"/{column}", "It has no value.", "Send one."))
    if code == _FOREIGN_KEY:
        return _in_use()
    reason = _message(name) or _sentence(said)
    if code in (_UNIQUE, _EXCLUSION):
        remedy = "Change the object that is there, or send other values."
        return Conflict("There is such an object already.", Flaw("", reason, remedy))
    if name.endswith("_immutable"):
        return Conflict("It cannot be changed.", Flaw("", reason, "Make a new one instead."))
    return Invalid("A rule of the data is broken.", Flaw("", reason, f"See the rule {name}."))


def _in_use() -> Conflict:
    return Conflict(
        "It is in use, or names something that is gone.",
        Flaw("", "Other objects refer to it, or it refers to none.", "Read it again, then decide."),
    )


def _message(name: str) -> str:
    """Return what the model says of its constraint; empty for a guard written in SQL."""
    found = _constraints().get(name)
    if found is None:
        return ""
    if found.violation_error_message == BaseConstraint.default_violation_error_message:
        return f"The rule {name} is broken."
    return str(found.get_violation_error_message())


def _constraints() -> dict[str, BaseConstraint]:
    return {c.name: c for model in apps.get_models() for c in model._meta.constraints}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
