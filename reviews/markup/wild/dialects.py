"""Says in ClaimReview markup what flat records say: ClaimsKG's rows, Snopes's, Duke's columns.

Each takes a record that may be one of its own and returns the markup, or None where it is not.
"""

from collections.abc import Mapping
from typing import Any

# In ClaimsKG's rows of all other sites, the byline of the article stands for who made the claim.
_CLAIMANTS_OF = frozenset({"factcheck_afp", "Vishvanews"})
_SNOPES = {"@type": "Organization", "name": "Snopes", "url": "https://www.snopes.com"}
_SNOPES_ID = "vclaim-sno-"
_DEEPEST, _APPEARANCES = 6, 200

Record = Mapping[str, Any]
Markup = dict[str, Any]


def markup_of(record: Record) -> Markup | None:
    """Return a flat record of any kind that is known as markup."""
    for dialect in (_claimskg, _snopes, _columns):
        found = dialect(record)
        if found is not None:
            return found
    return None


def _claimskg(row: Record) -> Markup | None:
    """Read a row as the extractor of ClaimsKG writes it."""
    if "claimReview_url" not in row and "claimReview_claimReviewed" not in row:
        return None
    trusted = row.get("claimReview_source") in _CLAIMANTS_OF
    said = row.get("creativeWork_author_name") if trusted else None
    return {
        "@type": "ClaimReview",
        "url": row.get("claimReview_url"),
        "name": row.get("extra_title"),
        "claimReviewed": _unquoted(row.get("claimReview_claimReviewed")),
        "datePublished": row.get("claimReview_datePublished"),
        "author": {"@type": "Organization", "name": row.get("claimReview_author_name")},
        "itemReviewed": {
            "author": {"name": _unquoted(said)} if said else None,
            "datePublished": row.get("creativeWork_datePublished"),
        },
        "reviewRating": {
            "alternateName": row.get("rating_alternateName"),
            "ratingValue": row.get("rating_ratingValue"),
            "bestRating": row.get("rating_bestRating"),
            "worstRating": row.get("rating_worstRating"),
        },
    }


def _snopes(row: Record) -> Markup | None:
    """Read a record of the collection of Snopes's claims; it has no rating, and mostly no url."""
    if not str(row.get("id")).startswith(_SNOPES_ID) or "claim" not in row:
        return None
    return {
        "@type": "ClaimReview",
        "url": row.get("url"),
        "name": row.get("title"),
        "claimReviewed": row.get("claim"),
        "datePublished": row.get("date"),
        "author": _SNOPES,
        "inLanguage": "en",
    }


def _columns(row: Record) -> Markup | None:
    """Read a row of Fact-Check Insights, whose columns are paths such as `author.name`."""
    if "claimReviewed" not in row or not any("." in str(name) for name in row):
        return None
    root: Markup = {"@type": "ClaimReview"}
    for name, value in row.items():
        if value not in (None, ""):
            _put(root, str(name).split(".")[:_DEEPEST], value)
    item = root.get("itemReviewed")
    if isinstance(item, dict) and isinstance(item.get("appearance"), dict):
        item["appearance"] = list(item["appearance"].values())[:_APPEARANCES]
    return root


def _put(node: Markup, path: list[str], value: Any) -> None:
    *way, last = path
    for step in way:
        inner = node.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        node = inner
    node.setdefault(last, value)


def _unquoted(text: Any) -> Any:
    """Take off the quotation marks that the writer of a file of columns has put round all of it."""
    if isinstance(text, str) and len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1] if '"' not in text[1:-1] else text
    return text
