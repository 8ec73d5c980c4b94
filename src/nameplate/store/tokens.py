"""The ring of signing keys: few rows, always read and changed as one."""

from collections.abc import Sequence
from typing import Final

from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import columns, upsert
from nameplate.tokens.records import KeyState, SigningKeyRecord

_NAMES: Final = "kid state certificate sealed_private created activates retires expires"
_SELECT: Final = f"SELECT {columns(_NAMES)} FROM signing_key ORDER BY created, kid"
_DELETE: Final = "DELETE FROM signing_key WHERE kid = ?"
_SAVE: Final = upsert("signing_key", _NAMES, key="kid")


class StoredSigningKeys:
    """``SigningKeyRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[SigningKeyRecord]:
        return [_record(row) for row in await self._database.read(_SELECT)]

    def replace(
        self,
        work: UnitOfWork,
        before: Sequence[SigningKeyRecord],
        after: Sequence[SigningKeyRecord],
    ) -> None:
        expected = {(record.kid, record.state.value) for record in before}
        gone = {record.kid for record in before} - {record.kid for record in after}

        def write(transaction: Transaction) -> None:
            if set(transaction.query("SELECT kid, state FROM signing_key")) != expected:
                raise Conflict("SigningKeysChanged", "The signing keys have changed meanwhile.")
            transaction.execute_many(_DELETE, [(kid,) for kid in gone])
            transaction.execute_many(_SAVE, [_row(record) for record in after])

        work.add(write)


def _row(record: SigningKeyRecord) -> Row:
    return (
        record.kid,
        record.state.value,
        record.certificate,
        record.sealed_private,
        record.created,
        record.activates,
        record.retires,
        record.expires,
    )


def _record(row: Row) -> SigningKeyRecord:
    return SigningKeyRecord(row[0], KeyState(row[1]), *row[2:])
