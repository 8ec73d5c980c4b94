"""The local certificate authorities: few rows, never changed, only added and forgotten."""

from collections.abc import Sequence
from typing import Final

from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork
from nameplate.crypto.authorities import AuthorityRecord
from nameplate.store.database import Database, Row, Transaction
from nameplate.store.rows import as_json, columns, from_json, insert

_NAMES: Final = "name authority_id root_pem issuing_pem sealed_key permitted created not_after"
_SELECT: Final = (
    f"SELECT {columns(_NAMES)} FROM certificate_authority ORDER BY created, authority_id"
)
_INSERT: Final = insert("certificate_authority", _NAMES)
_DELETE: Final = "DELETE FROM certificate_authority WHERE authority_id = ?"


class StoredAuthorities:
    """``AuthorityRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[AuthorityRecord]:
        return [_record(row) for row in await self._database.read(_SELECT)]

    def replace(
        self,
        work: UnitOfWork,
        before: Sequence[AuthorityRecord],
        after: Sequence[AuthorityRecord],
    ) -> None:
        expected = {record.authority_id for record in before}
        gone = expected - {record.authority_id for record in after}
        new = [_row(record) for record in after if record.authority_id not in expected]

        def write(transaction: Transaction) -> None:
            found = transaction.query("SELECT authority_id FROM certificate_authority")
            if {row[0] for row in found} != expected:
                raise Conflict("AuthoritiesChanged", "The authorities have changed meanwhile.")
            transaction.execute_many(_DELETE, [(authority_id,) for authority_id in gone])
            transaction.execute_many(_INSERT, new)

        work.add(write)


def _row(record: AuthorityRecord) -> Row:
    return (
        record.name,
        record.authority_id,
        record.root_pem,
        record.issuing_pem,
        record.sealed_key,
        as_json(record.permitted),
        record.created,
        record.not_after,
    )


def _record(row: Row) -> AuthorityRecord:
    return AuthorityRecord(
        name=row[0],
        authority_id=row[1],
        root_pem=row[2],
        issuing_pem=row[3],
        sealed_key=row[4],
        permitted=tuple(from_json(row[5])),
        created=row[6],
        not_after=row[7],
    )
