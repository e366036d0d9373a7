"""Writes to signing keys and signatures: what was published is signed once, by the key of its day.

The private keys lie in the database encrypted (AES-GCM) under a key that is derived (HKDF) from
SECRET_KEY, so that a copy of the database alone signs nothing.
"""

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from factcheck.accounts.models import User
from factcheck.core import outbox
from factcheck.core.errors import Conflict, Flaw, Invalid
from reviews.markup import signatures
from reviews.models import Publication, Signature, SigningKey

_NONCE_BYTES = 12
STREAM = "signing_key"


def signature_of(*, publication: Publication, markup: bytes) -> bytes:
    """Return the signature of a publication's markup, made where there is none yet.

    One that is there is kept, whichever key signs by now, unless the markup is another (the site
    moved, a release renders otherwise) or the key was compromised. Call it in the transaction that
    holds the review's row. Raises Conflict where the key cannot be opened.
    """
    digest = hashlib.sha256(signatures.canonical(markup)).hexdigest()
    held = Signature.objects.filter(
        publication=publication, digest=digest, key__compromised_at=None
    ).first()
    if held is not None:
        return held.jws.encode()
    key = signing_key()
    jws = signatures.sign(markup, kid=key.kid, private=_opened(key))
    Signature.objects.update_or_create(
        publication=publication,
        digest=digest,
        defaults={
            "key": key,
            "jws": jws.decode(),
            "signed_at": timezone.now(),
        },
    )
    return jws


def signing_key() -> SigningKey:
    """Return the key that signs now; the first who needs one makes it."""
    signs = SigningKey.objects.filter(retired_at=None)
    held = signs.first()
    if held is not None:
        return held
    try:
        with transaction.atomic():
            made = _make()
            _record("signing.rotated", made, by=None, before=None)
            return made
    except IntegrityError:  # somebody else was first
        return signs.get()


@transaction.atomic
def rotate(*, by: User | None = None) -> SigningKey:
    """Have another key sign from now on; return it.

    The old one stays in the public set, so that what it signed holds.
    """
    old = SigningKey.objects.select_for_update().filter(retired_at=None).first()
    if old is not None:
        _retire(old)
    made = _make()
    _record("signing.rotated", made, by=by, before=old)
    return made


@transaction.atomic
def compromise(*, kid: str, by: User | None = None) -> SigningKey:
    """Say that others have a key: it leaves the public set; return the key that signs now.

    What it signed is signed anew by a task. Raises Invalid where there is no such key.
    """
    key = SigningKey.objects.select_for_update().filter(pk=kid).first()
    if key is None:
        flaw = Flaw("/kid", f"There is no key {kid}.", "Take one of /.well-known/jwks.json.")
        raise Invalid("No such key.", flaw)
    signs = key.retired_at is None
    if signs:
        _retire(key)
    if key.compromised_at is None:
        key.compromised_at = timezone.now()
        key.save(update_fields=["compromised_at"])
        _record("signing.compromised", key, by=by, before=None)
    if not signs:
        return signing_key()
    made = _make()
    _record("signing.rotated", made, by=by, before=key)
    return made


def _retire(key: SigningKey) -> None:
    key.retired_at = timezone.now()
    key.save(update_fields=["retired_at"])


def _make() -> SigningKey:
    made = signatures.new_key()
    return SigningKey.objects.create(
        kid=made.kid,
        algorithm=signatures.ALGORITHM,
        public_key=made.public,
        sealed=_sealed(made.kid, made.private),
    )


def _record(type_: str, key: SigningKey, *, by: User | None, before: SigningKey | None) -> None:
    outbox.record(
        type_,
        stream=f"{STREAM}:{key.kid}",
        by=by,
        before={"key": before.kid} if before else {},
        after={"key": key.kid},
    )


def _sealed(kid: str, private: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(_sealing_key()).encrypt(nonce, private, kid.encode())


def _opened(key: SigningKey) -> bytes:
    sealed = bytes(key.sealed)
    try:
        return AESGCM(_sealing_key()).decrypt(
            sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], key.kid.encode()
        )
    except InvalidTag as error:
        flaw = Flaw(
            "",
            f"The key {key.kid} was made under another secret key.",
            "Set FACTCHECK_SECRET_KEY to what it was, or run manage.py rotate_signing_key.",
        )
        raise Conflict("The signing key cannot be opened.", flaw) from error


def _sealing_key() -> bytes:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"factcheck signing keys 1")
    return derived.derive(settings.SECRET_KEY.encode())
