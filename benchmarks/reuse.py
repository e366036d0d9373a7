"""Times the comparison of a new document with 100,000 that are held.

    python -m benchmarks.reuse [--documents N] [--new N]

All is done in a database that is dropped in the end. The texts are made up: words as frequent as
in a language (Zipf), four paragraphs, and a footer that all of one publisher have. Every other new
document copies two paragraphs of one that is held. Beside the whole of `find_reuse` (fingerprints,
search, alignment, writes) stand the search alone, and what a database does by itself: `&&`, with
the shared fingerprints counted in every row that has any.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from itertools import accumulate
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from claims.copies import likest  # noqa: E402
from claims.models import Document, SharedPassage, Source, TextPrint  # noqa: E402
from claims.operations.reuse import find_reuse  # noqa: E402
from claims.provenance.reuse import fingerprints  # noqa: E402
from factcheck.core import embedded  # noqa: E402

VOCABULARY, PUBLISHERS = 50_000, 100
PARAGRAPHS, WORDS, FOOTER = 4, 68, 25
BATCH = 1_000
BARE = """
SELECT document_id, cardinality(ARRAY(
    SELECT unnest(prints) INTERSECT SELECT unnest(%(prints)s::bigint[])
)) AS shared
FROM claims_textprint WHERE prints && %(prints)s::bigint[] ORDER BY shared DESC LIMIT 50
"""


class Texts:
    """Made-up articles."""

    def __init__(self, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.vocabulary = [
            "".join(self.rng.choices(letters, k=self.rng.randint(2, 10))) for _ in range(VOCABULARY)
        ]
        self.weights = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self.footers = [self.words(FOOTER) for _ in range(PUBLISHERS)]

    def words(self, count: int) -> str:
        """Return so many words as they come in a language."""
        return " ".join(self.rng.choices(self.vocabulary, cum_weights=self.weights, k=count))

    def article(self, publisher: int, copied: str = "") -> str:
        """Return an article, with two paragraphs of another one where there is any."""
        paragraphs = [self.words(WORDS) for _ in range(PARAGRAPHS)]
        if copied:
            paragraphs[1:3] = copied.split("\n")[:2]
        return "\n".join([*paragraphs, self.footers[publisher]])


def fill(texts: Texts, count: int) -> None:
    """Hold so many documents, with their fingerprints."""
    publishers = Source.objects.bulk_create(
        Source(kind="news_outlet", anonymity="named", name=f"P{n:03}") for n in range(PUBLISHERS)
    )
    for start in range(0, count, BATCH):
        chosen = [n % PUBLISHERS for n in range(start, min(start + BATCH, count))]
        documents = Document.objects.bulk_create(
            Document(publisher=publishers[n], language="en", text=texts.article(n)) for n in chosen
        )
        TextPrint.objects.bulk_create(
            TextPrint(
                document=document,
                sha256=Document.digest(document.text),
                prints=list(fingerprints(document.text)),
            )
            for document in documents
        )


def arriving(texts: Texts, count: int) -> Iterator[Document]:
    """Yield new documents, every other one a copy in part."""
    publishers = list(Source.objects.order_by("name"))
    held = Document.objects.order_by("pk").values_list("text", flat=True)
    copied = list(held[: count // 2])
    for n in range(count):
        chosen = texts.rng.randrange(PUBLISHERS)
        text = texts.article(chosen, copied=copied[n // 2] if n % 2 else "")
        yield Document.objects.create(publisher=publishers[chosen], language="en", text=text)


def timed(work: Callable[..., Any], *given: Any, **named: Any) -> tuple[float, Any]:
    """Return milliseconds and the result."""
    start = time.perf_counter()
    found = work(*given, **named)
    return 1000 * (time.perf_counter() - start), found


def bare(prints: list[int]) -> list[Any]:
    """Return the nearest documents by a plain query."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"prints": prints})
        return cursor.fetchall()


def sizes() -> str:
    """Say how much the database holds."""
    names = ["claims_document", "claims_textprint", "text_print_prints"]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        columns = ", ".join(f"pg_size_pretty(pg_total_relation_size('{name}'))" for name in names)
        cursor.execute(f"SELECT {columns}")
        found = cursor.fetchone()
    return ", ".join(f"{name} {size}" for name, size in zip(names, found, strict=True))


def show(name: str, times: list[float]) -> None:
    ranked = sorted(times)
    print(f"{name:<34}{len(ranked):>5}{median(ranked):>10.1f}"
          f"{ranked[int(0.9 * len(ranked))]:>10.1f}{ranked[-1]:>10.1f}")  # fmt: skip


def measure(count: int, new: int) -> None:
    texts = Texts()
    taken, _ = timed(fill, texts, count)
    prints = TextPrint.objects.first().prints
    print(f"{count:,} documents of {PARAGRAPHS * WORDS + FOOTER} words, {len(prints)} fingerprints "
          f"each; held in {taken / 1000:.0f} s; {sizes()}")  # fmt: skip
    whole: dict[bool, list[float]] = {True: [], False: []}
    search, plain, missed = [], [], 0
    for n, document in enumerate(arriving(texts, new)):
        copied = bool(n % 2)
        whole[copied].append(timed(find_reuse, document_id=document.pk)[0])
        found = SharedPassage.objects.filter(later=document, words__gte=2 * WORDS - 2)
        missed += copied and not found.exists()
        own = TextPrint.objects.get(pk=document.pk).prints
        search.append(timed(likest, document, own)[0])
        if n < 10:
            plain.append(timed(bare, own)[0])
    print(f"{'ms':<34}{'new':>5}{'median':>10}{'p90':>10}{'max':>10}")
    show("find_reuse, nothing copied", whole[False])
    show("find_reuse, two paragraphs copied", whole[True])
    show("search alone", search)
    show("plain && with counts", plain)
    print(f"{missed} of {new // 2} copies missed; {SharedPassage.objects.count()} passages kept")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--new", type=int, default=100)
    chosen = options.parse_args()
    connection.settings_dict["TEST"]["NAME"] = "benchmark_reuse"
    with embedded.hold_unconfigured():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            measure(chosen.documents, chosen.new)
        finally:
            connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
