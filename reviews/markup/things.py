"""What is said in ClaimReview markup, as plain data: schema.org's types, and their properties.

A field is the property of its name (`claim_reviewed` is claimReviewed), in the order in which it
is written. What is not understood stays in `extra`, by the property's own name: properties without
a field, and of the others what their fields could not take.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, get_type_hints

from reviews.markup.values import Moment, Number

Takes = Literal["nothing", "type", "text", "number", "moment", "thing"]


@dataclass(frozen=True, slots=True)
class Property:
    """What a field takes; of things those `types`, by name. `listed`: an array even of one."""

    takes: Takes
    types: tuple[str, ...] = ()
    many: bool = False
    listed: bool = False


def _of(*types: str, many: bool = False, listed: bool = False) -> Property:
    return Property("thing", types, many=many, listed=listed)


Text = Annotated[str, Property("text")]
Texts = Annotated[tuple[str, ...], Property("text", many=True)]
Figure = Annotated[Number | None, Property("number")]
Date = Annotated[Moment | None, Property("moment")]
Parties = Annotated[tuple["Party", ...], _of("Party", many=True)]
Works = Annotated[tuple["Work", ...], _of("Work", many=True)]
ListedWorks = Annotated[tuple["Work", ...], _of("Work", many=True, listed=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A node: `types` without schema.org's prefix, as given; empty where none was."""

    id: str = ""
    types: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Thing):
    """A Person or an Organization."""

    name: Text = ""
    url: Text = ""
    same_as: Texts = ()
    logo: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Thing):
    """A CreativeWork, or one of its kinds: where a claim appeared, what that is based on."""

    url: Text = ""
    name: Text = ""
    same_as: Texts = ()
    headline: Text = ""
    author: Parties = ()
    publisher: Parties = ()
    credit_text: Text = ""
    description: Text = ""
    text: Text = ""
    date_published: Date = None
    in_language: Text = ""
    archived_at: Text = ""
    # Not in the repr: joint sources share what they rest on, and it would double at each level.
    is_based_on: Works = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Thing):
    types: tuple[str, ...] = ("Rating",)
    alternate_name: Text = ""
    name: Text = ""
    rating_value: Figure = None
    best_rating: Figure = None
    worst_rating: Figure = None
    rating_explanation: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Thing):
    """What was reviewed; of an older markup a CreativeWork, whose `url` is where it appeared."""

    types: tuple[str, ...] = ("Claim",)
    url: Text = ""
    name: Text = ""
    author: Parties = ()
    date_published: Date = None
    first_appearance: Annotated[Work | None, _of("Work")] = None
    appearance: ListedWorks = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionComment(Thing):
    types: tuple[str, ...] = ("CorrectionComment",)
    url: Text = ""
    date_published: Date = None
    text: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReview(Thing):
    types: tuple[str, ...] = ("ClaimReview",)
    url: Text = ""
    name: Text = ""
    claim_reviewed: Text = ""
    in_language: Text = ""
    date_published: Date = None
    date_modified: Date = None
    author: Parties = ()
    publisher: Parties = ()
    review_rating: Annotated[Rating | None, _of("Rating")] = None
    review_body: Text = ""
    item_reviewed: Annotated[Claim | None, _of("Claim")] = None
    citation: Works = ()
    version: Figure = None
    correction: Annotated[tuple[CorrectionComment, ...], _of("CorrectionComment", many=True)] = ()
    associated_media_review: Annotated[
        tuple["MediaReview", ...], _of("MediaReview", many=True)
    ] = ()
    sd_license: Text = ""
    sd_publisher: Annotated[Party | None, _of("Party")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReviewItem(Thing):
    types: tuple[str, ...] = ("MediaReviewItem",)
    creator: Parties = ()
    interpreted_as_claim: Annotated[tuple[Claim, ...], _of("Claim", many=True)] = ()
    media_item_appearance: ListedWorks = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReview(Thing):
    types: tuple[str, ...] = ("MediaReview",)
    url: Text = ""
    name: Text = ""
    date_published: Date = None
    author: Parties = ()
    media_authenticity_category: Texts = ()
    original_media_context_description: Text = ""
    original_media_link: Text = ""
    item_reviewed: Annotated[MediaReviewItem | None, _of("MediaReviewItem")] = None
    associated_claim_review: Annotated[tuple[ClaimReview, ...], _of("ClaimReview", many=True)] = ()
    sd_license: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFeedItem(Thing):
    """One entry of a feed: `date_deleted` says that what stood at `url` is no more."""

    types: tuple[str, ...] = ("DataFeedItem",)
    url: Text = ""
    date_created: Date = None
    date_modified: Date = None
    date_deleted: Date = None
    item: Annotated[
        tuple[ClaimReview | MediaReview, ...],
        _of("ClaimReview", "MediaReview", many=True, listed=True),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFeed(Thing):
    types: tuple[str, ...] = ("DataFeed",)
    url: Text = ""
    name: Text = ""
    date_modified: Date = None
    data_feed_element: Annotated[
        tuple[DataFeedItem | ClaimReview | MediaReview, ...],
        _of("DataFeedItem", "ClaimReview", "MediaReview", many=True, listed=True),
    ] = ()


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def properties(kind: type[Thing]) -> dict[str, tuple[str, Property]]:
    """Return by schema.org's names which field holds a property, and what it takes; in order."""
    return _PROPERTIES[kind]


TYPES: dict[str, type[Thing]] = {
    kind.__name__: kind
    for kind in (
        Party,
        Work,
        Rating,
        Claim,
        CorrectionComment,
        ClaimReview,
        MediaReviewItem,
        MediaReview,
        DataFeedItem,
        DataFeed,
    )
}

_PROPERTIES = {
    kind: {
        _camel(name): (name, hint.__metadata__[0])
        for name, hint in get_type_hints(kind, include_extras=True).items()
        if hasattr(hint, "__metadata__")
    }
    for kind in TYPES.values()
}
