"""The rules of the linter as one table: what each wants, how grave a breach is, who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a review from being published, a warning needs a word, a note is told."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Source:
    """Who set a rule, and the page that states it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `id` stays the same for ever, `wants` completes "The markup …"."""

    id: str
    severity: Severity
    source: Source
    wants: str
    remedy: str


GOOGLE = Source(
    "Google's fact-check rules",
    "https://developers.google.com/search/docs/appearance/structured-data/factcheck",
)
STRUCTURED_DATA = Source(
    "Google's general rules of structured data",
    "https://developers.google.com/search/docs/appearance/structured-data/sd-policies",
)
SCHEMA_ORG = Source("schema.org", "https://schema.org/ClaimReview")
DATA_MODEL = Source("schema.org", "https://schema.org/docs/datamodel.html")
ISO_8601 = Source("schema.org (ISO 8601)", "https://schema.org/DateTime")
BCP_47 = Source("schema.org (BCP 47)", "https://schema.org/inLanguage")
JSON_LD = Source("JSON-LD 1.1", "https://www.w3.org/TR/json-ld11/")
OURS = Source("this project", "docs/linting.md")

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE

_TABLE = (
    Rule("google.json-unreadable", _E, JSON_LD, "is JSON.", "Mend the JSON at the place named."),
    Rule(
        "google.claimreview-missing",
        _E,
        GOOGLE,
        "holds a ClaimReview, or a MediaReview.",
        'Add an object whose "@type" is ClaimReview.',
    ),
    Rule(
        "google.one-per-page",
        _W,
        GOOGLE,
        "of a page holds one ClaimReview.",
        "Give each claim a page of its own.",
    ),
    Rule(
        "google.context",
        _E,
        STRUCTURED_DATA,
        "has the @context of schema.org.",
        'Begin the block with "@context": "https://schema.org".',
    ),
    Rule(
        "google.root-type",
        _E,
        STRUCTURED_DATA,
        "has a known @type at its root.",
        'Set "@type" of the outermost object to a type of schema.org.',
    ),
    Rule(
        "google.claim-missing",
        _E,
        GOOGLE,
        "says in claimReviewed what was claimed.",
        "Set claimReviewed to a short statement of the claim.",
    ),
    Rule(
        "google.claim-long",
        _N,
        GOOGLE,
        "has fewer than 75 characters in claimReviewed, lest it be cut.",
        "Say the claim in fewer words.",
    ),
    Rule(
        "google.claim-states-rating",
        _W,
        GOOGLE,
        "leaves the verdict out of claimReviewed.",
        "Say in claimReviewed what was claimed, and the verdict in reviewRating alone.",
    ),
    Rule(
        "google.rating-missing",
        _E,
        GOOGLE,
        "has a reviewRating.",
        "Add a Rating with alternateName.",
    ),
    Rule(
        "google.rating-name-missing",
        _E,
        GOOGLE,
        "says the verdict in words, in the rating's alternateName.",
        "Set alternateName to the verdict in a word or two.",
    ),
    Rule(
        "google.rating-name-elsewhere",
        _W,
        GOOGLE,
        "has the verdict in alternateName; a name is only its fallback.",
        "Say it in alternateName.",
    ),
    Rule(
        "google.rating-value-missing",
        _N,
        GOOGLE,
        "has ratingValue, bestRating and worstRating, all of them or none.",
        "Add the numbers, or leave all of them out where the scale has no order.",
    ),
    Rule(
        "google.rating-not-a-number",
        _E,
        GOOGLE,
        "has numbers in ratingValue, bestRating and worstRating.",
        "Send a number; the verdict in words belongs in alternateName.",
    ),
    Rule(
        "google.rating-not-whole",
        _W,
        GOOGLE,
        "has whole numbers in ratingValue, bestRating and worstRating.",
        "Use a scale of whole numbers.",
    ),
    Rule(
        "google.worst-below-one",
        _E,
        GOOGLE,
        "has a worstRating of at least 1.",
        "Number the scale from 1.",
    ),
    Rule(
        "google.best-not-above-worst",
        _E,
        GOOGLE,
        "has a bestRating above its worstRating.",
        "Number the scale so that the truest verdict has the highest number.",
    ),
    Rule(
        "google.rating-off-scale",
        _E,
        GOOGLE,
        "has a ratingValue from worstRating to bestRating.",
        "Correct the number, or the ends of the scale.",
    ),
    Rule(
        "google.url-missing",
        _E,
        GOOGLE,
        "names the page of the review in url.",
        "Set url to the address of the page that shows the review.",
    ),
    Rule(
        "google.url-elsewhere",
        _E,
        GOOGLE,
        "has a url on the host of the page that holds it, or on a subdomain.",
        "Set url to the address of this page, or put the markup on the page at url.",
    ),
    Rule(
        "google.url-shortened",
        _E,
        GOOGLE,
        "has the full address in url: redirects are not followed.",
        "Write the address that the short one leads to.",
    ),
    Rule(
        "google.author-missing",
        _W,
        GOOGLE,
        "says whose review it is.",
        "Add author: an Organization or a Person with name and url.",
    ),
    Rule(
        "google.author-unidentified",
        _E,
        GOOGLE,
        "has a name or a url of the review's author.",
        "Add the author's name and url.",
    ),
    Rule(
        "google.item-missing",
        _N,
        GOOGLE,
        "describes the claim in itemReviewed.",
        "Add a Claim that says where it appeared, when, and whose it is.",
    ),
    Rule(
        "google.item-legacy",
        _N,
        GOOGLE,
        "has a Claim in itemReviewed; a CreativeWork is the older form.",
        'Set "@type" of itemReviewed to Claim, and move its address to appearance.',
    ),
    Rule(
        "google.appearance-missing",
        _N,
        GOOGLE,
        "says where the claim appeared: appearance or firstAppearance.",
        "Add the page on which the claim was made.",
    ),
    Rule(
        "google.claimant-nameless",
        _E,
        GOOGLE,
        "has the name of whoever made the claim, or no author of the claim.",
        "Add the name, or leave author out.",
    ),
    Rule(
        "schema.unknown-property",
        _W,
        SCHEMA_ORG,
        "has properties of its types alone.",
        "Correct the name, or move the property to an object that has it.",
    ),
    Rule(
        "schema.range",
        _E,
        SCHEMA_ORG,
        "has values of the types that their properties take.",
        "Send a value of a type named.",
    ),
    Rule(
        "schema.text-for-object",
        _W,
        DATA_MODEL,
        "has objects where their properties take objects; consumers drop a bare text.",
        "Send an object with @type and name.",
    ),
    Rule(
        "schema.untyped",
        _W,
        DATA_MODEL,
        "has an @type in each of its objects.",
        'Add "@type".',
    ),
    Rule(
        "schema.type-misspelt",
        _E,
        SCHEMA_ORG,
        "spells the names of types as schema.org does.",
        "Correct the name; capitals count.",
    ),
    Rule(
        "schema.date-invalid",
        _E,
        ISO_8601,
        "has dates in ISO 8601.",
        "Write 2021-11-07, or with the time and its offset 2021-11-07T10:00:00Z.",
    ),
    Rule(
        "schema.language-invalid",
        _E,
        BCP_47,
        "names languages by their tags.",
        "Write the tag, such as ar or en-GB.",
    ),
    Rule(
        "house.url-off-site",
        _W,
        OURS,
        "has a url on the newsroom's domain.",
        "Publish the review on the newsroom's own site, and set url to that page.",
    ),
    Rule(
        "house.url-on-server",
        _N,
        OURS,
        "of a review that a server publishes for a newsroom has a url on the newsroom's domain.",
        "Serve the reviews under the newsroom's domain where you can.",
    ),
    Rule(
        "house.address-not-web",
        _E,
        OURS,
        "has whole http or https addresses wherever it has addresses.",
        "Write the whole address, beginning with https://.",
    ),
    Rule(
        "house.claim-is-verdict",
        _E,
        OURS,
        "has a claim in claimReviewed, not the verdict on it.",
        "Say in claimReviewed what was claimed.",
    ),
    Rule(
        "house.claim-mentions-rating",
        _N,
        OURS,
        "has no words of the verdict in claimReviewed.",
        "See whether the words are of the claim, or the newsroom's own.",
    ),
    Rule(
        "house.claim-is-title",
        _W,
        OURS,
        "has the claim in claimReviewed, not the title of the review.",
        "Say in claimReviewed what was claimed, in the title what was found.",
    ),
    Rule(
        "house.title-missing",
        _N,
        OURS,
        "has the title of the review in name.",
        "Add name.",
    ),
    Rule(
        "house.title-long",
        _W,
        OURS,
        "has a title of at most 110 characters: feeds and cards cut what is longer.",
        "Shorten the title.",
    ),
    Rule(
        "house.scale-reversed",
        _E,
        OURS,
        "has a scale on which higher is truer.",
        "Number the scale from the least true verdict to the truest.",
    ),
    Rule(
        "house.published-missing",
        _W,
        OURS,
        "has the day of the review in datePublished.",
        "Add datePublished, such as 2021-11-07.",
    ),
    Rule(
        "house.dates-disordered",
        _E,
        OURS,
        "has a dateModified that is not before datePublished.",
        "Correct the dates.",
    ),
    Rule(
        "house.claim-after-review",
        _W,
        OURS,
        "has a claim that was made, and first appeared, before it was reviewed.",
        "Correct the date of the claim or of its first appearance.",
    ),
    Rule(
        "house.review-in-future",
        _E,
        OURS,
        "has no date of the review that is still to come.",
        "Correct the date.",
    ),
    Rule(
        "house.claim-in-future",
        _W,
        OURS,
        "has no date of the claim that is still to come.",
        "Correct the date.",
    ),
    Rule(
        "house.author-unnamed",
        _E,
        OURS,
        'leaves the author out where nobody is named: "unknown" and "sources" are no names.',
        "Leave author out; the words of the report may stand in description.",
    ),
    Rule(
        "house.author-descriptive",
        _W,
        OURS,
        "has names for names, and no descriptions of people who are not named.",
        "Leave author out; the words of the report may stand in description.",
    ),
    Rule(
        "house.appearance-twice",
        _W,
        OURS,
        "names each appearance of the claim once.",
        "Leave one of them out.",
    ),
    Rule(
        "house.first-not-first",
        _E,
        OURS,
        "has no appearance that is earlier than firstAppearance.",
        "Make the earliest the firstAppearance, or correct the dates.",
    ),
    Rule(
        "house.empty",
        _W,
        OURS,
        "leaves out what it has no value for.",
        "Leave the property out.",
    ),
    Rule(
        "house.control-character",
        _E,
        OURS,
        "has no control characters in the newsroom's texts.",
        "Remove the character.",
    ),
    Rule(
        "house.bidi-stray",
        _W,
        OURS,
        "has no bidi controls in the newsroom's texts that turn them or reach beyond them.",
        "Remove the controls, or close each within the text.",
    ),
    Rule(
        "house.html-in-text",
        _W,
        OURS,
        "has plain texts of the newsroom's, without HTML.",
        "Write the characters themselves.",
    ),
    Rule(
        "house.quoted-unclean",
        _N,
        OURS,
        "has clean titles of others' works too: no control characters, stray bidi controls, HTML.",
        "Clean the title where it is kept; consumers show it as it stands.",
    ),
    Rule(
        "house.too-large",
        _E,
        OURS,
        "is no deeper and no larger than the linter reads.",
        "Send it in parts.",
    ),
)

RULES = {rule.id: rule for rule in _TABLE}


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of a rule; `path` is a JSON path (RFC 9535) into the document."""

    rule: Rule
    path: str
    message: str


def found(rule: str, path: str, message: str) -> Finding:
    """Return a finding; the rule is one of RULES."""
    return Finding(RULES[rule], path, message)


def as_markdown() -> str:
    """Return the rules for readers; docs/linting.md is this text."""
    return "\n".join([_HEAD, *_rows(), ""])


_HEAD = """# What is wrong with markup

Generated from `reviews/markup/lint/rules.py` by `manage.py write_linting`; a test compares them.

Before a review is published, the markup that it would have is linted. An **error** refuses the
publication (422), each with the field of the review that it is about. A **warning** asks for a
word: `publish` is refused until it is sent with a `reason`, which stays in the history together
with the warnings that it was given for. A **note** is told and does neither. What would be found
stands at `GET /api/v1/reviews/{id}/lint/` and on the review's page in the admin.

Anybody's markup can be linted:

- `manage.py lint_claimreview FILE|URL…` reads HTML pages, JSON-LD, DataFeeds and JSON Lines;
  `--page-url` says where a file is published, `--site` what the newsroom's own site is,
  `--format json` is for programs. The exit status is 1 where there is an error and 2 where
  something could not be read.
- `POST /api/v1/lint/` takes `{"markup": …}` or `{"html": "…"}`, and `page_url` and `site` where
  they are known; up to 100 kB without a token, 1 MB with one. Nothing is kept.

Of what depends on where markup is published nothing is said where that is not known. A finding's
path is a JSON path (RFC 9535); of a page with several blocks it begins at the array of them.

## Rules
"""


def _rows() -> Iterator[str]:
    yield "| rule | severity | the markup … | remedy | source |"
    yield "|---|---|---|---|---|"
    for rule in _TABLE:
        where = rule.source.name
        if rule.source is not OURS:
            where = f"[{where}]({rule.source.url})"
        yield f"| `{rule.id}` | {rule.severity} | {rule.wants} | {rule.remedy} | {where} |"
