"""The ring of signing keys in memory."""

from collections.abc import Sequence
from typing import Any

from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork
from nameplate.tokens.records import SigningKeyRecord


class FakeSigningKeyRecords:
    """A dictionary behind ``SigningKeyRecords``; ``reads`` counts what was asked of it."""

    def __init__(self) -> None:
        self.rows: dict[str, SigningKeyRecord] = {}
        self.reads = 0

    async def all(self) -> list[SigningKeyRecord]:
        self.reads += 1
        return sorted(self.rows.values(), key=lambda each: (each.created, each.kid))

    def replace(
        self,
        work: UnitOfWork,
        before: Sequence[SigningKeyRecord],
        after: Sequence[SigningKeyRecord],
    ) -> None:
        def write(_: Any) -> None:
            if {(r.kid, r.state) for r in before} != {(r.kid, r.state) for r in self.rows.values()}:
                raise Conflict("SigningKeysChanged", "The signing keys have changed meanwhile.")
            self.rows = {record.kid: record for record in after}

        work.add(write)
