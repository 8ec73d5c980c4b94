"""Signing keys as they are stored, and what the ring needs of a store."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from nameplate.core.work import UnitOfWork
from nameplate.crypto.envelope import Place


class KeyState(StrEnum):
    """The life of a signing key, in order."""

    NEXT = "next"
    """Published, so that every cache knows it before it signs."""
    ACTIVE = "active"
    """Signs."""
    RETIRED = "retired"
    """Signs no more; published until the last token that it signed is over."""
    REVOKED = "revoked"
    """Published no more, and what it signed is refused."""


@dataclass(frozen=True, slots=True)
class SigningKeyRecord:
    """A signing key in a state; times are seconds since 1970."""

    kid: str
    state: KeyState
    certificate: bytes
    """DER; its SHA-1 thumbprint is the ``kid``."""
    sealed_private: bytes = field(repr=False)
    """PKCS #8, sealed by the envelope for ``signing_keys/{kid}/sealed_private``; empty once the
    key is revoked."""
    created: float
    activates: float
    """When it begins to sign."""
    retires: float
    """When it ceases to sign."""
    expires: float
    """When it is forgotten."""

    @staticmethod
    def place_of(kid: str) -> Place:
        """Where a key's private part lies sealed."""
        return Place("signing_keys", kid, "sealed_private")


class SigningKeyRecords(Protocol):
    """The whole ring: few rows, always read and changed as one."""

    async def all(self) -> Sequence[SigningKeyRecord]:
        """Every key, oldest first (``created``, then ``kid``)."""
        ...

    def replace(
        self,
        work: UnitOfWork,
        before: Sequence[SigningKeyRecord],
        after: Sequence[SigningKeyRecord],
    ) -> None:
        """Make the ring ``after``, on condition that it still is ``before``.

        Inside the transaction: Conflict ``SigningKeysChanged`` unless the stored pairs of ``kid``
        and ``state`` are those of ``before`` (an empty ``before`` is a first start: of two at
        once one is refused). Then what is only in ``before`` is deleted and all of ``after`` is
        saved. Coherent.
        """
        ...
