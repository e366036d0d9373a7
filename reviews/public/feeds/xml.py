"""XML written piece by piece: whatever the texts hold, what comes out is well-formed."""

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
# What no XML 1.0 document may hold, not even as a reference.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Put U+FFFD where XML allows no such character."""
    return _ILLEGAL.sub("\ufffd", text)


def element(name: str, text: str = "", /, **attributes: str) -> str:
    """Return an element with this text and these attributes; those that are empty are left out.

    `__` in the name of an attribute stands for the colon: xml__lang.
    """
    content = escape(legal(text), {"\r": "&#13;"})
    return _element(name, content, attributes)


def nested(name: str, pieces: Iterable[str], /, **attributes: str) -> str:
    """Return an element around pieces that are XML themselves."""
    return _element(name, "".join(pieces), attributes)


def opening(name: str, /, **attributes: str) -> str:
    """Return the start tag of an element that is written piece by piece."""
    return f"<{name}{_written(attributes)}>\n"


def document(*parts: Iterable[str]) -> Iterator[bytes]:
    """Return a document as chunks of UTF-8, the declaration first."""
    yield DECLARATION.encode()
    for part in parts:
        for piece in part:
            yield piece.encode()


def _element(name: str, content: str, attributes: dict[str, str]) -> str:
    end = f">{content}</{name}>" if content else "/>"
    return f"<{name}{_written(attributes)}{end}\n"


def _written(attributes: dict[str, str]) -> str:
    given = [(name.replace("__", ":"), value) for name, value in attributes.items() if value]
    return "".join(f" {name}={quoteattr(legal(value))}" for name, value in given)
