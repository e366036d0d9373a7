"""Stores which sources rules take for one; whether they are, a reviewer decides."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from psycopg.types.json import Jsonb

from claims import models
from claims.grounds import details_of, labels_in
from claims.mentions import Around, cited_together, mentions_around
from claims.models.vocabulary import IdentityState
from claims.operations import figures
from claims.provenance.groups import Groups
from claims.provenance.identities import Suggestion, suggest
from claims.provenance.proposals import Pair
from claims.provenance.suggestion_words import say
from factcheck.core import outbox


def suggest_identities(*, claim_id: UUID) -> None:
    """Suggest which sources round a claim may be one; twice is once, also at the same moment.

    A pair that is stored stays as it is, in whatever state. Suggestions by rule that decisions
    on other pairs have settled are withdrawn. Where anything changes, an Event lists the pairs.
    """
    around = mentions_around(claim_id)
    found, settled = _new(around), list(_settled(around.identities))
    if not (found or settled):
        return
    with transaction.atomic():
        withdrawn = _withdraw(settled)
        made = _insert(found)
        if not (made or withdrawn):
            return
        outbox.record(
            "identities.suggested" if made else "identities.withdrawn",
            stream=f"claim:{claim_id}",
            before={"suggested": withdrawn},
            after={"suggested": made},
        )
        figures.outdate_sources(UUID(key) for pair in made for key in pair)


def _new(around: Around) -> list[Suggestion]:
    """Return the suggestions that join what nothing stored joins so far.

    Affiliations are no identities. What any appearance cites side by side its text tells apart.
    """
    stored = _pairs(around.identities, IdentityState.CONFIRMED, IdentityState.SUGGESTED)
    joined = Groups(stored)
    joined_near = Groups(pair for pair in stored if around.near.issuperset(pair))
    fresh = []
    for one in _suggested(around):
        # What is one by way of a source elsewhere alone nobody would see who looks at the claim.
        groups = joined_near if around.near.issuperset((one.a, one.b)) else joined
        if one.identity and groups.of(one.a) != groups.of(one.b):
            groups.join(one.a, one.b)
            joined.join(one.a, one.b)
            fresh.append(one)
    apart = cited_together((one.a, one.b) for one in fresh) if fresh else set()
    return [one for one in fresh if (one.a, one.b) not in apart]


def _suggested(around: Around) -> Iterator[Suggestion]:
    """Yield suggestions, those among the named sources of the claim's own documents first."""
    confirmed = _pairs(around.identities, IdentityState.CONFIRMED)
    rejected = _pairs(around.identities, IdentityState.REJECTED)
    near = [one for one in around.mentions if one.named and one.key in around.near]
    for mentions in (near, around.mentions):
        yield from suggest(mentions, confirmed=confirmed, rejected=rejected)


def _pairs(identities: Iterable[models.SourceIdentity], *states: str) -> list[Pair]:
    return [(str(pair.a_id), str(pair.b_id)) for pair in identities if pair.state in states]


def _settled(identities: Sequence[models.SourceIdentity]) -> Iterator[models.SourceIdentity]:
    """Yield open suggestions by rule of which decisions on other pairs say whether they hold."""
    same = Groups(_pairs(identities, IdentityState.CONFIRMED))
    rejected = _pairs(identities, IdentityState.REJECTED)
    apart = {frozenset((same.of(a), same.of(b))) for a, b in rejected}
    for pair in identities:
        sides = frozenset((same.of(str(pair.a_id)), same.of(str(pair.b_id))))
        open_ = pair.rule and pair.state == IdentityState.SUGGESTED
        if open_ and (len(sides) == 1 or sides in apart):
            yield pair


def _withdraw(settled: Iterable[models.SourceIdentity]) -> list[Pair]:
    """Delete suggestions that are still open; one that somebody else holds is theirs to settle."""
    open_ = models.SourceIdentity.objects.by_rule().filter(pk__in=[pair.pk for pair in settled])
    held = list(open_.select_for_update(skip_locked=True).order_by("pk"))
    models.SourceIdentity.objects.filter(pk__in=[pair.pk for pair in held]).delete()
    return _pairs(held, IdentityState.SUGGESTED)


def _insert(found: Iterable[Suggestion]) -> list[Pair]:
    """Insert suggestions and return those whose pair nobody else has stored in the meantime.

    They go in one order, so that two writers never wait for each other.
    """
    ordered = sorted(found, key=lambda one: (one.a, one.b))
    labels = labels_in(one.reason for one in ordered)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "a": [UUID(one.a) for one in ordered],
                "b": [UUID(one.b) for one in ordered],
                "reason": [say(one.reason, "en", labels) for one in ordered],
                "rule": [one.kind.value for one in ordered],
                "details": [Jsonb(details_of(one.reason)) for one in ordered],
                "state": IdentityState.SUGGESTED.value,
                "now": timezone.now(),
            },
        )
        return sorted((str(a), str(b)) for a, b in cursor.fetchall())


# Not bulk_create: with ignore_conflicts it does not say what was inserted.
_INSERT = """
INSERT INTO claims_sourceidentity (a_id, b_id, state, reason, rule, details, created_at)
SELECT a, b, %(state)s, reason, rule, details, %(now)s
FROM unnest(%(a)s::uuid[], %(b)s::uuid[], %(reason)s::text[], %(rule)s::text[],
            %(details)s::jsonb[]) AS found (a, b, reason, rule, details)
ON CONFLICT DO NOTHING
RETURNING a_id, b_id
"""
