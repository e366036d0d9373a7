"""The words that the rules of provenance know, one module a language."""

from claims.provenance.lexicon.ar import ARABIC
from claims.provenance.lexicon.base import Amount, Force, Lexicon, exactly
from claims.provenance.lexicon.en import ENGLISH
from claims.provenance.naming import is_arabic

__all__ = ["ARABIC", "ENGLISH", "Amount", "Force", "Lexicon", "exactly", "lexicon_of"]

_LEXICONS = {"ar": ARABIC, "en": ENGLISH}


def lexicon_of(language: str, text: str = "") -> Lexicon | None:
    """Return the words of a language tag, None where they are not known.

    Without a tag the script of `text` decides between Arabic and English.
    """
    if not language:
        return ARABIC if is_arabic(text) else ENGLISH
    return _LEXICONS.get(language.partition("-")[0].casefold())
