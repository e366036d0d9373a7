"""What is said of a provenance, in English and in Arabic."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.provenance.analysis import analyse
from claims.provenance.labels import FSI, PDI, clean, isolated
from claims.provenance.picture import svg
from claims.provenance.wording import wording
from claims.provenance.words import in_words
from tests.claims.provenance.provenance_holdings import claim
from tests.claims.provenance.provenance_labels import HOSTILE, LANGUAGES, labelled, labelled_claims


def told(*lines, language="en", **more):
    return in_words(analyse(claim(*lines, **more)), language)


def named(holdings, **labels):
    return replace(
        holdings,
        sources=tuple(
            replace(s, label=labels[s.key.rstrip("?")], descriptor="" if s.named else labels["us"])
            for s in holdings.sources
        ),
    )


def test_three_articles_one_origin():
    held = claim("d1: nbc > us?", "d2: nbc > us?", "d3: nbc > us?")
    english = in_words(analyse(named(held, nbc="NBC", us="US officials")), "en")
    assert english == (
        "Three articles, one origin: unnamed “US officials”, through NBC.",
        "Everything that we hold hangs on NBC, and likewise on unnamed “US officials”.",
        "No origin has a name.",
        "From article to origin: two citations.",
        "First appearance that we hold: the article “d1”, 7 November 2021.",
    )
    arabic = in_words(analyse(named(held, nbc="NBC", us="مسؤولون أميركيون")), "ar")
    assert arabic[0] == (
        "ثلاث مقالات ومصدر أصلي واحد: «مسؤولون أميركيون» (من دون تسمية)، عبر \u2068NBC\u2069."
    )
    assert arabic[1].startswith("كل ما لدينا يقوم على \u2068NBC\u2069، وكذلك على «")


def test_a_range_says_what_is_not_established_and_why():
    found = told(
        "d1: nbc > x?",
        "d2: nbc > y?",
        "d3: afp > z?",
        maybe=["y? z?"],
        belongs=["z? gov", "x? gov"],
        also=["gov"],
    )
    assert found[0].startswith("Three articles, between one and three independent origins: ")
    doubts = "\n".join(s for s in found if s.startswith("Not established"))
    assert "they have no name and are reached only through nbc." in doubts
    assert "it has been suggested and nobody has decided." in doubts
    assert "they are, or belong to, one body: gov" in doubts


def test_the_arabic_range():
    found = told("d1: nbc > x?", "d2: nbc > y?", "d3: afp > z?", language="ar")
    assert "ما بين مصدرين وثلاثة مصادر أصلية مستقلة" in found[0]


@pytest.mark.parametrize(
    ("lines", "more", "sentence"),
    [
        (["d1: a@d2", "d2: b@d1"], {}, "have it from each other; no origin is reachable."),
        (["d1:"], {}, "Told in the voice of a publisher that nobody knows: one article."),
        (["d1:", "d2:"], {"published": {"d1": "p", "d2": "p"}}, "own voice: two articles."),
        (["d1: u? > a"], {}, "Named, but reached only through sources without a name: a."),
        (["d1: a", "d2: b > c > d"], {}, "between one and three citations."),
        (["d1: a", "d2: b"], {}, "Two ways to an origin share nothing;"),
        ([], {}, "No article that we hold makes this claim."),
        (["d1: a > b", "d2:"], {}, "Everything that leads to an origin hangs on a"),
    ],
)
def test_sentences(lines, more, sentence):
    assert any(sentence in said for said in told(*lines, **more))


def test_without_a_date_the_first_appearance_is_not_known():
    held = claim("d1: a")
    undated = tuple(replace(d, published_at=None) for d in held.documents)
    assert "When it first appeared is not known." in in_words(
        analyse(replace(held, documents=undated)), "en"
    )


@pytest.mark.parametrize(
    ("number", "arabic", "english"),
    [
        (1, "مقالة واحدة", "one article"),
        (2, "مقالتان", "two articles"),
        (3, "ثلاث مقالات", "three articles"),
        (8, "ثماني مقالات", "eight articles"),
        (10, "عشر مقالات", "ten articles"),
        (11, "11 مقالة", "11 articles"),
        (99, "99 مقالة", "99 articles"),
        (100, "100 مقالة", "100 articles"),
        (103, "103 مقالات", "103 articles"),
    ],
)
def test_the_noun_agrees_with_the_number(number, arabic, english):
    assert wording("ar").counted("articles", number) == arabic
    assert wording("en-GB").counted("articles", number) == english


def test_masculine_nouns_take_the_other_numbers():
    arabic = wording("ar-IQ")
    assert arabic.counted("origins", 4) == "أربعة مصادر أصلية"
    assert arabic.counted("origins", 12) == "12 مصدرًا أصليًا"
    assert arabic.counted("independent", 2, "object") == "مصدرين أصليين مستقلين"


@given(labelled_claims(), st.sampled_from(LANGUAGES))
def test_sentences_are_single_lines_whose_isolates_are_closed(holdings, language):
    for sentence in in_words(analyse(holdings), language):
        assert len(sentence.splitlines()) == 1
        depth = 0
        for character in sentence:
            depth += (character in "\u2066\u2067\u2068") - (character == PDI)
            assert depth >= 0
        assert depth == 0


@given(labelled_claims())
def test_words_for_a_source_are_never_a_name(holdings):
    marked = replace(
        holdings,
        sources=tuple(
            replace(s, label=f"zq{n}x", descriptor="" if s.named else f"zq{n}x")
            for n, s in enumerate(holdings.sources)
        ),
        documents=tuple(replace(d, title="t") for d in holdings.documents),
    )
    provenance = analyse(marked)
    unnamed = [n.label for n in (*provenance.nodes, *provenance.others) if not n.named]
    for sentence in in_words(provenance, "en"):
        for words in unnamed:
            assert sentence.count(words) == sentence.count(f"unnamed “{words}”")


@given(st.text())
def test_isolated_text_leaves_the_text_around_it_alone(text):
    shown = isolated(clean(text), "ltr")
    assert shown.startswith(FSI) == shown.endswith(PDI) or shown == clean(text)
    assert clean(clean(text)) == clean(text)


def test_many_are_counted_rather_than_listed():
    found = told(*(f"d{n}: o{n}" for n in range(30)))
    assert "24 more" in found[0]
    assert all(len(sentence) < 400 for sentence in found)


def test_hostile_words_are_quoted_exactly():
    held = labelled(claim("d1: u?"), HOSTILE[:1])
    assert f"“{HOSTILE[0]}”" in in_words(analyse(held), "en")[0]


def test_a_source_is_called_as_readers_of_the_language_call_it():
    held = claim("d1: nbc > x?", "d2: enbisi > y?", same=["nbc enbisi", "x? y?"])
    called = {
        "nbc": {"label": "NBC News", "language": "en", "translations": (("fr", "la NBC"),)},
        "enbisi": {"label": "شبكة إن بي سي", "language": "ar"},
        "x?": {"descriptor": "two officials", "language": "en"},
        "y?": {"descriptor": "مسؤولان", "language": "ar", "literal": False},
    }
    sources = tuple(replace(s, **called.get(s.key, {})) for s in held.sources)
    found = analyse(replace(held, sources=sources))
    english, arabic = (" ".join(in_words(found, language)) for language in ("en", "ar"))
    assert "“two officials”" in english
    assert "NBC News" in english
    assert "مسؤولان" not in english
    assert "شبكة" not in english
    assert "[مسؤولان]" in arabic
    assert "شبكة إن بي سي" in arabic
    assert "NBC" not in arabic
    assert "officials" not in arabic
    assert ">NBC News<" in svg(found, "en")
    assert ">شبكة إن بي سي<" in svg(found, "ar")
