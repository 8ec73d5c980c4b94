"""What keeps people signed in: digests of refresh tokens, with the family that each is of."""

from dataclasses import replace
from typing import Final

from nameplate.core.work import UnitOfWork
from nameplate.directory.records import RefreshToken
from nameplate.directory.refresh_tokens import revoked_meanwhile
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import columns, insert, run

_COLUMNS: Final = (
    "digest family_id user_id client_id tenant_id scope signed_in issued expires used revoked "
    "method confidential"
)
_SELECT: Final = f"SELECT {columns(_COLUMNS)} FROM refresh_token WHERE digest = ?"
_INSERT: Final = insert("refresh_token", _COLUMNS)
_USE: Final = (
    "UPDATE refresh_token SET used = coalesce(used, ?) WHERE digest = ? AND revoked IS NULL"
)
_REVOKE: Final = "UPDATE refresh_token SET revoked = ? WHERE revoked IS NULL AND"


class StoredRefreshTokens:
    """``RefreshTokenRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_refresh_token(self, digest: bytes) -> RefreshToken | None:
        rows = await self._database.read(_SELECT, (digest,))
        if not rows:
            return None
        *columns_before, confidential = rows[0]
        return replace(RefreshToken(*columns_before), confidential=bool(confidential))

    def save_refresh_token(self, work: UnitOfWork, token: RefreshToken) -> None:
        run(work, _INSERT, _row(token), coherent=False)

    def rotate_refresh_token(
        self, work: UnitOfWork, digest: bytes, successor: RefreshToken, *, spent: bool = True
    ) -> None:
        when = successor.issued if spent else None

        def write(transaction: Transaction) -> None:
            if not transaction.execute(_USE, (when, digest)):
                raise revoked_meanwhile()
            transaction.execute(_INSERT, _row(successor))

        work.add(write, coherent=False)

    def revoke_refresh_family(self, work: UnitOfWork, family_id: str, when: float) -> None:
        run(work, f"{_REVOKE} family_id = ?", (when, family_id), coherent=False)

    def revoke_refresh_tokens_of(self, work: UnitOfWork, user_id: str, when: float) -> None:
        run(work, f"{_REVOKE} user_id = ?", (when, user_id), coherent=False)

    def delete_refresh_tokens_of(self, work: UnitOfWork, user_id: str) -> None:
        sql = "DELETE FROM refresh_token WHERE user_id = ?"
        run(work, sql, (user_id,), coherent=False)

    def delete_expired_refresh_tokens(self, work: UnitOfWork, before: float) -> None:
        sql = "DELETE FROM refresh_token WHERE expires <= ?"
        run(work, sql, (before,), coherent=False)


def _row(token: RefreshToken) -> Row:
    return (
        token.digest,
        token.family_id,
        token.user_id,
        token.client_id,
        token.tenant_id,
        token.scope,
        token.signed_in,
        token.issued,
        token.expires,
        token.used,
        token.revoked,
        token.method,
        int(token.confidential),
    )
