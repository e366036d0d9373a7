"""The linter: each rule is broken and kept, and no input is too strange for it."""

import copy
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from claims.spelling import fold
from reviews.markup.claimreview import claim_review
from reviews.markup.lint import RULES, Context, Severity, as_markdown, lint, lint_page
from reviews.markup.lint.moments import span
from reviews.markup.lint.places import Place, step, walk
from reviews.markup.lint.vocabulary import LITERALS, RANGES, TYPES, kinds
from reviews.markup.lint.words import is_description, is_nobody, is_verdict, mentions, stated
from tests.conftest import PROJECT
from tests.reviews.dossiers import ARABIC, ENGLISH, dossiers

# The machine may be busy with other tests.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
AT = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
PAGE = "https://www.desk.example/checks/militias/"
CONTEXT = Context(at=AT, page_url=PAGE, site="https://desk.example/")
SHARED = PROJECT.parent / "shared"
WILD = SHARED / "data" / "claimreview" / "jsonld_wild.jsonl"
VOCABULARY = SHARED / "reference" / "schemas" / "schemaorg-all-https.jsonld"

GOOD = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://desk.example/checks/militias/",
    "name": "No named source says who did it",
    "claimReviewed": "Militias carried out the attack",
    "inLanguage": "en-GB",
    "datePublished": "2021-11-15",
    "dateModified": "2021-11-17T12:30:00Z",
    "author": {"@type": "Organization", "name": "The Desk", "url": "https://desk.example/"},
    "reviewRating": {
        "@type": "Rating",
        "alternateName": "Unproven",
        "ratingValue": 3,
        "bestRating": 5,
        "worstRating": 1,
    },
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Yahya Rasool", "sameAs": "https://x.example/r"},
        "datePublished": "2021-11-07",
        "firstAppearance": {
            "@type": "NewsArticle",
            "url": "https://a.example/1",
            "datePublished": "2021-11-08",
        },
        "appearance": [
            {"@type": "NewsArticle", "url": "https://a.example/2", "datePublished": "2021-11-09"},
        ],
    },
}
LEAVE_OUT = object()


def changed(path, value, document=GOOD):
    """The document with another value at a path of keys, or without it."""
    made = copy.deepcopy(document)
    *steps, last = path.split("/")
    place = made
    for key in steps:
        place = place[int(key) if key.isdigit() else key]
    if value is LEAVE_OUT:
        del place[last]
    else:
        place[int(last) if last.isdigit() else last] = value
    return made


def ids(document, context=CONTEXT):
    return Counter(found.rule.id for found in lint(document, context=context))


RATING, CLAIM = "reviewRating/", "itemReviewed/"
PARTY = "itemReviewed/author/name"
# Rule: what breaks it, and where it says so.
BROKEN = [
    ("google.claimreview-missing", {"@type": "WebSite"}, "$"),
    ("google.claimreview-missing", "text", "$"),
    ("google.one-per-page", [GOOD, GOOD], "$[1]"),
    ("google.context", changed("@context", LEAVE_OUT), "$['@context']"),
    ("google.context", changed("@context", "https://example.org/schema.org"), "$['@context']"),
    ("google.root-type", {"@context": "https://schema.org", "hasPart": GOOD}, "$['@type']"),
    ("google.claim-missing", changed("claimReviewed", LEAVE_OUT), "$.claimReviewed"),
    ("google.claim-missing", changed("claimReviewed", " "), "$.claimReviewed"),
    ("google.claim-long", changed("claimReviewed", "x" * 75), "$.claimReviewed"),
    ("google.claim-states-rating", changed("claimReviewed", "Fake: he said so"), None),
    ("google.claim-states-rating", changed("claimReviewed", "He said so (unproven)"), None),
    ("google.claim-states-rating", changed("claimReviewed", "زائف: نفذت فصائل الهجوم"), None),
    ("google.claim-states-rating", changed("claimReviewed", "نفذت فصائل الهجوم - مُضلّل"), None),
    ("google.rating-missing", changed("reviewRating", LEAVE_OUT), "$.reviewRating"),
    (
        "google.rating-name-missing",
        changed(RATING + "alternateName", LEAVE_OUT),
        "$.reviewRating.alternateName",
    ),
    (
        "google.rating-name-elsewhere",
        changed("reviewRating", {"@type": "Rating", "name": "Unproven"}),
        "$.reviewRating.alternateName",
    ),
    ("google.rating-value-missing", changed(RATING + "worstRating", LEAVE_OUT), None),
    ("google.rating-not-a-number", changed(RATING + "ratingValue", "False"), None),
    ("google.rating-not-whole", changed(RATING + "ratingValue", "2.5"), None),
    ("google.worst-below-one", changed(RATING + "worstRating", 0), "$.reviewRating.worstRating"),
    ("google.best-not-above-worst", changed(RATING + "bestRating", 1), None),
    ("google.rating-off-scale", changed(RATING + "ratingValue", 6), "$.reviewRating.ratingValue"),
    ("google.url-missing", changed("url", LEAVE_OUT), "$.url"),
    ("google.url-elsewhere", changed("url", "https://notdesk.example/"), "$.url"),
    ("google.url-shortened", changed("url", "https://bit.ly/x"), "$.url"),
    ("google.author-missing", changed("author", LEAVE_OUT), "$.author"),
    ("google.author-unidentified", changed("author", {"@type": "Organization"}), "$.author"),
    ("google.item-missing", changed("itemReviewed", LEAVE_OUT), "$.itemReviewed"),
    ("google.item-legacy", changed(CLAIM + "@type", "CreativeWork"), "$.itemReviewed"),
    (
        "google.appearance-missing",
        changed("itemReviewed", {"@type": "Claim"}),
        "$.itemReviewed.appearance",
    ),
    ("google.claimant-nameless", changed(PARTY, LEAVE_OUT), "$.itemReviewed.author"),
    ("house.published-missing", changed("datePublished", LEAVE_OUT), "$.datePublished"),
    ("schema.unknown-property", changed("verdict", "x"), "$.verdict"),
    ("schema.unknown-property", changed("claim reviewed", "x"), "$['claim reviewed']"),
    ("schema.range", changed("name", 5), "$.name"),
    ("schema.range", changed("reviewRating", GOOD["author"]), "$.reviewRating"),
    ("schema.range", changed("url", True), "$.url"),
    ("schema.text-for-object", changed("author", "The Desk"), "$.author"),
    ("schema.untyped", changed("author", {"name": "The Desk"}), "$.author"),
    ("schema.type-misspelt", changed(CLAIM + "@type", "claim"), "$.itemReviewed['@type']"),
    ("schema.date-invalid", changed("datePublished", "2020-06-23 20:02"), "$.datePublished"),
    ("schema.date-invalid", changed("datePublished", "15/11/2021"), "$.datePublished"),
    ("schema.language-invalid", changed("inLanguage", "English"), "$.inLanguage"),
    ("schema.language-invalid", changed("inLanguage", "en_GB"), "$.inLanguage"),
    ("house.url-off-site", changed("url", "https://other.example/"), "$.url"),
    ("house.address-not-web", changed(CLAIM + "author/sameAs", "javascript:alert(1)"), None),
    ("house.address-not-web", changed("author/url", "/about"), "$.author.url"),
    ("house.address-not-web", changed("author/url", "https://desk.example/a b"), "$.author.url"),
    ("house.claim-is-verdict", changed("claimReviewed", "UNPROVEN!"), "$.claimReviewed"),
    ("house.claim-is-verdict", changed("claimReviewed", "Fact check: false"), "$.claimReviewed"),
    ("house.claim-is-verdict", changed("claimReviewed", "شَائِعَة"), "$.claimReviewed"),
    ("house.claim-mentions-rating", changed("claimReviewed", "It is an unproven cure"), None),
    ("house.claim-is-title", changed("claimReviewed", GOOD["name"].upper() + "."), None),
    ("house.title-missing", changed("name", LEAVE_OUT), "$.name"),
    ("house.title-long", changed("name", "x" * 111), "$.name"),
    ("house.scale-reversed", changed(RATING + "alternateName", "True") | {}, None),
    ("house.dates-disordered", changed("dateModified", "2021-11-01"), "$.dateModified"),
    (
        "house.claim-after-review",
        changed(CLAIM + "datePublished", "2022-01-01"),
        "$.itemReviewed.datePublished",
    ),
    ("house.review-in-future", changed("datePublished", "2026-12-03"), "$.datePublished"),
    ("house.claim-in-future", changed(CLAIM + "datePublished", "2027"), None),
    ("house.author-unnamed", changed(PARTY, "Social media users"), "$.itemReviewed.author.name"),
    ("house.author-unnamed", changed(PARTY, "مصادر"), "$.itemReviewed.author.name"),
    ("house.author-unnamed", changed(PARTY, "N/A"), "$.itemReviewed.author.name"),
    ("house.author-unnamed", changed(CLAIM + "author", "—"), "$.itemReviewed.author"),
    ("house.author-descriptive", changed(PARTY, "two security officials"), None),
    ("house.author-descriptive", changed(PARTY, "مسؤولون عسكريون أميركيون"), None),
    (
        "house.appearance-twice",
        changed(CLAIM + "appearance/0/url", "https://a.example/1/"),
        "$.itemReviewed.appearance[0]",
    ),
    (
        "house.first-not-first",
        changed(CLAIM + "appearance/0/datePublished", "2021-11-01"),
        "$.itemReviewed.appearance[0].datePublished",
    ),
    ("house.empty", changed(CLAIM + "headline", ""), "$.itemReviewed.headline"),
    ("house.empty", changed(CLAIM + "author/sameAs", [None]), None),
    ("house.control-character", changed("name", "a\x07b"), "$.name"),
    ("house.bidi-stray", changed("name", "\u202etxt"), "$.name"),
    ("house.bidi-stray", changed("name", "\u2067 left open"), "$.name"),
    ("house.html-in-text", changed("name", "It is <b>bold</b>"), "$.name"),
    ("house.html-in-text", changed("name", "Q&amp;A"), "$.name"),
    ("house.quoted-unclean", changed(CLAIM + "appearance/0/headline", "Q&amp;A\u202e"), None),
    ("house.author-descriptive", changed(PARTY, "Anonymous"), None),
    ("house.too-large", changed("x" * 101, 1), "$"),
]


@pytest.mark.parametrize(("rule", "document", "path"), BROKEN)
def test_each_rule_is_broken_at_its_place(rule, document, path):
    if rule == "house.scale-reversed":
        document = changed(RATING + "ratingValue", 1, document)
    found = [each for each in lint(document, context=CONTEXT) if each.rule.id == rule]
    assert found, ids(document)
    assert path is None or found[0].path == path


def test_every_rule_has_an_example():
    elsewhere = {"google.json-unreadable", "house.url-on-server"}
    assert {rule for rule, *_ in BROKEN} | elsewhere == RULES.keys()


def test_a_good_one_breaks_none():
    assert ids(GOOD) == {}


KEPT = [
    changed("@context", ["http://schema.org/", {"x": "https://x.example/"}]),
    changed("@context", {"@vocab": "https://schema.org/"}),
    changed("@type", ["Review", "https://schema.org/ClaimReview"]),
    changed("url", "https://checks.desk.example/1"),
    changed("name", "a \u2067مصدر\u2069 \u202bب\u202c \u200f!"),
    changed("name", "5 < 6 & 7 > 6"),
    changed("claimReviewed", {"@value": "نفذت فصائل الهجوم", "@language": "ar"}),
    changed(RATING + "ratingValue", "3"),
    changed(PARTY, "Masdar News"),
    changed(PARTY, "صحيفة المصدر"),
    changed(PARTY, "The Security Council"),
    changed("datePublished", "2021-11"),
    # That day has begun somewhere.
    changed("datePublished", "2026-11-29", changed("dateModified", LEAVE_OUT)),
    changed("author/logo", {"@type": "ImageObject", "url": "https://x.example/l.png"}),
    {"@context": "https://schema.org", "@graph": [changed("@context", LEAVE_OUT)]},
    {
        "@context": "https://schema.org",
        "@graph": [
            changed("author", {"@id": "#desk"}, changed("@context", LEAVE_OUT)),
            GOOD["author"] | {"@id": "#desk"},
        ],
    },
    {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "dataFeedElement": [
            {"@type": "DataFeedItem", "dateModified": "2021-11-15", "item": [GOOD]},
            {"@type": "DataFeedItem", "dateDeleted": "2021-11-15", "item": [GOOD]},
        ],
    },
]


@pytest.mark.parametrize("document", KEPT)
def test_what_is_right_is_not_told(document):
    assert ids(document) == {}


def test_a_server_may_publish_for_a_newsroom():
    url = "http://127.0.0.1:8000/r/x/"
    context = Context(at=AT, page_url=url, site="https://desk.example", server=url)
    assert ids(changed("url", url), context) == {"house.url-on-server": 1}
    assert RULES["house.url-on-server"].severity is Severity.NOTE


def test_nothing_is_said_of_places_that_are_not_known():
    assert ids(changed("url", "https://other.example/"), Context(at=AT)) == {}


def test_a_page_is_read_block_by_block():
    good = json.dumps(GOOD)
    script = '<script type="application/ld+json">{}</script>'
    page = f"<html>{script.format(good)}\n{script.format('{')}</html>"
    found = lint_page(page, context=CONTEXT)
    assert [(each.rule.id, each.path) for each in found] == [("google.json-unreadable", "$[1]")]
    assert "line 2" in found[0].message
    assert lint_page(script.format(good), context=CONTEXT) == []
    none = lint_page("<p>nothing", context=CONTEXT)
    assert [each.rule.id for each in none] == ["google.claimreview-missing"]


# Strange input


_texts = st.text(max_size=12) | st.sampled_from(
    ["ClaimReview", "Claim", "https://[x", "https://x.example/", "مصادر", "\ud800", "1e9", "true"]
)
_keys = st.text(max_size=6) | st.sampled_from(
    [*RANGES, "@type", "@graph", "@context", "@value", "@id", "@list", "schema:url", "'\\\n"]
)
_scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), _texts, st.sampled_from([10**400, -0.0])
)
anything = st.recursive(
    _scalars | st.sampled_from([GOOD, GOOD["itemReviewed"], GOOD["reviewRating"]]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_keys, inner, max_size=6),
    max_leaves=25,
)


def parent_exists(path, document):
    """Walk a path by its own grammar, all steps but the last."""
    here, rest = document, path.removeprefix("$")
    while rest:
        if rest.startswith("['"):
            end = next(
                n
                for n in range(2, len(rest))
                if rest[n] == "'" and (len(rest[2:n]) - len(rest[2:n].rstrip("\\"))) % 2 == 0
            )
            key = json.loads('"' + rest[2:end].replace("\\'", "'").replace('"', '\\"') + '"')
            rest = rest[end + 2 :]
        elif rest.startswith("["):
            number, _, rest = rest[1:].partition("]")
            key = int(number)
        else:
            key, rest = rest[1:], ""
            for n, char in enumerate(key):
                if char in ".[":
                    key, rest = key[:n], key[n:]
                    break
        if not rest:
            return isinstance(here, dict) or (isinstance(here, list) and key < len(here))
        here = here[key]
    return True


@calm
@given(anything)
def test_nothing_is_too_strange_and_paths_lead_into_the_document(document):
    found = lint(document, context=CONTEXT)
    assert found == lint(copy.deepcopy(document), context=CONTEXT)
    for each in found:
        assert each.path.startswith("$")
        assert each.message
        assert each.rule.remedy
        assert parent_exists(each.path, document), each
    order = [list(Severity).index(each.rule.severity) for each in found]
    assert order == sorted(order)


@calm
@given(anything, st.sampled_from(sorted({path for *_, path in BROKEN if path})))
def test_a_good_one_with_anything_in_it(value, path):
    keys = path.removeprefix("$.").replace("[0]", "/0").replace(".", "/")
    if "[" in path.replace("[0]", "") or path == "$":
        keys = "x"
    lint(changed(keys, value), context=CONTEXT)


@pytest.mark.parametrize(
    "deep", [lambda inner: [inner], lambda inner: {"isBasedOn": inner, "@type": "Claim"}]
)
def test_what_is_deep_is_refused_in_words(deep):
    document = GOOD
    for _ in range(5_000):
        document = deep(document)
    assert ids(document) == {"house.too-large": 1}


def test_what_is_large_is_refused_and_what_is_wrong_all_over_is_cut():
    assert ids([0] * 1_000_001) == {"house.too-large": 1}
    assert sum(ids([changed("claimReviewed", "") for _ in range(400)]).values()) <= 500


@calm
@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_step_says_its_key_and_nothing_else(keys):
    document = 0
    for key in reversed(keys):
        document = {key: document}
    last = list(walk(Place(document)))[-1] if "@context" not in keys else None
    if last is not None:
        assert last.path == "$" + "".join(step(key) for key in keys)
        assert parent_exists(last.path, document)


# Oracles


@calm
@given(*[st.integers(-2, 7)] * 3)
def test_the_scale_is_judged_as_by_its_definition(value, best, worst):
    rating = {"ratingValue": value, "bestRating": best, "worstRating": worst}
    found = ids(changed("reviewRating", GOOD["reviewRating"] | rating))
    errors = {rule for rule in found if RULES[rule].severity is Severity.ERROR}
    assert bool(errors) == (not 1 <= worst < best or not worst <= value <= best)


_minutes = st.integers(0, 2 * 365 * 24 * 60)
_offsets = st.integers(-12 * 60, 14 * 60)


@calm
@given(_minutes, _offsets, _minutes, _offsets)
def test_times_with_offsets_are_compared_as_moments(a, east_a, b, east_b):
    def at(minutes, east):
        zone = timezone(timedelta(minutes=east))
        return (datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(zone)

    first, second = at(a, east_a), at(b, east_b)
    after = span(first.isoformat()).is_after(span(second.isoformat()))
    assert after == (first > second)
    # Of days alone only what is so wherever they are: the dates differ by more than one.
    apart = (first.date() - second.date()).days
    days = span(first.date().isoformat()).is_after(span(second.date().isoformat()))
    assert (apart <= 0) <= (not days)
    assert (apart > 3) <= days


@calm
@given(st.text("0123456789-T:Z+.", max_size=26))
def test_whatever_python_reads_as_a_day_or_moment_with_dashes_is_one(text):
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        read = None
    if read is not None and text[4:5] == text[7:8] == "-" and len(text) in (10, 16, 19, 20):
        assume(text[10:11] in ("", "T"))
        assert span(text) is not None
    if span(text) is not None and len(text) == 10:
        assert read is not None


@calm
@given(st.text("a \u2066\u2067\u2068\u2069\u202a\u202b\u202c\u200f", max_size=12))
def test_bidi_controls_are_paired_as_by_crossing_out(text):
    left = "".join(char for char in text if char in "\u2066\u2067\u2068\u2069\u202a\u202b\u202c")
    pairs = [o + "\u2069" for o in "\u2066\u2067\u2068"] + [o + "\u202c" for o in "\u202a\u202b"]
    for _ in range(len(text)):
        for pair in pairs:
            left = left.replace(pair, "")
    assert ("house.bidi-stray" in ids(changed("name", "T" + text))) == bool(left)


@calm
@given(st.text(max_size=30), st.text(max_size=8), st.text(max_size=30))
def test_a_label_between_words_is_mentioned(before, label, after):
    if any(char.isalnum() for char in fold(label)):
        assert mentions(f"{before} {label} {after}", label)
        assert stated(f"{label}: word", [label])
        assert stated(f"word ({label})", [label])
    assert not mentions(before, "")


def test_words_for_nobody_and_for_verdicts():
    for name in ("Unknown", "SOURCES", "مصادرُ", "رواد مواقع التواصل الاجتماعي", "?", " - "):
        assert is_nobody(name), name
    for name in ("officials close to the talks", "a source", "مصدر أمني", "ثلاثة مصادر مقربة"):
        assert is_description(name), name
    for name in ("Reuters", "Source Magazine", "Peter Witness Protection", "وكالة المصدر", "ع"):
        assert not is_nobody(name), name
        assert not is_description(name), name
    assert is_verdict("Verdict: خطأ")
    assert not is_verdict("False flags were raised")
    assert not is_verdict("تحقق")


# What there is


@pytest.mark.parametrize("dossier", [ARABIC, ENGLISH])
def test_our_own_markup_has_no_error_and_no_warning(dossier):
    url = f"{dossier.newsroom.url}r/militias/"
    context = Context(at=AT, page_url=url, site=dossier.newsroom.url)
    found = lint(claim_review(dossier, url=url), context=context)
    assert [each for each in found if each.rule.severity is not Severity.NOTE] == []


# What a person wrote may be at fault; the rest is ours.
OF_PEOPLE = {
    *("google.claim-missing", "google.rating-name-missing", "house.claim-is-verdict"),
    *("house.author-unnamed", "house.control-character"),
    *("house.dates-disordered", "house.review-in-future", "house.scale-reversed"),
    *("google.author-unidentified", "google.claimant-nameless"),
}


@calm
@given(dossiers)
def test_whatever_is_rendered_the_renderer_makes_no_error(dossier):
    url = "https://desk.example/r/x/"
    newsroom = replace(dossier.newsroom, url="https://desk.example/")
    markup = claim_review(replace(dossier, newsroom=newsroom), url=url)
    context = Context(at=AT, page_url=url, site=newsroom.url)
    found = lint(json.loads(json.dumps(markup)), context=context)
    errors = {each.rule.id for each in found if each.rule.severity is Severity.ERROR}
    assert errors <= OF_PEOPLE, found
    rules = {each.rule.id for each in found}
    assert not {rule for rule in rules if rule.startswith("schema.")} - OF_PEOPLE, found


def test_the_markup_of_26_sites():
    if not WILD.exists():
        pytest.skip(f"{WILD} is not here")
    documents = [json.loads(line)["obj"] for line in WILD.read_text().splitlines()]
    found = Counter()
    for document in documents:
        found += Counter(ids(document, Context(at=AT)).keys())
    print(*sorted(found.items()), sep="\n")
    assert len(documents) == 66
    assert found["house.author-unnamed"] == 5
    assert found["schema.date-invalid"] == 10
    assert found["google.worst-below-one"] == 2


def test_the_table_of_types_is_the_vocabulary():
    if not VOCABULARY.exists():
        pytest.skip(f"{VOCABULARY} is not here")
    graph = json.loads(VOCABULARY.read_text())["@graph"]
    nodes = {node["@id"].removeprefix("schema:"): node for node in graph}
    own = {name: set() for name in TYPES}
    for name, node in nodes.items():
        for domain in named(node, "schema:domainIncludes"):
            own.get(domain, set()).add(name)
    for name, row in TYPES.items():
        assert row.properties == own[name], name
        assert set(list(kinds(name))[1:]) <= above(nodes, name), name
    for name, allowed in RANGES.items():
        assert set(allowed) == named(nodes[name], "schema:rangeIncludes"), name
        assert set(allowed) - LITERALS <= nodes.keys()


def named(node, key):
    given = node.get(key, [])
    given = given if isinstance(given, list) else [given]
    return {each["@id"].removeprefix("schema:") for each in given}


def above(nodes, name):
    direct = named(nodes[name], "rdfs:subClassOf")
    return direct.union(*(above(nodes, each) for each in direct if each in nodes))


def test_the_document_is_the_table():
    assert (PROJECT / "docs" / "linting.md").read_text() == as_markdown()
    assert all(rule.id in as_markdown() for rule in RULES.values())
