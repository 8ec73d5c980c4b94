"""What proves applications and users: digests of client secrets, and certificates."""

from typing import Final

from nameplate.core.work import UnitOfWork
from nameplate.directory.records import ClientCertificate, ClientSecret
from nameplate.store.database import Database
from nameplate.store.rows import columns, run, upsert

_SECRET: Final = "key_id owner_id digest hint display_name created expires"  # noqa: S105 - columns
_CERTIFICATE: Final = (
    "key_id owner_id certificate thumbprint_sha1 thumbprint_sha256 display_name created expires"
)
_OF_OWNER: Final = "WHERE owner_id = ? ORDER BY created, key_id"
_SAVE_SECRET: Final = upsert("client_secret", _SECRET, key="key_id")
_SAVE_CERTIFICATE: Final = upsert("client_certificate", _CERTIFICATE, key="key_id")


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

    def delete_credentials(self, work: UnitOfWork, owner_id: str) -> None:
        for table in ("client_secret", "client_certificate"):
            run(work, f"DELETE FROM {table} WHERE owner_id = ?", (owner_id,))
