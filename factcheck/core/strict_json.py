"""Reads JSON without guessing: what could be lost or taken differently is refused by its place."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from factcheck.core.errors import Flaw, Invalid

MAX_DEPTH = 64
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REMEDY = "Send one JSON text (RFC 8259) in UTF-8."


class _Refused:
    """Stands in the value where the text had something that JSON, or we, do not take."""

    def __init__(self, reason: str, remedy: str) -> None:
        self.reason, self.remedy = reason, remedy

    def at(self, pointer: str) -> Flaw:
        """Return it as a flaw of that place."""
        return Flaw(pointer, self.reason, self.remedy)


def loads(data: bytes) -> Any:
    """Return the value of a JSON text.

    Raises Invalid, naming the place, for what is no UTF-8, no JSON, nested beyond all measure,
    holds a number that is none (NaN, Infinity) or too large, or an object with a key twice.
    """
    hooks = _Hooks()
    try:
        value = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=hooks.pairs,
            parse_constant=hooks.constant,
            parse_int=hooks.integer,
            parse_float=hooks.fraction,
        )
    except UnicodeDecodeError as error:
        raise _unreadable(f"Byte {error.start} is not UTF-8.") from error
    except json.JSONDecodeError as error:
        raise _unreadable(f"Line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise _unreadable(_TOO_DEEP.reason, _TOO_DEEP.remedy) from error
    if hooks.refused:  # a walk costs as much as the reading: only to find the places
        flaws = [item.at(pointer) for pointer, item in _walk(value) if isinstance(item, _Refused)]
        raise Invalid("The JSON cannot be taken.", *flaws)
    return value


class _Hooks:
    """What the reader of JSON calls; `refused` says whether anything was replaced."""

    refused = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Refused:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return self._refuse(f"The key {twice!a} occurs twice in one object.", "Send it once.")

    def constant(self, name: str) -> _Refused:
        return self._refuse(f"{name} is no JSON number.", "Send a number, or null.")

    def integer(self, digits: str) -> int | _Refused:
        if len(digits) <= 100:
            return int(digits)  # beyond thousands of digits, Python itself refuses
        return self._refuse("A number has more than 100 digits.", "Send a smaller number.")

    def fraction(self, digits: str) -> float | _Refused:
        value = float(digits)
        if math.isfinite(value):
            return value
        return self._refuse("A number is larger than a double holds.", "Send a smaller number.")

    def _refuse(self, reason: str, remedy: str) -> _Refused:
        self.refused = True
        return _Refused(reason, remedy)


def unstorable(value: Any, pointer: str = "") -> Iterator[Flaw]:
    """Name every text that holds NUL or half a surrogate pair: no database can keep them.

    A value nested deeper than MAX_DEPTH is named too.
    """
    for at, item in _walk(value, pointer):
        if isinstance(item, _Refused):
            yield item.at(at)
        elif isinstance(item, str):
            found = _UNSTORABLE.search(item)
            if found:
                yield Flaw(at, f"Character {found.start()} is {_name(found[0])}.", "Remove it.")
        elif isinstance(item, dict):
            for key in item:
                found = _UNSTORABLE.search(key)
                if found:
                    yield Flaw(at, f"A key holds {_name(found[0])}: {key!a}.", "Rename it.")


def escape(key: str) -> str:
    """Return a key as one step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _walk(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with its pointer, in the order of the text and without recursion."""
    stack = [(pointer, value, 0)]
    while stack:
        at, item, depth = stack.pop()
        if isinstance(item, (dict, list)) and depth == MAX_DEPTH:
            yield at, _TOO_DEEP
            continue
        yield at, item
        if isinstance(item, dict):
            stack += [(f"{at}/{_step(k)}", v, depth + 1) for k, v in reversed(item.items())]
        elif isinstance(item, list):
            places = range(len(item) - 1, -1, -1)
            stack += [(f"{at}/{place}", item[place], depth + 1) for place in places]


def _step(key: str) -> str:
    """Return a key as a step that can be sent as UTF-8 whatever it holds."""
    return escape(key).encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def _name(character: str) -> str:
    return "a NUL character" if character == "\x00" else "half a surrogate pair"


_TOO_DEEP = _Refused(f"The nesting is deeper than {MAX_DEPTH}.", "Send a flatter value.")


def _unreadable(reason: str, remedy: str = _REMEDY) -> Invalid:
    return Invalid("The JSON cannot be read.", Flaw("", reason, remedy))
