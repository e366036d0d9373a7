"""The base direction of text in a language, by its BCP 47 tag."""

from typing import Literal

Direction = Literal["ltr", "rtl"]

# fmt: off
_RTL_SCRIPTS = frozenset({
    "adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi",
})
# Languages whose usual script runs from right to left, after CLDR's likely subtags.
_RTL_LANGUAGES = frozenset({
    "aao", "abh", "abv", "acm", "acq", "acw", "acx", "acy", "adf", "aeb", "aec", "afb", "ajp",
    "apc", "apd", "ar", "arc", "arq", "ars", "ary", "arz", "avl", "ayh", "ayl", "ayn", "ayp",
    "azb", "bal", "bej", "bqi", "brh", "ckb", "dv", "fa", "glk", "haz", "he", "iw", "ji", "khw",
    "ks", "lrc", "mzn", "nqo", "pbt", "pes", "pga", "pnb", "prs", "ps", "rhg", "sd", "sdh", "shu",
    "skr", "ssh", "syr", "ug", "ur", "yi",
})
_RTL_REGIONS = frozenset({"az-ir", "ku-iq", "ku-ir", "pa-pk", "uz-af"})
# fmt: on


def direction(language: str) -> Direction:
    """Read the script subtag where there is one, else go by language, and by region where known."""
    primary, *subtags = language.lower().split("-")
    for subtag in subtags:
        if len(subtag) == 1:  # extensions and private use say nothing of the script
            break
        if len(subtag) == 4 and subtag.isalpha():
            return "rtl" if subtag in _RTL_SCRIPTS else "ltr"
        if f"{primary}-{subtag}" in _RTL_REGIONS:
            return "rtl"
    return "rtl" if primary in _RTL_LANGUAGES else "ltr"
