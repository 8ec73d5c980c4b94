"""What proves applications and users: digests of client secrets, certificates, federation."""

from typing import Final

from nameplate.core.work import UnitOfWork
from nameplate.directory.federation import already_federated, too_many
from nameplate.directory.records import (
    ClientCertificate,
    ClientSecret,
    FederatedIdentityCredential,
)
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, run, upsert

_SECRET: Final = "key_id owner_id digest hint display_name created expires"  # noqa: S105 - columns
_CERTIFICATE: Final = (
    "key_id owner_id certificate thumbprint_sha1 thumbprint_sha256 display_name created expires"
)
_FEDERATED: Final = "owner_id name issuer subject audiences description created"
_OF_OWNER: Final = "WHERE owner_id = ? ORDER BY created, key_id"
_SAVE_SECRET: Final = upsert("client_secret", _SECRET, key="key_id")
_SAVE_CERTIFICATE: Final = upsert("client_certificate", _CERTIFICATE, key="key_id")
_SAVE_FEDERATED: Final = upsert(
    "federated_credential", f"{_FEDERATED} name_key", key="owner_id, name_key"
)
_SAME_SUBJECT: Final = (
    "SELECT name FROM federated_credential "
    "WHERE owner_id = ? AND name_key <> ? AND issuer = ? AND subject = ?"
)
_OTHERS: Final = "SELECT count(*) FROM federated_credential WHERE owner_id = ? AND name_key <> ?"


class StoredCredentials:
    """``CredentialRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list_client_secrets(self, owner_id: str) -> list[ClientSecret]:
        rows = await self._database.read(
            f"SELECT {columns(_SECRET)} FROM client_secret {_OF_OWNER}", (owner_id,)
        )
        return [ClientSecret(*row) for row in rows]

    def save_client_secret(self, work: UnitOfWork, secret: ClientSecret) -> None:
        row = (
            secret.key_id,
            secret.owner_id,
            secret.digest,
            secret.hint,
            secret.display_name,
            secret.created,
            secret.expires,
        )
        run(work, _SAVE_SECRET, row)

    def delete_client_secret(self, work: UnitOfWork, key_id: str) -> None:
        run(work, "DELETE FROM client_secret WHERE key_id = ?", (key_id,))

    async def list_client_certificates(self, owner_id: str) -> list[ClientCertificate]:
        rows = await self._database.read(
            f"SELECT {columns(_CERTIFICATE)} FROM client_certificate {_OF_OWNER}", (owner_id,)
        )
        return [ClientCertificate(*row) for row in rows]

    def save_client_certificate(self, work: UnitOfWork, certificate: ClientCertificate) -> None:
        row = (
            certificate.key_id,
            certificate.owner_id,
            certificate.certificate,
            certificate.thumbprint_sha1,
            certificate.thumbprint_sha256,
            certificate.display_name,
            certificate.created,
            certificate.expires,
        )
        run(work, _SAVE_CERTIFICATE, row)

    def delete_client_certificate(self, work: UnitOfWork, key_id: str) -> None:
        run(work, "DELETE FROM client_certificate WHERE key_id = ?", (key_id,))

    async def list_federated_credentials(self, owner_id: str) -> list[FederatedIdentityCredential]:
        rows = await self._database.read(
            f"SELECT {columns(_FEDERATED)} FROM federated_credential "
            "WHERE owner_id = ? ORDER BY name_key",
            (owner_id,),
        )
        return [_federated(row) for row in rows]

    def save_federated_credential(
        self, work: UnitOfWork, credential: FederatedIdentityCredential, *, limit: int
    ) -> None:
        owner, key = credential.owner_id, credential.key
        row = (
            owner,
            credential.name,
            credential.issuer,
            credential.subject,
            as_json(credential.audiences),
            credential.description,
            credential.created,
            key,
        )

        def write(transaction: Transaction) -> None:
            same = (owner, key, credential.issuer, credential.subject)
            if transaction.query(_SAME_SUBJECT, same):
                raise already_federated()
            if transaction.query(_OTHERS, (owner, key))[0][0] >= limit:
                raise too_many(limit)
            transaction.execute(_SAVE_FEDERATED, row)

        work.add(write)

    def delete_federated_credential(self, work: UnitOfWork, owner_id: str, name: str) -> None:
        sql = "DELETE FROM federated_credential WHERE owner_id = ? AND name_key = ?"
        run(work, sql, (owner_id, name.lower()))

    def delete_credentials(self, work: UnitOfWork, owner_id: str) -> None:
        for table in ("client_secret", "client_certificate", "federated_credential"):
            run(work, f"DELETE FROM {table} WHERE owner_id = ?", (owner_id,))


def _federated(row: Row) -> FederatedIdentityCredential:
    owner_id, name, issuer, subject, audiences, description, created = row
    return FederatedIdentityCredential(
        owner_id, name, issuer, subject, tuple(from_json(audiences)), description, created
    )
