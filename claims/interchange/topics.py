"""Topics of claims: words by which desks share out work, the same however they are typed."""

import unicodedata
from collections.abc import Iterable

TOPICS_AT_MOST = 20
TOPIC_CHARACTERS = 60


def topic(text: str) -> str:
    """Return a topic as it is stored: NFC, without case, single blanks, none at the ends."""
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())
    return " ".join(folded.split())


def topics(texts: Iterable[str]) -> tuple[str, ...]:
    """Return topics as they are stored, each once, in a fixed order."""
    return tuple(sorted({topic(text) for text in texts}))
