"""Measures what one change costs in a large corpus, and how quickly all of it is asked.

    python -m benchmarks.corpus [--claims 100000]

Every claim is told by three documents, each through one of a thousand relays from an origin of its
own. All is done in a database that is dropped in the end. `touched` are the claims whose figures
a change marks as out of date; `seconds` is the change with the work of the tasks that it asks for.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from rest_framework.test import APIClient  # noqa: E402

from claims import archive, models  # noqa: E402
from claims.models.vocabulary import IdentityState  # noqa: E402
from claims.operations import figures  # noqa: E402
from claims.operations.appearances import change_appearance  # noqa: E402
from claims.operations.identities import decide_identity, suggest_identity  # noqa: E402
from claims.operations.retractions import Subject, retract  # noqa: E402
from factcheck.accounts.models import User  # noqa: E402
from factcheck.core import embedded  # noqa: E402
from tests.worker import work  # noqa: E402

RELAYS, DOCUMENTS = 1000, 3

CORPUS = """
INSERT INTO claims_source (id, kind, anonymity, name, language, descriptor, descriptor_literal,
    canonical, note, same_as, folded, created_at, updated_at)
SELECT md5('relay ' || n)::uuid, 'news_outlet', 'named', 'Relay ' || n, 'en', '', true,
    '', '', '{}', 'relay ' || n, now(), now()
FROM generate_series(1, %(relays)s) n;

INSERT INTO claims_source (id, kind, anonymity, name, language, descriptor, descriptor_literal,
    canonical, note, same_as, folded, created_at, updated_at)
SELECT md5('origin ' || n || ' ' || d)::uuid, 'unnamed', 'described', '', 'en',
    'officials of case ' || n, true, '', '', '{}', 'officials of case ' || n, now(), now()
FROM generate_series(1, %(claims)s) n, generate_series(1, %(documents)s) d;

INSERT INTO claims_claim (id, language, status, status_reason, topics, note, created_at, updated_at)
SELECT md5('claim ' || n)::uuid, 'en', 'new', '', '{}', '', now() + n * interval '1 ms', now()
FROM generate_series(1, %(claims)s) n;

INSERT INTO claims_claimpriority (claim_id, rank, first_seen_at, parts)
SELECT md5('claim ' || n)::uuid, n %% 1000, now(), '{}' FROM generate_series(1, %(claims)s) n;

INSERT INTO claims_claimtext (claim_id, language, text, folded)
SELECT md5('claim ' || n)::uuid, 'en', 'Claim ' || n, 'claim ' || n
FROM generate_series(1, %(claims)s) n;

INSERT INTO claims_storedprovenance (claim_id, changes, documents, origins_at_least,
    origins_at_most, support, all_unnamed, words, data, drift, computed_at)
SELECT md5('claim ' || n)::uuid, 0, n %% 7, 1, n %% 4, n %% 4, n %% 2 = 0, '{}', '{}', '[]', now()
FROM generate_series(1, %(claims)s) n;

INSERT INTO claims_dependence (claim_id, source_id, alone)
SELECT md5('claim ' || n)::uuid, md5('relay ' || (1 + (n * 7 + d) %% %(relays)s))::uuid, n %% 3 = 0
FROM generate_series(1, %(claims)s) n, generate_series(1, %(documents)s) d;

INSERT INTO claims_document (id, language, url, title, published_at, published_at_inferred, text,
    sha256, version, note, created_at, updated_at)
SELECT md5('document ' || n || ' ' || d)::uuid, 'en', '', 'Title ' || n,
    now() - n * interval '1 minute', false, text, encode(sha256(text::bytea), 'hex'), 1, '',
    now(), now()
FROM generate_series(1, %(claims)s) n, generate_series(1, %(documents)s) d,
    LATERAL (SELECT 'Claim ' || n || ' is made here, version ' || d AS text) said;

INSERT INTO claims_anchor (document_id, start, "end", exact, prefix, suffix)
SELECT md5('document ' || n || ' ' || d)::uuid, 0, length('Claim ' || n), 'Claim ' || n, '', ''
FROM generate_series(1, %(claims)s) n, generate_series(1, %(documents)s) d;

INSERT INTO claims_appearance (id, claim_id, document_id, anchor_id, voice, zone, modality,
    polarity, content_type, checkworthy_reason, about, gloss, note, created_at, updated_at)
SELECT md5('appearance ' || n || ' ' || d)::uuid, md5('claim ' || n)::uuid, anchor.document_id,
    anchor.id, 'attributed', 'body', 'asserted', 'positive', 'factual', '', '{}', '{}', '',
    now(), now()
FROM generate_series(1, %(claims)s) n CROSS JOIN generate_series(1, %(documents)s) d
JOIN claims_anchor anchor ON anchor.document_id = md5('document ' || n || ' ' || d)::uuid;

INSERT INTO claims_citation (appearance_id, level, source_id, role, mode, anaphora, scope, quoted,
    on_condition_of_anonymity, said_on_basis, note)
SELECT md5('appearance ' || n || ' ' || d)::uuid, level,
    CASE level WHEN 0 THEN md5('relay ' || (1 + (n * 7 + d) %% %(relays)s))::uuid
    ELSE md5('origin ' || n || ' ' || d)::uuid END,
    CASE level WHEN 0 THEN 'relay' ELSE 'origin' END, 'indirect', '', 'local', '', false, '', ''
FROM generate_series(1, %(claims)s) n, generate_series(1, %(documents)s) d,
    generate_series(0, 1) level;

ANALYZE;
"""


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = action()
    return time.perf_counter() - began, result


def relay(number: int) -> models.Source:
    return models.Source.objects.get(name=f"Relay {number}")


def touched() -> int:
    return models.StoredProvenance.objects.filter(stale_since__isnull=False).count()


def change(name: str, action: Callable[[], Any]) -> None:
    """Print how many claims a change touches, and how long it takes with its tasks."""
    said, _ = timed(action)
    number = touched()
    done, _ = timed(work)
    print(f"  {name:<44}{number:>8}{said + done:>10.2f}{said * 1000:>14.0f}")


def one_citation(by: User) -> None:
    found = models.Appearance.objects.with_chains().order_by("pk")[0]
    record = archive.appearance_record(found)
    first, *others = record.chain
    chain = (replace(first, source=relay(RELAYS).pk), *others)
    change_appearance(appearance=found, record=replace(record, chain=chain), by=by)


def identity(by: User) -> None:
    pair = suggest_identity(a=relay(1).pk, b=relay(2).pk, reason="one name", by=by)
    decide_identity(identity=pair, state=IdentityState.CONFIRMED, by=by)


def ask(name: str, client: APIClient, url: str) -> None:
    """Print how long a page of a list takes, the median of five."""
    client.get(url)
    seconds = [timed(lambda: client.get(url)) for _ in range(5)]
    answer = seconds[0][1]
    assert answer.status_code == 200, answer.content
    median = statistics.median(s for s, _ in seconds)
    print(f"  {name:<60}{len(answer.json()['results']):>4}{median * 1000:>10.0f}")


def measure(claims: int) -> None:
    values = {"claims": claims, "documents": DOCUMENTS, "relays": RELAYS}
    with connection.cursor() as cursor:
        seconds, _ = timed(lambda: cursor.execute(CORPUS, values))
    print(f"{claims:,} claims, {claims * DOCUMENTS:,} documents, {claims * DOCUMENTS * 2:,} "
          f"citations, {RELAYS:,} relays; made in {seconds:.0f} s")  # fmt: skip
    by = User.objects.create_superuser("benchmark")
    sample = list(models.Claim.objects.order_by("pk").values_list("pk", flat=True)[:200])
    with transaction.atomic():
        figures.outdate(sample)
    all_of_them, _ = timed(lambda: [figures.recompute(claim_id=pk) for pk in sample])
    each = all_of_them / len(sample)
    print(f"computing the figures of one claim takes {each * 1000:.1f} ms, of all claims "
          f"it would {each * claims / 60:.0f} minutes\n")  # fmt: skip
    work()
    print(f"  {'change':<44}{'touched':>8}{'seconds':>10}{'answered (ms)':>14}")
    change("one citation names another relay", lambda: one_citation(by))
    change("two relays are found to be one", lambda: identity(by))
    subject = Subject(source=relay(10).pk)
    since = timezone.now()
    change("a relay is retracted", lambda: retract(subject=subject, since=since, reason="x", by=by))
    client = APIClient()
    client.force_authenticate(by)
    print(f"\n  {'question':<60}{'rows':>4}{'ms':>10}")
    api = "/api/v1"
    ask("claims that hang on a relay", client, f"{api}/claims/?hangs_on={relay(20).pk}")
    ask("claims with unnamed origins alone", client, f"{api}/claims/?all_unnamed=true")
    ask("the sources that most claims depend on", client, f"{api}/dependences/")
    query = "support_max=1&documents_min=5"
    ask("support of 1 though 5 documents carry it", client, f"{api}/claims/?{query}")
    for name in ("support", "-independent_origins", "-documents", "-priority"):
        ask(f"claims in order of {name}", client, f"{api}/claims/?ordering={name}")
    ask("what would fall with a relay", client, f"{api}/sources/{relay(30).pk}/impact/")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--claims", type=int, default=100_000)
    chosen = options.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    with embedded.hold_unconfigured():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            measure(chosen.claims)
        finally:
            connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
