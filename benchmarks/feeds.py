"""Measures what long feeds take: memory at its highest, and reviews a second.

    python -m benchmarks.feeds [--reviews 10000 100000]

For each number of reviews a database is made by SQL, with markup and dossier of a real size (those
of a review in Arabic with two chains), and dropped in the end. Each feed is then streamed by a
process of its own, through the whole stack of middleware, and thrown away; its highest resident
memory is what the kernel says of it. Beside it stands a process that asks for /healthz: the
memory of the program itself.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from factcheck.accounts.models import User  # noqa: E402
from factcheck.accounts.operations import create_newsroom  # noqa: E402
from factcheck.core import embedded  # noqa: E402
from reviews.markup import claimreview  # noqa: E402
from reviews.markup.dossier import to_json  # noqa: E402
from reviews.operations import dumps  # noqa: E402
from tests.reviews.dossiers import ARABIC  # noqa: E402

SCALE = [{"value": 1, "labels": {"en": "False"}}, {"value": 2, "labels": {"en": "True"}}]
FEED, ATOM, PART = "/feeds/datafeed.json", "/feeds/atom.xml", "/sitemaps/reviews-1.xml"

FILL = """
INSERT INTO claims_claim (id, language, status, status_reason, topics, note, created_at, updated_at)
SELECT md5('claim ' || n)::uuid, 'ar', 'reviewed', '', '{}', '', now(), now()
FROM generate_series(1, %(reviews)s) n;

INSERT INTO reviews_review (id, newsroom_id, claim_id, language, status, slug, live, created_at,
    updated_at)
SELECT md5('review ' || n)::uuid, %(room)s, md5('claim ' || n)::uuid, 'ar', 'published', 'r-' || n,
    true, now(), now()
FROM generate_series(1, %(reviews)s) n;

INSERT INTO reviews_revision (review_id, number, author_id, title, rating_label, summary,
    explanation, created_at)
SELECT md5('review ' || n)::uuid, 1, %(person)s, 'Title ' || n, 'False', 'It did not happen.', '',
    now()
FROM generate_series(1, %(reviews)s) n;

INSERT INTO reviews_publication (revision_id, published_at, dossier)
SELECT id, now(), %(dossier)s FROM reviews_revision;

INSERT INTO reviews_rendition (publication_id, slug, version, form, url, status, content_type, body,
    etag, rendered_at)
SELECT publication.id, review.slug, 0, 'claimreview', '', 200, 'application/ld+json',
    convert_to(replace(%(markup)s, 'NOISE', md5(slug) || md5(slug || 'a')), 'UTF8'), '', now()
FROM reviews_publication publication JOIN reviews_revision revision ON revision.id = revision_id
JOIN reviews_review review ON review.id = review_id;

INSERT INTO reviews_listing (review_id, part, url, title, claim_text, claimant, publisher_name,
    publisher_site, rating_label, language, reviewed_at, newest_at, folded, changed_at)
SELECT id, 0, 'https://facts.example/r/' || slug || '/', 'Title', 'Claim', '', 'The Desk',
    'facts.example', 'False', 'ar', now(), now(), '', now()
FROM reviews_review ORDER BY slug;
"""


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = action()
    return time.perf_counter() - began, result


def fill(reviews: int) -> None:
    values = {"name": "The Desk", "slug": "desk", "language": "ar", "rating_scale": SCALE}
    room = create_newsroom(by=None, values=values | {"url": "https://desk.example"})
    varied = replace(ARABIC, summary=f"{ARABIC.summary} NOISE")
    told = {
        "reviews": reviews,
        "room": room.pk,
        "person": User.objects.create_user("person").pk,
        "dossier": json.dumps(to_json(ARABIC)),
        "markup": claimreview.render(varied, url="https://facts.example/r/NOISE/").decode(),
    }
    with connection.cursor() as cursor:
        cursor.execute(FILL.replace("%)", "%%)"), told)
        cursor.execute("VACUUM ANALYZE")


def stream(url: str) -> int:
    """Read an answer to its end, as a server would; return how many bytes that were."""
    answer = Client().get(url)
    assert answer.status_code == 200, url
    chunks = answer.streaming_content if answer.streaming else [answer.content]
    return sum(map(len, chunks))


def write() -> int:
    """Write the dumps into a folder that goes with it; return how many bytes that were."""
    settings.DUMPS = Path(tempfile.mkdtemp())
    try:
        return sum(dump.bytes for dump in dumps.write_dumps())
    finally:
        shutil.rmtree(settings.DUMPS)


def child(name: str, what: str) -> None:
    """Do one thing on the database of that name and print bytes, seconds, and memory in MiB."""
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    settings.ALLOWED_HOSTS = ["testserver"]
    seconds, size = timed(write if what == "dumps" else lambda: stream(what))
    print(json.dumps([size, seconds, highest_memory()]))


def highest_memory() -> float:
    """Return the most that this process ever held, in MiB.

    Where the kernel says it by itself: what `getrusage` says, a child inherits.
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show(reviews: int, name: str, what: str) -> None:
    command = [sys.executable, "-m", "benchmarks.feeds", "--child", name, what]
    size, seconds, peak = json.loads(subprocess.check_output(command))
    print(
        f"  {what:<42}{size / 2**20:>8.1f} MiB{seconds:>8.2f} s"
        f"{reviews / seconds:>10,.0f}/s{peak:>8.0f} MiB"
    )


def measure(reviews: int) -> None:
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        seconds, _ = timed(lambda: fill(reviews))
        print(f"{reviews:,} reviews, made in {seconds:.0f} s")
        print(f"  {'what':<42}{'size':>12}{'time':>10}{'reviews':>12}{'memory':>12}")
        for what in ("/healthz", FEED, f"{FEED}?newsroom=desk&language=ar", PART, "dumps"):
            show(reviews, name, what)
        settings.ALLOWED_HOSTS = ["testserver"]
        for url in (ATOM, f"{ATOM}?newsroom=desk", "/sitemap.xml", "/sitemap-news.xml"):
            asking = Client()
            etag = asking.get(url)["ETag"]
            pair = [timed(lambda: asking.get(url))[0] for _ in range(5)]  # noqa: B023
            known = {"HTTP_IF_NONE_MATCH": etag}
            same = [timed(lambda: asking.get(url, **known))[0] for _ in range(5)]  # noqa: B023
            print(f"  {url:<42}{min(pair) * 1000:>8.0f} ms; 304:{min(same) * 1000:>6.0f} ms")
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reviews", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        child(*chosen.child)
        return
    plain = settings.DATABASES["default"]["NAME"]
    with embedded.hold_unconfigured():
        for reviews in chosen.reviews:
            measure(reviews)
            settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = plain


if __name__ == "__main__":
    sys.exit(main())
