"""Federated identity credentials: trust in another issuer's tokens, "workload identity federation".

An application or a user-assigned identity has at most twenty, each with an issuer, a subject and
audiences that a token must have to the letter: there are no wildcards.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import BadRequest, Conflict
from nameplate.core.work import UnitOfWork
from nameplate.directory.assertions import KeyAssertion
from nameplate.directory.cached import CachedRead
from nameplate.directory.federated_assertions import IssuerKeys, prove_federated
from nameplate.directory.protocols import CredentialRecords
from nameplate.directory.records import FederatedIdentityCredential

LIMIT: Final = 20
"""How many an application or identity can have."""
_LONGEST: Final = 600
_NAME: Final = re.compile(r"[a-zA-Z0-9][-\w]{2,119}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose tokens are taken, for what."""

    issuer: str
    subject: str
    audiences: tuple[str, ...]
    description: str = ""

    def check(self) -> None:
        """Raise BadRequest when no token could have these, or when too many could."""
        _check_issuer(self.issuer)
        if not self.subject or len(self.subject) > _LONGEST or not self.subject.isprintable():
            raise _invalid("subject", f"it has 1 to {_LONGEST} characters")
        if len(self.audiences) != 1:
            raise _invalid("audiences", "it has exactly one member")
        if any(not each or len(each) > _LONGEST or "*" in each for each in self.audiences):
            raise _invalid("audiences", f"each has 1 to {_LONGEST} characters and no wildcard")


class Federation:
    """The federated credentials of applications and identities; memory when warm."""

    def __init__(self, records: CredentialRecords, clock: Clock, epoch: ChangeEpoch) -> None:
        self._federation_records = records
        self._federation_clock = clock
        self._federated = CachedRead(records.list_federated_credentials, epoch)

    async def federated_credentials_of(self, app_id: str) -> Sequence[FederatedIdentityCredential]:
        """Those of an application or identity, by name."""
        return await self._federated.get(app_id)

    async def federated_credential(
        self, app_id: str, name: str
    ) -> FederatedIdentityCredential | None:
        """One of them, its name in any case."""
        every = await self._federated.get(app_id)
        return next((each for each in every if each.key == name.lower()), None)

    async def federate(
        self, work: UnitOfWork, app_id: str, name: str, trust: Trust
    ) -> FederatedIdentityCredential:
        """Add trust, or change what has that name. The commit refuses a second one of the same."""
        if _NAME.fullmatch(name) is None:
            raise _invalid(
                "name", "it has 3 to 120 letters, digits, '-' or '_' and begins with no sign"
            )
        trust.check()
        held = await self.federated_credential(app_id, name)
        credential = FederatedIdentityCredential(
            owner_id=app_id,
            name=held.name if held else name,
            issuer=trust.issuer,
            subject=trust.subject,
            audiences=trust.audiences,
            description=trust.description,
            created=held.created if held else self._federation_clock.now(),
        )
        self._federation_records.save_federated_credential(work, credential, limit=LIMIT)
        return credential

    async def prove_federated(
        self, assertion: KeyAssertion, app_id: str, issuers: IssuerKeys
    ) -> FederatedIdentityCredential:
        """The credential that trusts an assertion. Raises AssertionRejected."""
        credentials = await self.federated_credentials_of(app_id)
        now = self._federation_clock.now()
        return await prove_federated(assertion, credentials, issuers, now=now)

    def end_federation(self, work: UnitOfWork, app_id: str, name: str) -> None:
        """Trust no more. One that is not there is no error."""
        self._federation_records.delete_federated_credential(work, app_id, name)


def already_federated() -> Conflict:
    return Conflict(
        "Conflict", "Issuer and subject combination already exists for this Managed Identity."
    )


def too_many(limit: int) -> BadRequest:
    return BadRequest(
        "BadRequest",
        f"Too many Federated Identity Credentials: an application or identity has at most {limit}.",
    )


def _check_issuer(issuer: str) -> None:
    try:
        parts = urlsplit(issuer)
        valid = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or len(issuer) > _LONGEST or not issuer.isprintable() or "*" in issuer:
        raise _invalid("issuer", f"it is an https URL of at most {_LONGEST} characters")


def _invalid(what: str, rule: str) -> BadRequest:
    return BadRequest(
        "BadRequest",
        f"The {what} of the federated identity credential is invalid: {rule}.",
        target=what,
    )
