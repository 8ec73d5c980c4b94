"""What proves an application or the operator: client secrets and certificates."""

import secrets
from collections.abc import Collection, Sequence
from enum import Enum, auto
from typing import Final
from uuid import uuid4

from nameplate.core.clock import Clock
from nameplate.core.epoch import ChangeEpoch
from nameplate.core.errors import BadRequest
from nameplate.core.secret_value import SecretValue
from nameplate.core.work import UnitOfWork
from nameplate.crypto.certificates import read_certificate
from nameplate.crypto.hashing import KeyedHash
from nameplate.crypto.verification import VerificationKey
from nameplate.directory.assertions import KeyAssertion, ProvenAssertion, prove
from nameplate.directory.cached import CachedRead
from nameplate.directory.protocols import CredentialRecords
from nameplate.directory.records import ClientCertificate, ClientSecret

SECRET_LIFETIME: Final = 2 * 365 * 86_400
"""Two years, as Microsoft Graph gives a password without an end."""

_HINT: Final = 3


class SecretCheck(Enum):
    """What became of a client secret; the authority has different words for each."""

    VALID = auto()
    INVALID = auto()
    EXPIRED = auto()


class Credentials:
    """Secrets are kept as keyed hashes, certificates as they are; both are memory when warm."""

    def __init__(
        self, records: CredentialRecords, keyed_hash: KeyedHash, clock: Clock, epoch: ChangeEpoch
    ) -> None:
        self._credential_records = records
        self._keyed_hash = keyed_hash
        self._clock = clock
        self._secrets = CachedRead(records.list_client_secrets, epoch)
        self._certificates = CachedRead(records.list_client_certificates, epoch)

    def add_client_secret(
        self,
        work: UnitOfWork,
        app_id: str,
        *,
        display_name: str = "",
        expires: float | None = None,
    ) -> tuple[ClientSecret, SecretValue]:
        """A new secret of an application; its text is given once, here."""
        text = secrets.token_urlsafe(30)
        now = self._clock.now()
        secret = ClientSecret(
            key_id=str(uuid4()),
            owner_id=app_id,
            digest=self._keyed_hash.digest(text),
            hint=text[:_HINT],
            display_name=display_name,
            created=now,
            expires=now + SECRET_LIFETIME if expires is None else expires,
        )
        self._credential_records.save_client_secret(work, secret)
        return secret, SecretValue(text)

    def remove_client_secret(self, work: UnitOfWork, key_id: str) -> None:
        self._credential_records.delete_client_secret(work, key_id)

    async def client_secrets_of(self, app_id: str) -> Sequence[ClientSecret]:
        """The secrets of an application, expired ones too."""
        return await self._secrets.get(app_id)

    async def check_client_secret(self, app_id: str, secret: str) -> SecretCheck:
        """Whether a secret proves an application now. Every secret is compared, found or not."""
        digest = self._keyed_hash.digest(secret)
        now = self._clock.now()
        found = SecretCheck.INVALID
        for known in await self._secrets.get(app_id):
            if secrets.compare_digest(known.digest, digest):
                live = known.expires > now
                found = SecretCheck.VALID if live else SecretCheck.EXPIRED
        return found

    async def verify_client_secret(self, app_id: str, secret: str) -> bool:
        return await self.check_client_secret(app_id, secret) is SecretCheck.VALID

    def add_client_certificate(
        self, work: UnitOfWork, owner_id: str, encoded: bytes, *, display_name: str = ""
    ) -> ClientCertificate:
        """A certificate (DER or PEM) of an application (``app_id``) or a user (``object_id``)."""
        try:
            certificate = read_certificate(encoded)
            VerificationKey.from_certificate(certificate.der)
        except ValueError as error:
            raise BadRequest(
                "KeyCredentialsInvalidCertificate", f"The certificate cannot be used: {error}."
            ) from None
        added = ClientCertificate(
            key_id=str(uuid4()),
            owner_id=owner_id,
            certificate=certificate.der,
            thumbprint_sha1=certificate.x5t,
            thumbprint_sha256=certificate.x5t_s256,
            display_name=display_name or certificate.subject,
            created=self._clock.now(),
            expires=certificate.not_after,
        )
        self._credential_records.save_client_certificate(work, added)
        return added

    def remove_client_certificate(self, work: UnitOfWork, key_id: str) -> None:
        self._credential_records.delete_client_certificate(work, key_id)

    async def certificates_of(self, owner_id: str) -> Sequence[ClientCertificate]:
        """The certificates of an application or user, expired ones too."""
        return await self._certificates.get(owner_id)

    async def prove_assertion(
        self, assertion: KeyAssertion, *, owner_id: str, audiences: Collection[str]
    ) -> ProvenAssertion:
        """That the owner of a registered key made an assertion. Raises AssertionRejected."""
        certificates = await self._certificates.get(owner_id)
        return prove(assertion, certificates, audiences=audiences, now=self._clock.now())
