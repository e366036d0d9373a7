"""Which events programs may hear of by webhook, and which of them people are told of."""

from collections.abc import Collection, Iterator


def _types(noun: str, *verbs: str) -> Iterator[str]:
    return (f"{noun}.{verb}" for verb in verbs)


# What receivers can ask for. Those of `claim` are of no newsroom, since claims are shared:
# every newsroom's endpoints may hear of them, as its members may read them.
HOOKED: tuple[str, ...] = (
    *_types("review", "opened", "revised", "submitted", "changes_requested", "approved"),
    *_types("review", "published", "corrected", "rejected", "withdrawn", "reopened"),
    *_types("review", "correction_asked", "correction_dropped"),
    *_types("review", "needs_recheck", "recheck_closed", "stood_by"),
    *_types("assignment", "opened", "assigned", "taken", "released", "rescheduled"),
    *_types("assignment", "ended", "reminded"),
    *_types("evidence", "added", "changed", "moved", "removed", "links_broken"),
    *_types("claim", "queued", "dismissed", "reopened", "requested", "merged", "unmerged"),
    *_types("claim", "status_changed", "fell"),
)

# Who of them is told is decided in `reviews.operations.telling`.
TOLD: tuple[str, ...] = (
    *_types("review", "submitted", "changes_requested", "approved", "published", "corrected"),
    *_types("review", "rejected", "withdrawn", "reopened", "needs_recheck"),
    *_types("review", "correction_asked", "correction_dropped"),
    *_types("assignment", "assigned", "released", "rescheduled", "ended", "reminded"),
    *_types("evidence", "links_broken"),
    *_types("webhook", "disabled"),
)

# What an endpoint is sent to try it, whatever it asks for.
TEST = "webhook.tested"


def takes(patterns: Collection[str], type_: str) -> bool:
    """Say whether a filter lets a type through: `review.published`, `review.*`; none takes all."""
    return not patterns or any(_fits(pattern, type_) for pattern in patterns)


def _fits(pattern: str, type_: str) -> bool:
    whole = pattern.endswith(".*")
    return type_.startswith(pattern[:-1]) if whole else type_ == pattern


def unknown(patterns: Collection[str]) -> list[int]:
    """Return the places of those patterns that no event would ever fit."""
    return [
        place
        for place, pattern in enumerate(patterns)
        if not any(_fits(pattern, type_) for type_ in HOOKED)
    ]
