"""Small stored objects, made by the operations that everybody else uses."""

import json
from itertools import count
from typing import Any
from uuid import uuid4

from claims.interchange.records import (
    Anchor,
    AppearanceRecord,
    CitationRecord,
    ClaimRecord,
    DocumentRecord,
    SourceRecord,
)
from claims.models import Appearance, Claim, Document, Source
from claims.operations.appearances import create_appearance
from claims.operations.claims import create_claim
from claims.operations.documents import create_document
from claims.operations.sources import create_source
from factcheck.accounts.models import Newsroom, User
from reviews.markup.wild.formats import entries
from reviews.models import OutsideReview, Review
from reviews.operations.outside import import_reviews
from reviews.operations.reviews import open_review
from reviews.operations.revisions import Content

TEXT = (
    "Drones hit the residence. NBC reported that two former officials said "
    "militias carried out the attack. وقال مسؤولان إن الهجوم نفذته فصائل."
)
_numbers = count(1)


def anchor(exact: str, text: str = TEXT) -> Anchor:
    """The first place where the words stand."""
    start = text.index(exact)
    return Anchor(start, start + len(exact), exact)


def place(exact: str, text: str = TEXT) -> dict[str, Any]:
    """The same as JSON."""
    found = anchor(exact, text)
    return {"start": found.start, "end": found.end, "exact": found.exact}


def source(name: str = "", **values: Any) -> Source:
    """A named news outlet, unless told otherwise."""
    named = {"kind": "news_outlet", "anonymity": "named", "name": name or f"S{next(_numbers)}"}
    return create_source(record=SourceRecord(id=uuid4(), **named | values), by=None)


def unnamed(descriptor: str = "two former officials", **values: Any) -> Source:
    """A source without a name."""
    words = {"kind": "unnamed", "anonymity": "described", "descriptor": descriptor}
    return create_source(record=SourceRecord(id=uuid4(), language="en", **words | values), by=None)


def document(text: str = TEXT, **values: Any) -> Document:
    """A document with a publisher of its own, unless told otherwise."""
    if "publisher" not in values:
        values["publisher"] = source().pk
    values = {"title": f"Title {next(_numbers)}", "language": "en"} | values
    return create_document(record=DocumentRecord(id=uuid4(), text=text, **values), by=None)


def claim(text: str = "", **values: Any) -> Claim:
    """A claim with an English and an Arabic text."""
    n = next(_numbers)
    texts = {"en": text or f"Militias carried out attack {n}", "ar": f"نفذت فصائل الهجوم {n}"}
    values = {"language": "en", "texts": texts} | values
    return create_claim(record=ClaimRecord(id=uuid4(), **values), by=None)


def chain(relay: Source, *origins: Source) -> tuple[CitationRecord, ...]:
    """A relay that has it from joint origins."""
    first = CitationRecord(0, relay.pk, "relay", "report_of_report", mention=anchor("NBC"))
    rest = [
        CitationRecord(1, found.pk, "origin", "indirect", cue=anchor("said")) for found in origins
    ]
    return (first, *rest)


def appearance(of: Claim, within: Document, **values: Any) -> Appearance:
    """The claim made in TEXT, in the outlet's own voice unless a chain is given."""
    values = {"voice": "outlet", "modality": "asserted", "polarity": "positive"} | values
    words = anchor("militias carried out the attack")
    record = AppearanceRecord(id=uuid4(), claim=of.pk, anchor=words, **values)
    return create_appearance(document=within, record=record, by=None)


def told(of: Claim | None = None, **values: Any) -> Appearance:
    """A claim told in a new document by a relay that has it from an unnamed origin."""
    relay, origin = source("NBC"), unnamed()
    made = {"voice": "attributed", "chain": chain(relay, origin)} | values
    return appearance(of or claim(), document(), **made)


def review(newsroom: Newsroom, by: User, of: Claim | None = None, **values: Any) -> Review:
    """An open review in English, complete enough to be submitted."""
    content = {"title": "What we know", "rating_value": 2, "summary": "It rests on one report."}
    return open_review(
        newsroom=newsroom,
        claim=of or claim(),
        language="en",
        content=Content(**content | values),
        by=by,
    )


def outside_review(**changed: Any) -> OutsideReview:
    """A review of an outside newsroom, of a claim of its own that somebody with a name made."""
    n = next(_numbers)
    said = {
        "@type": "ClaimReview",
        "url": f"https://checks.example/{n}",
        "claimReviewed": f"Militias carried out attack {n}",
        "name": f"No sign of attack {n}",
        "inLanguage": "en",
        "author": {"@type": "Organization", "name": "Checks"},
        "itemReviewed": {"author": {"@type": "Person", "name": f"Witness {n}"}},
        "reviewRating": {"alternateName": "False", "ratingValue": 1},
    }
    made = entries(json.dumps(said | changed))
    import_reviews(entries=made, name="factory", by=None)
    return OutsideReview.objects.get(url=said["url"])
