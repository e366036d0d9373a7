"""Small claims in a line each, `d1: nbc > x? y?`, and any claim at all for Hypothesis."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from claims.provenance.graph import (
    Affiliation,
    DocumentNode,
    Holdings,
    Hop,
    Identity,
    SourceNode,
    Telling,
)

DAY = datetime(2021, 11, 7, tzinfo=UTC)


def source(key, vouched_by=None):
    """A key that ends in `?` has no name."""
    unnamed = key.endswith("?")
    return SourceNode(
        key,
        "unnamed" if unnamed else "news_outlet",
        "described" if unnamed else "named",
        label=key,
        vouched_by=vouched_by,
    )


def telling(appearance, line):
    """`d1: nbc@d2 > x? y?`: levels are parted by `>`, joint sources by spaces; `@` cites."""
    document, _, chain = line.partition(":")
    levels = [level.split() for level in chain.split(">") if level.strip()]
    return Telling(
        appearance,
        document.strip(),
        tuple(
            tuple(
                Hop(f"{appearance}.{number}.{word}", *_cited(word, number == len(levels) - 1))
                for word in level
            )
            for number, level in enumerate(levels)
        ),
    )


def _cited(word, last):
    key, _, document = word.partition("@")
    return key, "origin" if last else "relay", document or None


def claim(
    *lines, published=None, same=(), maybe=(), different=(), belongs=(), vouched=None, also=()
):
    """`published` maps documents to publishers; pairs of sources are strings with a space."""
    published, vouched = published or {}, vouched or {}
    tellings = [telling(f"a{n}", line) for n, line in enumerate(lines)]
    documents = dict.fromkeys([t.document for t in tellings])
    pairs = [("confirmed", same), ("suggested", maybe), ("rejected", different)]
    keys = {hop.source for t in tellings for hop in t.hops()}
    keys.update(published.values(), vouched, vouched.values(), also)
    return Holdings(
        documents=tuple(
            DocumentNode(key, published.get(key), DAY + timedelta(days=n), title=key)
            for n, key in enumerate(documents)
        ),
        sources=tuple(source(key, vouched.get(key)) for key in sorted(keys)),
        tellings=tuple(tellings),
        identities=tuple(
            Identity(*pair.split(), state, "because") for state, found in pairs for pair in found
        ),
        affiliations=tuple(Affiliation(*pair.split(), "member_of") for pair in belongs),
    )


SOURCES = ["a", "b", "c", "u?", "v?", "w?", "x?"]
DOCUMENTS = ["d1", "d2", "d3", "d4", "d5"]


@st.composite
def tellings(draw, appearance, *, documents=DOCUMENTS, cited=(*DOCUMENTS, "elsewhere")):
    """A telling of at most three levels, each of at most two sources; some cite a document."""
    levels = draw(
        st.lists(
            st.lists(st.sampled_from(SOURCES), min_size=1, max_size=2, unique=True), max_size=3
        )
    )
    names = st.one_of(st.none(), st.none(), st.none(), st.sampled_from(cited))
    return Telling(
        appearance,
        draw(st.sampled_from(documents)),
        tuple(
            tuple(Hop(f"{appearance}.{n}.{key}", key, cited_document=draw(names)) for key in level)
            for n, level in enumerate(levels)
        ),
    )


def pairs(*, of=SOURCES):
    return st.lists(st.tuples(st.sampled_from(of), st.sampled_from(of)), max_size=3)


@st.composite
def claims(draw, *, rejected=True, stitched=True):
    """A claim of at most six tellings, with everything that can be wrong or odd about one."""
    optional = st.one_of(st.none(), st.sampled_from(SOURCES))
    vouched = {key: draw(st.one_of(st.none(), optional)) for key in SOURCES}
    states = ["confirmed", "suggested", "rejected"] if rejected else ["confirmed", "suggested"]
    number = draw(st.integers(0, 6))
    cited = (*DOCUMENTS, "elsewhere") if stitched else ("elsewhere",)
    outsiders = [*SOURCES, "outside"]
    return Holdings(
        documents=tuple(
            DocumentNode(
                key,
                draw(optional),
                draw(st.one_of(st.none(), st.integers(0, 2).map(lambda n: DAY + n * timedelta(1)))),
            )
            for key in DOCUMENTS
        ),
        sources=tuple(
            source(key, vouched[key] if key != vouched[key] else None) for key in SOURCES
        ),
        tellings=tuple(draw(tellings(f"t{n}", cited=cited)) for n in range(number)),
        identities=tuple(
            Identity(a, b, state) for state in states for a, b in draw(pairs(of=outsiders))
        ),
        affiliations=tuple(Affiliation(a, b, "part_of") for a, b in draw(pairs(of=outsiders))),
    )
