"""Opens, revises and leads reviews along the table of transitions."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Claim
from claims.operations.claims import set_status
from claims.operations.figures import hold
from claims.operations.standing import require_standing
from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid, NotPermitted
from reviews.models import Recheck, Review, Withdrawal
from reviews.operations import corrections, following
from reviews.operations.publishing import (
    keep_publication,
    require_changed,
    require_complete,
    slug_for,
)
from reviews.operations.rechecks import settle
from reviews.operations.revisions import Content, add_revision, content_of
from reviews.workflow import OPEN, TRANSITIONS, Obstacle, Status, Verb, obstacle, verbs_from

_PAST = {
    Verb.SUBMIT: "review.submitted",
    Verb.REQUEST_CHANGES: "review.changes_requested",
    Verb.APPROVE: "review.approved",
    Verb.PUBLISH: "review.published",
    Verb.STAND_BY: "review.stood_by",
    Verb.CORRECT: "review.correction_asked",
    Verb.KEEP: "review.correction_dropped",
    Verb.REJECT: "review.rejected",
    Verb.WITHDRAW: "review.withdrawn",
    Verb.REOPEN: "review.reopened",
}
_REMEDIES = {
    Verb.REQUEST_CHANGES: "Say what the authors should change.",
    Verb.STAND_BY: "Say why the review stands although something under it fell.",
    Verb.CORRECT: "Say to the readers what was wrong.",
    Verb.KEEP: "Say why what was published stays as it is.",
    Verb.REJECT: "Say why it will not be published.",
    Verb.WITHDRAW: "Say to the readers why it is withdrawn.",
    Verb.REOPEN: "Say what is to be done.",
}


@transaction.atomic
def open_review(
    *, newsroom: Newsroom, claim: Claim, language: str, content: Content, by: User
) -> Review:
    """Start a review of a claim with its first revision.

    Raises NotPermitted for who is no reviewer of the newsroom, Conflict where it has an open
    review of the claim or the claim is merged into another, Invalid.
    """
    _require_role(by, newsroom, Role.REVIEWER)
    hold(claim.pk)
    require_standing([claim.pk])
    _require_text(claim, language)
    review = Review(newsroom=newsroom, claim=claim, language=language)
    clash = Review.objects.filter(newsroom=newsroom, claim=claim, status__in=OPEN)
    try:
        with transaction.atomic():
            if clash.exists():
                raise IntegrityError
            review.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            "The newsroom has an open review of this claim already.",
            Flaw("/claim", f"It is {clash.values_list('pk', flat=True).first()}.", "Work on it."),
        ) from error
    add_revision(review, content, by)
    set_status(claim_id=claim.pk, status=status_of_claim(claim.pk), by=by)
    following.after_opening(review, by=by)
    _record("review.opened", review, by, after={"claim": str(claim.pk), **asdict(content)})
    return review


@transaction.atomic
def revise(*, review: Review, content: Content, by: User) -> Review:
    """Save a draft's next revision; the same content again is none.

    Raises NotPermitted, Invalid; Conflict where the review is no draft.
    """
    review = _locked(review)
    _require_role(by, review.newsroom, Role.REVIEWER)
    if review.status != Status.DRAFT:
        raise Conflict(
            f"A review is written while it is a draft; this one is {review.status}.",
            allowed=_possible(review),
        )
    before = review.latest
    if before is None or content_of(before) != content:
        add_revision(review, content, by)
        review.updated_at = timezone.now()
        review.save(update_fields=["updated_at"])
        earlier = asdict(content_of(before)) if before else {}
        _record("review.revised", review, by, before=earlier, after=asdict(content))
    return review


@transaction.atomic
def perform(
    *, review: Review, verb: Verb, by: User, reason: str = "", since: datetime | None = None
) -> Review:
    """Lead a review along one row of TRANSITIONS; `since` belongs to a correction alone.

    Raises NotPermitted for the wrong person, Conflict for the wrong state, Invalid where a
    reason is missing or the review is not fit to be shown; of its markup an error is, and a
    warning asks for a reason.
    """
    review = _locked(review)
    before = Status(review.status)
    _refuse(review, verb, by, reason)
    _require_since_fits(verb, since)
    told = _PARTS.get(verb, _nothing_more)(review, by, reason, since)
    status = TRANSITIONS[verb].target
    changes = {"status": status.value, "slug": review.slug, "live": review.live}
    _compare_and_set(review, before, changes | {"updated_at": timezone.now()})
    if status is not before:
        set_status(claim_id=review.claim_id, status=status_of_claim(review.claim_id), by=by)
    following.after_verb(review, verb, by=by)
    _record(
        told.pop("type", _PAST[verb]),
        review,
        by,
        before={"status": before.value},
        after={"status": status.value, "reason": reason, **told, "revision": _number(review)},
    )
    return review


def _nothing_more(review: Review, by: User, reason: str, since: datetime | None) -> dict[str, Any]:
    return {}


def _submit(review: Review, by: User, reason: str, since: datetime | None) -> dict[str, Any]:
    require_complete(review)
    return {}


def _publish(review: Review, by: User, reason: str, since: datetime | None) -> dict[str, Any]:
    """Keep what is published, and what it sets right if it is a correction.

    The event tells which warnings about its markup the reason was given for.
    """
    require_complete(review)
    correction = corrections.under_way(review)
    require_changed(review, correction)
    review.slug, review.live = review.slug or slug_for(review), True
    hold(review.claim_id)  # before the moment of publication: see retractions.retract
    warnings = keep_publication(review, correction, reason=reason, at=timezone.now())
    told: dict[str, Any] = {"acknowledged": [{"rule": w.rule.id, "path": w.path} for w in warnings]}
    if correction is None:
        return told
    settle(review, by=by, reason=f"A correction was published: {correction.note}")
    number = correction.corrects.revision.number
    told |= {"note": correction.note, "corrects_revision": number}
    return {"type": "review.corrected", **told}


def _stand_by(review: Review, by: User, reason: str, since: datetime | None) -> dict[str, Any]:
    return {"retractions": settle(review, by=by, reason=reason)}


def _correct(review: Review, by: User, reason: str, since: datetime | None) -> dict[str, Any]:
    """Begin at what readers see, whatever was written since."""
    _require_no_other(review)
    seen = corrections.ask(review, by=by, note=reason, since=since).revision
    latest = review.latest
    if latest is None or content_of(latest) != content_of(seen):
        add_revision(review, content_of(seen), by)
    return {"since": since and since.isoformat(), "corrects_revision": seen.number}


def _keep(review: Review, by: User, reason: str, since: datetime | None) -> dict[str, Any]:
    corrections.drop(review)
    return {}


def _withdraw(review: Review, by: User, reason: str, since: datetime | None) -> dict[str, Any]:
    """Keep what the readers are told, and end what was under way."""
    seen = corrections.shown(review)
    Withdrawal.objects.create(publication=seen, withdrawn_by=by, reason=reason)
    corrections.drop(review)
    settle(review, by=by, reason=f"The review was withdrawn: {reason}")
    review.live = False
    return {"published_revision": seen.revision.number}


def _reopen(review: Review, by: User, reason: str, since: datetime | None) -> dict[str, Any]:
    _require_no_other(review)
    return {}


# What a verb does besides leading to another state; each returns what the event tells of it.
_PARTS = {
    Verb.SUBMIT: _submit,
    Verb.PUBLISH: _publish,
    Verb.STAND_BY: _stand_by,
    Verb.CORRECT: _correct,
    Verb.KEEP: _keep,
    Verb.WITHDRAW: _withdraw,
    Verb.REOPEN: _reopen,
}


def _require_since_fits(verb: Verb, since: datetime | None) -> None:
    if since is not None and verb is not Verb.CORRECT:
        flaw = Flaw("/since", "It belongs to a correction.", "Leave it out.")
        raise Invalid("Only a correction says since when something was wrong.", flaw)


def _require_no_other(review: Review) -> None:
    others = Review.objects.filter(newsroom=review.newsroom_id, claim=review.claim_id)
    others = others.exclude(pk=review.pk)
    other = others.filter(status__in=OPEN).values_list("pk", flat=True).first()
    if other is not None:
        raise Conflict(
            "The newsroom has an open review of this claim already.",
            Flaw("", f"It is {other}.", "Work on that one, or lead it to its end first."),
        )


def status_of_claim(claim_id: UUID) -> str:
    """Return what the reviews of a claim make of it: the furthest of them counts."""
    held = Review.objects.filter(claim=claim_id)
    if held.filter(live=True).exists():
        return "reviewed"
    return "under_review" if held.filter(status__in=OPEN).exists() else "queued"


def verbs_for(review: Review, user: User) -> list[Verb]:
    """Return the verbs that the person could say now, for want of a reason or not."""
    roles = _roles(user, review.newsroom)
    found = [
        (verb, _obstacle(review, verb, user, roles, reason="given")) for verb in _possible(review)
    ]
    return [verb for verb, against in found if against is None]


def _locked(review: Review) -> Review:
    """Return the review as it is now, held until the end of the transaction."""
    # By itself: a claim that is merged while this waits would be joined as it was before.
    Review.objects.select_for_update().only("pk").get(pk=review.pk)
    found: Review = Review.objects.with_content().get(pk=review.pk)
    return found


def _compare_and_set(review: Review, before: Status, changes: dict[str, Any]) -> None:
    changed = Review.objects.filter(pk=review.pk, status=before.value).update(**changes)
    if changed != 1:
        raise Conflict("Somebody else was faster.", allowed=())
    for name, value in changes.items():
        setattr(review, name, value)


def _refuse(review: Review, verb: Verb, by: User, reason: str) -> None:
    """Raise what stands against the verb, if anything does."""
    against = _obstacle(review, verb, by, _roles(by, review.newsroom), reason)
    if against is Obstacle.ROLE:
        raise NotPermitted(f"To {_said(verb)} takes the role {TRANSITIONS[verb].role} or higher.")
    if against is Obstacle.STATE:
        raise Conflict(
            _wrong_state(review, verb),
            allowed=_possible(review),
        )
    if against is Obstacle.FOUR_EYES:
        raise NotPermitted("Nobody approves a review of which they wrote a revision.")
    if against is Obstacle.REASON:
        remedy = _REMEDIES[verb]
        raise Invalid("A reason is missing.", Flaw("/reason", "It is empty.", remedy))


def _wrong_state(review: Review, verb: Verb) -> str:
    if TRANSITIONS[verb].flagged and review.status in TRANSITIONS[verb].source:
        return "Nothing has fallen under this review since somebody looked at it."
    return f"A review that is {review.status} cannot be led to {TRANSITIONS[verb].target}."


def _obstacle(
    review: Review, verb: Verb, user: User, roles: tuple[str, ...], reason: str
) -> Obstacle | None:
    is_author = any(revision.author_id == user.pk for revision in review.revisions.all())
    return obstacle(
        verb,
        Status(review.status),
        roles=roles,
        is_author=is_author,
        reason=reason,
        flagged=TRANSITIONS[verb].flagged and _flagged(review),
        live=review.live,
    )


def _possible(review: Review) -> tuple[Verb, ...]:
    """Return the verbs that the review's state allows, whoever asks."""
    return verbs_from(Status(review.status), flagged=_flagged(review), live=review.live)


def _flagged(review: Review) -> bool:
    return Recheck.objects.filter(review=review, settled_at=None).exists()


def _roles(user: User, newsroom: Newsroom) -> tuple[str, ...]:
    if user.is_superuser:
        return tuple(Role.values)
    role = user.memberships.filter(newsroom=newsroom).values_list("role", flat=True).first()
    return Role(role).includes if role else ()


def _require_role(user: User, newsroom: Newsroom, role: Role) -> None:
    if role.value not in _roles(user, newsroom):
        raise NotPermitted(f"This takes the role {role.value} or higher in {newsroom.name}.")


def _require_text(claim: Claim, language: str) -> None:
    if not claim.texts.filter(language=language).exists():
        held = ", ".join(claim.texts.values_list("language", flat=True))
        remedy = f"Use one of: {held}; or add a text to the claim."
        flaw = Flaw("/language", f"The claim has no text in {language!r}.", remedy)
        raise Invalid("The review has nothing to review in this language.", flaw)


def _number(review: Review) -> int | None:
    return review.latest.number if review.latest else None


def _said(verb: Verb) -> str:
    return verb.value.replace("_", " ")


def _record(type_: str, review: Review, by: User, **sides: dict[str, Any]) -> None:
    outbox.record(
        type_, stream=f"review:{review.pk}", newsroom_id=review.newsroom_id, by=by, **sides
    )
