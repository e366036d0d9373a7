"""What no door can get round: the database itself refuses what would falsify provenance."""

import uuid
from contextlib import nullcontext

import pytest
from django.db import IntegrityError, connection, transaction

from claims import models

pytestmark = pytest.mark.django_db

TEXT = "قال المتحدث 🙂 إن «الأمر» e\u0301 انتهى"


@pytest.fixture
def document():
    return models.Document.objects.create(
        language="ar", text=TEXT, sha256=models.Document.digest(TEXT)
    )


@pytest.fixture
def claim():
    return models.Claim.objects.create(language="ar")


@pytest.fixture
def source():
    return models.Source.objects.create(kind="person", anonymity="named", name="Omar")


def anchor(document, start, end, exact=None):
    exact = document.text[start:end] if exact is None else exact
    return models.Anchor.objects.create(document=document, start=start, end=end, exact=exact)


def appearance(document, claim, **more):
    values = {"anchor": more.pop("anchor", None) or anchor(document, 0, 3)} | more
    return models.Appearance.objects.create(
        document=document,
        claim=claim,
        voice="attributed",
        modality="asserted",
        polarity="positive",
        **values,
    )


def cite(made, source, level, role, **more):
    return models.Citation.objects.create(
        appearance=made, source=source, level=level, role=role, mode="indirect", **more
    )


def commit():
    """Have the deferred rules speak, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(name):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("start", "end", "exact"),
    [
        (0, 3, "كتب"),
        (0, 4, "قال"),
        (0, 1000, TEXT),
        (len(TEXT), len(TEXT) + 1, ""),
        (12, 13, "🙃"),
        (25, 27, "é"),
    ],
)
def test_an_anchor_that_does_not_quote_the_text_is_refused(document, start, end, exact):
    with refused("quote"), transaction.atomic():
        anchor(document, start, end, exact)


def test_offsets_count_code_points_as_python_does(document):
    for start in range(len(TEXT)):
        for end in (start + 1, min(start + 4, len(TEXT))):
            if not document.anchors.filter(start=start, end=end).exists():
                anchor(document, start, end)


def test_an_anchor_knows_what_stands_around_it(document):
    made = anchor(document, 12, 13)
    made.refresh_from_db()
    assert (made.prefix, made.exact, made.suffix) == (TEXT[:12], "🙂", TEXT[13:45])


def test_an_anchor_is_never_changed(document):
    made = anchor(document, 0, 3)
    with refused("cannot be changed"), transaction.atomic():
        models.Anchor.objects.filter(pk=made.pk).update(start=1, end=2, exact=TEXT[1:2])


def test_an_empty_anchor_is_refused(document):
    with refused("anchor_not_empty"), transaction.atomic():
        anchor(document, 3, 3)


def test_a_text_is_free_until_something_is_anchored_in_it(document):
    models.Document.objects.filter(pk=document.pk).update(text="other")
    document.refresh_from_db()
    assert document.sha256 == models.Document.digest("other")
    anchor(document, 0, 2)
    with refused("cannot be changed"), transaction.atomic():
        models.Document.objects.filter(pk=document.pk).update(text="other still")
    models.Document.objects.filter(pk=document.pk).update(title="A title is no text")


def test_nobody_can_store_another_hash(document):
    models.Document.objects.filter(pk=document.pk).update(sha256="0" * 64)
    document.refresh_from_db()
    assert document.sha256 == models.Document.digest(TEXT)


def test_anchors_lie_in_the_own_document(document, claim, source):
    other = models.Document.objects.create(language="ar", text="غير ذلك", sha256="")
    foreign = anchor(other, 0, 3)
    with refused("another document"), transaction.atomic():
        appearance(document, claim, anchor=foreign)
    made = appearance(document, claim)
    for field in ("cue", "mention", "said_when", "channel"):
        with refused("another document"), transaction.atomic():
            cite(made, source, 0, "origin", **{field: foreign})
    with refused("another document"), transaction.atomic():
        models.Appearance.objects.filter(pk=made.pk).update(anchor=foreign)
    with refused("another document"), transaction.atomic():
        models.Appearance.objects.filter(pk=made.pk).update(document=other)


@pytest.mark.parametrize(
    ("chain", "rule"),
    [
        ([], None),
        ([(0, "origin")], None),
        ([(0, "relay"), (1, "origin")], None),
        ([(0, "relay")], "last level"),
        ([(0, "origin"), (1, "origin")], "last level"),
        ([(1, "origin")], "gap"),
        ([(0, "relay"), (2, "origin")], "gap"),
    ],
)
def test_a_chain_is_whole_at_the_commit(document, claim, chain, rule):
    made = appearance(document, claim)
    with nullcontext() if rule is None else refused(rule), transaction.atomic():
        for level, role in chain:
            person = models.Source.objects.create(kind="person", anonymity="named", name=str(level))
            cite(made, person, level, role)
        commit()


def test_taking_the_origin_away_is_refused(document, claim, source):
    made = appearance(document, claim)
    cite(made, source, 0, "relay")
    other = models.Source.objects.create(kind="person", anonymity="named", name="Zayd")
    cite(made, other, 1, "origin")
    commit()
    with refused("last level"), transaction.atomic():
        made.citations.filter(level=1).delete()
        commit()


def test_joint_origins_are_whole_and_one_source_stands_once_per_level(document, claim, source):
    made = appearance(document, claim)
    other = models.Source.objects.create(kind="person", anonymity="named", name="Zayd")
    cite(made, source, 0, "origin")
    cite(made, other, 0, "origin")
    commit()
    with refused("citation_source_once_per_level"), transaction.atomic():
        cite(made, source, 0, "origin")


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"kind": "unnamed", "anonymity": "described"}, "source_unnamed_has_descriptor"),
        ({"kind": "person", "anonymity": "named"}, "source_named_has_name"),
        ({"kind": "unnamed", "anonymity": "named", "name": "x"}, "source_unnamed_kind"),
        (
            {"kind": "unnamed", "anonymity": "described", "descriptor": "y", "name": "x"},
            "source_named_has_name",
        ),
        ({"kind": "ghost", "anonymity": "named", "name": "x"}, "source_kind_known"),
        ({"kind": "person", "anonymity": "hidden", "name": "x"}, "source_"),
        ({"kind": "person", "anonymity": "named", "name": "x", "count": 0}, "source_count"),
    ],
)
def test_a_source_is_named_or_described(values, rule):
    with refused(rule), transaction.atomic():
        models.Source.objects.create(**values)


def test_no_source_vouches_for_itself_or_is_its_own_twin(source):
    with refused("vouched"), transaction.atomic():
        models.Source.objects.filter(pk=source.pk).update(vouched_by=source)
    with refused("identity_pair_is_ordered"), transaction.atomic():
        models.SourceIdentity.objects.create(a=source, b=source, state="suggested", reason="x")


def test_a_pair_of_sources_has_one_identity_row(source):
    other = models.Source.objects.create(kind="person", anonymity="named", name="Zayd")
    a, b = sorted((source, other), key=lambda s: s.pk)
    models.SourceIdentity.objects.create(a=a, b=b, state="suggested", reason="x")
    for pair in ({"a": a, "b": b}, {"a": b, "b": a}):
        with refused("identity_"), transaction.atomic():
            models.SourceIdentity.objects.create(**pair, state="suggested", reason="y")


def test_relations_join_two_different_claims_or_two_tellings(document, claim):
    made = appearance(document, claim)
    cases = [
        {"from_claim": claim, "to_claim": claim},
        {"from_claim": claim, "to_appearance": made},
        {"from_appearance": made, "to_appearance": made},
        {"from_claim": claim},
        {},
    ]
    for sides in cases:
        with refused("relation_"), transaction.atomic():
            models.ClaimRelation.objects.create(type="supports", **sides)


@pytest.mark.parametrize(
    ("model", "field"),
    [(models.Appearance, "voice"), (models.Appearance, "modality"), (models.Citation, "mode")],
)
def test_vocabularies_are_closed(document, claim, source, model, field):
    made = appearance(document, claim)
    cite(made, source, 0, "origin")
    with refused(f"{field}_known"), transaction.atomic():
        model.objects.update(**{field: "other"})


def test_versions_of_an_address_are_numbered(document):
    values = {"language": "ar", "text": "x", "sha256": "", "url": "https://a.example/1"}
    first = models.Document.objects.create(**values)
    with refused("document_url_once_per_version"), transaction.atomic():
        models.Document.objects.create(**values)
    models.Document.objects.create(**values, supersedes=first, version=2)
    with refused("document_version_follows"), transaction.atomic():
        models.Document.objects.create(**values | {"url": ""}, version=2)


def test_what_is_cited_is_not_deleted(document, claim, source):
    made = appearance(document, claim)
    cite(made, source, 0, "origin")
    for row in (source, document, claim, made.anchor):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_the_import_format_names_the_stored_vocabularies():
    from claims.interchange.reader import validator
    from claims.models import vocabulary as v

    schema = validator().schema["$defs"]
    expected = {
        ("source", "kind"): v.SourceKind,
        ("source", "anonymity"): v.Anonymity,
        ("appearance", "voice"): v.Voice,
        ("appearance", "zone"): v.Zone,
        ("appearance", "modality"): v.Modality,
        ("appearance", "polarity"): v.Polarity,
        ("appearance", "content_type"): v.ContentType,
        ("citation", "role"): v.CitationRole,
        ("citation", "mode"): v.CitationMode,
        ("citation", "anaphora"): v.Anaphora,
        ("citation", "scope"): v.CueScope,
        ("citation", "quoted"): v.Quoted,
        ("citation", "said_on_basis"): v.DateBasis,
        ("identity", "state"): v.IdentityState,
        ("affiliation", "type"): v.AffiliationType,
        ("relation", "type"): v.RelationType,
        ("relation", "strength"): v.Strength,
    }
    for (record, field), choices in expected.items():
        assert set(schema[record]["properties"][field]["enum"]) == set(choices.values), field


def test_every_id_is_its_own():
    assert models.Claim(language="ar").pk != models.Claim(language="ar").pk
    assert isinstance(models.Claim(language="ar").pk, uuid.UUID)
