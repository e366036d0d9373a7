"""Writes to the images of claims; each is an event in the claim's own stream."""

from typing import Any

from django.conf import settings
from django.db import transaction

from claims import models, pictures
from claims.operations.standing import hold_standing
from factcheck.accounts.models import Role, User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid, NotPermitted
from factcheck.core.validation import clean_model

MOST_IMAGES = 100


@transaction.atomic
def attach_image(
    *, claim: models.Claim, content: bytes, by: User, source_url: str = "", declared: str = ""
) -> models.ClaimImage:
    """Keep an image of a claim, whose content alone says what it is.

    `declared` is the media type that came with it, or "" for none. Raises NotPermitted; Invalid
    where it is no image that is taken; Conflict where the claim is merged or has it already.
    """
    _require_role(by, Role.REVIEWER)
    picture = _picture(content, declared)
    hold_standing([claim.pk])
    held = models.ClaimImage.objects.filter(claim=claim)
    if held.filter(sha256=picture.sha256).exists():
        flaw = Flaw("", "It is the same, byte for byte.", "Leave it.")
        raise Conflict("The claim has this very image already.", flaw)
    if held.count() >= MOST_IMAGES:
        flaw = Flaw("", f"It has {MOST_IMAGES} already.", "Remove what tells least.")
        raise Conflict("A claim has no more images than this.", flaw)
    image = models.ClaimImage(
        claim=claim,
        content=content,
        content_type=picture.content_type,
        size=len(content),
        sha256=picture.sha256,
        phash=picture.phash,
        width=picture.width,
        height=picture.height,
        source_url=source_url,
        added_by=by,
    )
    clean_model(image, constraints=False)
    image.save(force_insert=True)
    _record("image.attached", image, by, after=_facts(image))
    return image


@transaction.atomic
def detach_image(*, image: models.ClaimImage, by: User) -> None:
    """Take an image off its claim. Raises NotPermitted, Conflict where the claim is merged."""
    _require_role(by, Role.EDITOR)
    hold_standing([image.claim_id])
    facts, pk = _facts(image), image.pk
    deleted, _ = models.ClaimImage.objects.filter(pk=pk).delete()
    if not deleted:
        raise Conflict("Somebody else has removed it.")
    _record("image.detached", image, by, before=facts)


def _picture(content: bytes, declared: str) -> pictures.Picture:
    most = settings.EVIDENCE_MAX_BYTES
    if not content:
        raise _poor("It is empty.", "Send a file with something in it.")
    if len(content) > most:
        raise _poor(f"It has {len(content)} bytes.", f"Send one of at most {most}.")
    try:
        picture = pictures.read(content)
    except pictures.NoPicture as error:
        raise _poor(error.reason, error.remedy) from error
    said = declared.partition(";")[0].strip().lower()
    if said not in ("", "application/octet-stream", picture.content_type):
        reason = f"By its content it is {picture.content_type}, not {said[:100]}."
        raise _poor(reason, "Send the Content-Type that it is, or none.")
    return picture


def _poor(reason: str, remedy: str) -> Invalid:
    return Invalid("The image is not acceptable.", Flaw("", reason, remedy))


def _require_role(by: User, role: Role) -> None:
    if not by.has_role(role):
        raise NotPermitted(f"This takes the role {role} or higher.")


def _facts(image: models.ClaimImage) -> dict[str, Any]:
    names = ("content_type", "size", "sha256", "width", "height", "source_url")
    return {"image": str(image.pk)} | {name: getattr(image, name) for name in names}


def _record(type_: str, image: models.ClaimImage, by: User, **sides: Any) -> None:
    outbox.record(type_, stream=f"claim:{image.claim_id}", by=by, **sides)
