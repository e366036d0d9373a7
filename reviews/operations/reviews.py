"""Opens, revises and leads reviews along the table of transitions."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from claims.models import Claim
from claims.operations.claims import set_status
from claims.operations.figures import hold
from factcheck.accounts.models import Newsroom, Role, User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid, NotPermitted
from factcheck.core.validation import clean_model
from reviews.dossiers import gather
from reviews.markup.dossier import to_json
from reviews.models import Publication, Recheck, Review, Revision, Withdrawal
from reviews.operations.rechecks import settle
from reviews.workflow import OPEN, TRANSITIONS, Obstacle, Status, Verb, obstacle, verbs_from

_PAST = {
    Verb.SUBMIT: "review.submitted",
    Verb.REQUEST_CHANGES: "review.changes_requested",
    Verb.APPROVE: "review.approved",
    Verb.PUBLISH: "review.published",
    Verb.STAND_BY: "review.stood_by",
    Verb.REJECT: "review.rejected",
    Verb.WITHDRAW: "review.withdrawn",
    Verb.REOPEN: "review.reopened",
}
_REMEDIES = {
    Verb.REQUEST_CHANGES: "Say what the authors should change.",
    Verb.STAND_BY: "Say why the review stands although something under it fell.",
    Verb.REJECT: "Say why it will not be published.",
    Verb.WITHDRAW: "Say to the readers why it is withdrawn.",
    Verb.REOPEN: "Say what is to be done.",
}
# Markup nests a level within the next; what reads JSON commonly gives up at about a thousand.
_MOST_LEVELS = 200
_SLUG_WORDS = 60  # characters of an address that are words


@dataclass(frozen=True)
class Content:
    """What a revision says; `rating_value` is a step of the newsroom's scale."""

    title: str
    rating_value: int | None = None
    summary: str = ""
    explanation: str = ""


@transaction.atomic
def open_review(
    *, newsroom: Newsroom, claim: Claim, language: str, content: Content, by: User
) -> Review:
    """Start a review of a claim with its first revision.

    Raises NotPermitted for who is no reviewer of the newsroom, Conflict where it has an open
    review of the claim, Invalid.
    """
    _require_role(by, newsroom, Role.REVIEWER)
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
    _add_revision(review, content, by)
    set_status(claim_id=claim.pk, status="under_review", by=by)
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
            allowed=tuple(verbs_from(Status(review.status))),
        )
    before = review.latest
    if before is None or content_of(before) != content:
        _add_revision(review, content, by)
        review.updated_at = timezone.now()
        review.save(update_fields=["updated_at"])
        earlier = asdict(content_of(before)) if before else {}
        _record("review.revised", review, by, before=earlier, after=asdict(content))
    return review


@transaction.atomic
def perform(*, review: Review, verb: Verb, by: User, reason: str = "") -> Review:
    """Lead a review along one row of TRANSITIONS.

    Raises NotPermitted for the wrong person, Conflict for the wrong state, Invalid where a
    reason is missing or the review is not fit to be shown.
    """
    review = _locked(review)
    row = TRANSITIONS[verb]
    before = Status(review.status)
    _refuse(review, verb, by, reason)
    if verb in (Verb.SUBMIT, Verb.PUBLISH):
        _require_complete(review)
    changes: dict[str, Any] = {"status": row.target.value, "updated_at": timezone.now()}
    told: dict[str, Any] = {"status": row.target.value, "reason": reason}
    if verb is Verb.PUBLISH:
        changes["slug"] = review.slug or _slug(review)
        hold(review.claim_id)  # before the moment of publication: see retractions.retract
        _keep_publication(review, at=timezone.now())
    if verb is Verb.STAND_BY:
        told["retractions"] = settle(review, by=by, reason=reason)
    if verb is Verb.WITHDRAW:
        told["published_revision"] = _withdraw(review, by, reason)
    if verb is Verb.REOPEN:
        _require_no_other(review)
    _compare_and_set(review, before, changes)
    if row.target is not before:
        set_status(claim_id=review.claim_id, status=_status_of_claim(review.claim_id), by=by)
    _record(
        _PAST[verb],
        review,
        by,
        before={"status": before.value},
        after=told | {"revision": _number(review)},
    )
    return review


def _withdraw(review: Review, by: User, reason: str) -> int:
    """Keep what the readers are told, and settle what asked for another look.

    Return the number of the revision that was published.
    """
    latest = Publication.objects.filter(revision__review=review).latest("published_at", "pk")
    Withdrawal.objects.create(publication=latest, withdrawn_by=by, reason=reason)
    settle(review, by=by, reason=f"The review was withdrawn: {reason}")
    return int(latest.revision.number)


def _require_no_other(review: Review) -> None:
    others = Review.objects.filter(newsroom=review.newsroom_id, claim=review.claim_id)
    other = others.filter(status__in=OPEN).values_list("pk", flat=True).first()
    if other is not None:
        raise Conflict(
            "The newsroom has an open review of this claim already.",
            Flaw("", f"It is {other}.", "Work on that one, or lead it to its end first."),
        )


def _status_of_claim(claim_id: UUID) -> str:
    """Return what the reviews of a claim make of it: the furthest of them counts."""
    held = set(Review.objects.filter(claim=claim_id).values_list("status", flat=True))
    if Status.PUBLISHED in held:
        return "reviewed"
    return "under_review" if held.intersection(OPEN) else "queued"


def verbs_for(review: Review, user: User) -> list[Verb]:
    """Return the verbs that the person could say now, for want of a reason or not."""
    roles = _roles(user, review.newsroom)
    found = [
        (verb, _obstacle(review, verb, user, roles, reason="given"))
        for verb in verbs_from(Status(review.status), flagged=_flagged(review))
    ]
    return [verb for verb, against in found if against is None]


def _locked(review: Review) -> Review:
    """Return the review as it is now, held until the end of the transaction."""
    found: Review = Review.objects.select_for_update(of=("self",)).with_content().get(pk=review.pk)
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
            allowed=tuple(verbs_from(Status(review.status), flagged=_flagged(review))),
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
    )


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


def _require_complete(review: Review) -> None:
    """Raise Invalid where what a reader needs is missing."""
    latest = review.latest
    wanted = {
        "/title": latest and latest.title,
        "/rating_value": latest and latest.rating_label,
        "/summary": latest and latest.summary,
    }
    flaws = [Flaw(at, "It is empty.", "Fill it in.") for at, value in wanted.items() if not value]
    if flaws:
        raise Invalid("The review is not complete.", *flaws)


def _add_revision(review: Review, content: Content, by: User) -> None:
    latest = review.latest
    revision = Revision(
        review=review,
        number=latest.number + 1 if latest else 1,
        author=by,
        title=content.title,
        summary=content.summary,
        explanation=content.explanation,
        **_rating(review.newsroom, content.rating_value, review.language),
    )
    clean_model(revision)
    revision.save(force_insert=True)
    # What was fetched along is stale now.
    getattr(review, "_prefetched_objects_cache", {}).pop("revisions", None)


def _rating(newsroom: Newsroom, value: int | None, language: str) -> dict[str, Any]:
    """Return the rating's columns, with the label in the review's language."""
    if value is None:
        return {}
    steps = {step["value"]: step["labels"] for step in newsroom.rating_scale}
    if value not in steps:
        remedy = f"Use one of: {', '.join(map(str, sorted(steps)))}."
        flaw = Flaw("/rating_value", f"{value} is not on the newsroom's scale.", remedy)
        raise Invalid("The rating is not acceptable.", flaw)
    labels = steps[value]
    label = labels.get(language) or labels.get(newsroom.language) or next(iter(labels.values()))
    return {
        "rating_value": value,
        "rating_label": label,
        "rating_best": max(steps),
        "rating_worst": min(steps),
    }


def content_of(revision: Revision) -> Content:
    """Return what a revision says, to start the next one from."""
    return Content(revision.title, revision.rating_value, revision.summary, revision.explanation)


def _keep_publication(review: Review, *, at: datetime) -> None:
    latest = review.latest
    assert latest is not None  # noqa: S101 (_require_complete has seen it)
    latest.review = review
    earlier = Publication.objects.filter(revision__review=review).order_by("published_at")
    if earlier.filter(revision=latest).exists():
        flaw = Flaw(
            "", f"Revision {latest.number} was published before.", "Write another revision."
        )
        raise Invalid("Nothing has changed since the review was published.", flaw)
    first = earlier.values_list("published_at", flat=True).first() or at
    dossier = gather(latest, first_published_at=first, at=at)
    if any(len(told.levels) > _MOST_LEVELS for told in dossier.retellings):
        remedy = f"Publish what is told by at most {_MOST_LEVELS} levels."
        flaw = Flaw("/claim", f"A chain has more than {_MOST_LEVELS} levels.", remedy)
        raise Invalid("A chain of the claim is too long to be published.", flaw)
    Publication.objects.create(revision=latest, published_at=at, dossier=to_json(dossier))


def _slug(review: Review) -> str:
    """Return an address that stays and can be read aloud: Latin words, then a part of the id.

    The words are the title's or the English claim's, whichever keeps more of them.
    """
    title = review.latest.title if review.latest else ""
    words = max(slugify(title), slugify(review.claim.text_in("en")), key=len)
    if len(words) > _SLUG_WORDS:
        words = words[:_SLUG_WORDS].rpartition("-")[0]
    return f"{words or 'review'}-{review.pk.hex[:8]}"


def _number(review: Review) -> int | None:
    return review.latest.number if review.latest else None


def _said(verb: Verb) -> str:
    return verb.value.replace("_", " ")


def _record(type_: str, review: Review, by: User, **sides: dict[str, Any]) -> None:
    outbox.record(
        type_, stream=f"review:{review.pk}", newsroom_id=review.newsroom_id, by=by, **sides
    )
