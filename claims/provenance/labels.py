"""How labels of any script are shown within text of another, and how wide they are."""

import unicodedata

from claims.provenance.graph import Called, Node
from factcheck.core.directions import Direction

FSI, PDI, ELLIPSIS = "\u2068", "\u2069", "…"

_RTL, _LTR = frozenset({"R", "AL"}), frozenset({"L"})
_OPENING = frozenset("\u2066\u2067\u2068")
_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_QUOTES: dict[Direction, tuple[str, str]] = {"ltr": ("“", "”"), "rtl": ("«", "»")}


def clean(text: str) -> str:
    """Return the text on one line, fit for XML, with every isolate that it opens closed.

    What it says stays as it is: only white space is joined and what cannot be shown left out.
    """
    shown = "".join(c for c in text if c.isspace() or _can_be_shown(c))
    found, depth = [], 0
    for character in " ".join(shown.split()):
        if character == PDI:
            if not depth:
                continue
            depth -= 1
        depth += character in _OPENING
        found.append(character)
    return "".join(found) + PDI * depth


def _can_be_shown(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"} and ord(character) & 0xFFFE != 0xFFFE


def direction_of(text: str) -> Direction:
    """Return the direction of the first letter that has one; left to right without any."""
    for character in text:
        found = unicodedata.bidirectional(character)
        if found in _RTL:
            return "rtl"
        if found in _LTR:
            return "ltr"
    return "ltr"


def isolated(text: str, around: Direction) -> str:
    """Return clean text so that it neither reorders the text around it nor is reordered by it.

    Text whose letters all run as the text around it stays as it is.
    """
    own = _RTL if around == "rtl" else _LTR
    strong = {c for c in map(unicodedata.bidirectional, text) if c in _RTL | _LTR}
    alike = bool(strong) and strong <= own and _CONTROLS.isdisjoint(text)
    return text if alike else f"{FSI}{text}{PDI}"


def quoted(text: str) -> str:
    """Return clean text in the quotation marks that its direction asks for."""
    opening, closing = _QUOTES[direction_of(text)]
    return f"{opening}{text}{closing}"


def label(node: Node, language: str = "") -> str:
    """Return what a node is shown as: a name or a title as it is, words for a source in quotes.

    Nothing else says the words of a source without a name, so that they never look like one.
    What an annotator calls a source that no words of the text name stands in brackets. Of several
    names or descriptions the one in the reader's language is taken, where there is one.
    """
    called = _called(node, language)
    if node.named:
        return clean(called.words)
    if not called.literal:
        return f"[{clean(called.words)}]"
    return quoted(clean(called.words) or ELLIPSIS)


def _called(node: Node, language: str) -> Called:
    wanted = language.lower().split("-")[0]
    for called in node.called:
        if wanted and called.language.lower().split("-")[0] == wanted:
            return called
    words = node.label if node.named else node.descriptor or (node.label if node.literal else "")
    return Called("", words, node.literal)


# In units of the font size, and rather too wide: no font is known to which text is drawn.
_WIDE, _CAPITAL, _LETTER, _NARROW = 1.05, 0.8, 0.64, 0.42
_NARROW_ONES = frozenset("iljtfrI.,:;'!|()[]·/ اأإآلرزذدو،؛")
_WIDE_ONES = frozenset("mwMWسشصضثـ%@&—…")


def width(text: str) -> float:
    """Return how wide the text is at the most, in units of the font size (an estimate)."""
    return sum(map(_advance, text))


def _advance(character: str) -> float:
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf"}:
        return 0.0
    if character in _WIDE_ONES or unicodedata.east_asian_width(character) in {"W", "F"}:
        return _WIDE
    if character in _NARROW_ONES:
        return _NARROW
    if category in {"Lu", "So", "Sm"}:
        return _CAPITAL
    plain = ord(character) < 0x2000 or category[0] in "PZ"
    return _LETTER if plain else _WIDE


def shortened(text: str, room: float) -> str:
    """Return as much of clean text as there is room for, with an ellipsis where it was cut."""
    if width(text) <= room:
        return text
    used, kept = width(ELLIPSIS), 0
    for character in text:
        used += _advance(character)
        if used > room:
            break
        kept += 1
    # The end of an isolate may be cut off with the rest.
    return clean(text[:kept].rstrip() + ELLIPSIS)


def lines(text: str, room: float, number: int) -> list[str]:
    """Return clean text on at most `number` lines, broken between words where that goes."""
    found: list[str] = []
    rest = text
    while rest and len(found) < number - 1 and width(rest) > room:
        line = _words_that_fit(rest, room)
        if not line:
            break
        found.append(clean(line))
        rest = rest[len(line) :].lstrip()
    return [*found, shortened(clean(rest), room)] if rest else found


def _words_that_fit(text: str, room: float) -> str:
    fits = ""
    for place, character in enumerate(text):
        if character == " ":
            if width(text[:place]) > room:
                break
            fits = text[:place]
    return fits
