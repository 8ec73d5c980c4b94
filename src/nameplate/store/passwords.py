"""The slow hashes of users' passwords."""

from typing import Final

from nameplate.core.work import UnitOfWork
from nameplate.directory.records import PasswordRecord
from nameplate.store.database import Database
from nameplate.store.rows import columns, run, upsert

_PASSWORD: Final = "user_id hash changed"  # noqa: S105 - columns
_SELECT: Final = f"SELECT {columns(_PASSWORD)} FROM user_password WHERE user_id = ?"
_SAVE: Final = upsert("user_password", _PASSWORD, key="user_id")


class StoredPasswords:
    """``PasswordRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_password(self, user_id: str) -> PasswordRecord | None:
        rows = await self._database.read(_SELECT, (user_id,))
        return PasswordRecord(*rows[0]) if rows else None

    def save_password(self, work: UnitOfWork, password: PasswordRecord) -> None:
        row = (password.user_id, password.hash, password.changed)
        run(work, _SAVE, row, coherent=False)

    def delete_password(self, work: UnitOfWork, user_id: str) -> None:
        run(work, "DELETE FROM user_password WHERE user_id = ?", (user_id,), coherent=False)
