"""Addresses that let their holder in without signing in: to answer, to cancel, to subscribe.

The address is signed, not stored, so that a copy of the database opens nothing. It holds the
row's key and its ``nonce``; a row that is given a new nonce ends the addresses made before.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core import signing


@dataclass(frozen=True)
class SecretKey:
    """What a secret address holds: which row it opens, and the nonce the row must still have."""

    pk: int
    nonce: UUID


def token(purpose: str, *, pk: int, nonce: UUID) -> str:
    """The secret part of an address for ``purpose``; it opens nothing else."""
    return signing.Signer(salt=f"secret-link:{purpose}").sign_object([pk, nonce.hex], compress=True)


def read(purpose: str, given: str) -> SecretKey | None:
    """What a token holds, or ``None`` for one that was not made here for this purpose."""
    try:
        pk, nonce = signing.Signer(salt=f"secret-link:{purpose}").unsign_object(given)
        return SecretKey(pk=int(pk), nonce=UUID(hex=nonce))
    except (signing.BadSignature, ValueError, TypeError):
        return None
