"""Folds spellings for search: what a reader takes for the same word gets the same letters.

What is stored stays as it was given; only the folded copy beside it is compared.
"""

import re
import unicodedata

_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff"
_INVISIBLE = "\u00ad\u0640\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
DROPPED = re.compile(f"[{_MARKS}{_INVISIBLE}]")
"""What may stand within a word, or beside it, and says nothing."""
_ARABIC = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ە": "ه"})

# Letters of which an index of trigrams in a database without a locale sees none; each gets a
# sign that it sees, a letter or digit of ASCII, and within a script no two the same.
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"
_SCRIPTS = (
    "ءابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگڤ",
    "абвгдежзиклмнопрстуфхцчшщъыьэюяієґђј",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "אבגדהוזחטיכלמנסעפצקרשתךםןףץ",
)
LETTERS = "".join(_SCRIPTS)
SIGNS = "".join(_SIGNS[: len(script)] for script in _SCRIPTS)
"""What `signed` puts for each of LETTERS."""
_SIGNED = str.maketrans(LETTERS, SIGNS)


def fold(text: str) -> str:
    """Return `text` for comparison.

    Compatibility forms, case, diacritics, tatweel, bidi controls, the spellings of alef, ya and
    ta marbuta, and the digits of other scripts are made one; white space is single blanks.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = DROPPED.sub("", unicodedata.normalize("NFKD", decomposed)).translate(_ARABIC)
    digits = (str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept)
    return " ".join("".join(digits).split())


def signed(folded: str) -> str:
    """Return a folded text in signs that every database makes trigrams of.

    Arabic, Cyrillic, Greek and Hebrew letters become letters and digits of ASCII; others stay.
    It is for finding alone: words of two scripts may look the same.
    """
    return folded.translate(_SIGNED)
