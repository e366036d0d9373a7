"""Measures how quickly published markup is served, beside a bare Django view of the same bytes.

    python -m benchmarks.publication [--reviews 10000] [--seconds 1] [--rounds 15]

Starts granian as `make serve` does (two workers of four blocking threads, the settings of
production) on a database of its own, with the markup and the signatures of a review of the sample
copied so many times, and asks for `/r/…/claimreview.json` of reviews at random over eight
connections that stay open. Each round asks every kind in turn; the figures are medians over the
rounds, the ratios those of each round. The kinds:

    bare     a view that returns the same bytes out of a dictionary, under the project's MIDDLEWARE
    barest   the same behind only the middleware that published addresses pass
    served   /r/…/claimreview.json as it is served
    gzip     the same to who takes gzip
    known    the same to who has it already (304)
    asked    the same by a server that keeps nothing in memory: one query each
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.load import Figures, measure  # noqa: E402
from factcheck.core import embedded  # noqa: E402
from factcheck.stack.stack import granian  # noqa: E402
from reviews.models import Rendition  # noqa: E402

PORT, PORT_ASKED, CONNECTIONS = 8791, 8792, 8
COPY = """
INSERT INTO reviews_rendition (publication_id, slug, version, form, url, status, content_type,
    body, body_gzip, etag, tags, rendered_at)
SELECT publication_id, 'copy-' || n, version, form, url, status, content_type, body, body_gzip,
    etag, tags, rendered_at
FROM reviews_rendition, generate_series(1, %s) n
WHERE slug = %s AND form IN ('claimreview', 'signature');
"""


def fill(reviews: int) -> Rendition:
    """Publish the sample, and copy what was rendered of one review; return its markup."""
    with tempfile.TemporaryDirectory() as folder:
        call_command("load_sample", base_url="http://x", write=Path(folder, "demo.json"))
    found = Rendition.objects.filter(form="claimreview", version=0).order_by("slug")[0]
    with connection.cursor() as cursor:
        cursor.execute(COPY, [reviews, found.slug])
        cursor.execute("VACUUM ANALYZE reviews_rendition")
    return found


@contextlib.contextmanager
def server(port: int, cache: int) -> Iterator[None]:
    """Serve as `make serve` does, with so many MiB of answers in memory."""
    line = [sys.executable, "-m", *granian(port)[:-1], "--no-log", "benchmarks.served:application"]
    environment = os.environ | {
        "DATABASE_URL": _database(),
        "FACTCHECK_SECRET_KEY": settings.SECRET_KEY,
        "FACTCHECK_PUBLIC_CACHE": str(cache),
        "PYTHONWARNINGS": "ignore",
    }
    running = subprocess.Popen(line, env=environment)
    try:
        _await(port)
        yield
    finally:
        running.terminate()
        running.wait()


def _database() -> str:
    """Return the address of the benchmark's own database."""
    parts = urlsplit(settings.DATABASE_URL)
    name = connection.settings_dict["NAME"]
    return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"


def _await(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz").read()
            return
        time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def run(reviews: int, seconds: float, rounds: int) -> None:
    found = fill(reviews)
    slugs = [f"copy-{n}" for n in range(1, reviews + 1)]
    markup = [f"/r/{slug}/claimreview.json" for slug in slugs]
    gzip = "Accept-Encoding: gzip, br\r\n"
    known = f"If-None-Match: {found.etag}\r\n"
    kinds = {
        "bare": (PORT, [f"/bare/{slug}" for slug in slugs], ""),
        "barest": (PORT, [f"/barest/{slug}" for slug in slugs], ""),
        "served": (PORT, markup, ""),
        "gzip": (PORT, markup, gzip),
        "known": (PORT, markup, known),
        "asked": (PORT_ASKED, markup, ""),
    }
    figures: dict[str, list[Figures]] = {kind: [] for kind in kinds}
    with server(PORT, 128), server(PORT_ASKED, 0):
        warm = measure(PORT, markup, seconds=8 * seconds, connections=CONNECTIONS)
        for _ in range(rounds):
            for kind, (port, paths, headers) in kinds.items():
                figures[kind].append(
                    measure(port, paths, seconds=seconds, connections=CONNECTIONS, headers=headers)
                )
    print(f"{reviews:,} reviews, {len(bytes(found.body)):,} bytes of markup each")
    print(f"  while the memory filled: {warm.per_second:,.0f} a second")
    show(figures)


def show(figures: dict[str, list[Figures]]) -> None:
    print(f"  {'kind':<8}{'a second':>10}{'of bare':>9}{'of barest':>11}   statuses")
    for kind, rounds in figures.items():
        rate = statistics.median(one.per_second for one in rounds)
        statuses = sorted({status for one in rounds for status in one.statuses})
        ratios = [_ratio(rounds, figures[base]) for base in ("bare", "barest")]
        print(f"  {kind:<8}{rate:>10,.0f}{ratios[0]:>9.2f}{ratios[1]:>11.2f}   {statuses}")


def _ratio(rounds: list[Figures], base: list[Figures]) -> float:
    pairs = zip(rounds, base, strict=True)
    return statistics.median(one.per_second / other.per_second for one, other in pairs)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reviews", type=int, default=10_000)
    options.add_argument("--seconds", type=float, default=1.0)
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    with embedded.hold_unconfigured():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            run(chosen.reviews, chosen.seconds, chosen.rounds)
        finally:
            connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
