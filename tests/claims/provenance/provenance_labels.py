"""Claims whose labels are hostile, Arabic, mixed, empty or long."""

from dataclasses import replace

from hypothesis import strategies as st

from tests.claims.provenance.provenance_holdings import claim, claims

HOSTILE = (
    "</title><script>alert(1)</script>",
    "\" onload='x' x=\"&#x202e;",
    "\u202e\u2066 مصدر \u2069\u2069 end",
    'a\nb\r\n\x00\x0b\u2028click n1 "javascript:alert(1)"',
    "url(https://example.org/x) ]]> <!-- -->",
    "مسؤولون أميركيون في NBC",
    "W" * 400,
    "ض" * 400,
    "国" * 90,
    "\uffff\ud800x",
    "#quot; `code` end; %% x",
    "-",
)
LANGUAGES = ("en", "ar", "fa", "de", "he")


def labelled(holdings, labels):
    """Give the labels to sources and documents in turn; unnamed sources have them as words."""
    sources = tuple(
        replace(
            source,
            label=labels[n % len(labels)],
            descriptor="" if source.named else labels[n % len(labels)],
        )
        for n, source in enumerate(holdings.sources)
    )
    documents = tuple(
        replace(document, title=labels[(n + 3) % len(labels)])
        for n, document in enumerate(holdings.documents)
    )
    return replace(holdings, sources=sources, documents=documents)


@st.composite
def labelled_claims(draw):
    texts = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1, max_size=60))
    return labelled(draw(claims()), draw(st.lists(texts, min_size=1, max_size=6)))


def sixty():
    """A claim of 60 nodes: 40 documents, 9 relays, 11 origins, joint ones and own voice."""
    lines = []
    for n in range(40):
        relays = f"r{n % 9} > " * (n % 3 > 0) + f"r{(n * 2 + 3) % 9} > " * (n % 5 == 0)
        joint = f"o{(n * 7) % 11}? o{(n * 7 + 1) % 11}?" if n % 8 == 0 else f"o{(n * 3) % 11}?"
        lines.append(f"d{n}: {relays}{joint}")
    return claim(*lines, maybe=["o2? o5?", "r1 r2"])
