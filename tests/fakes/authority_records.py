"""The local authorities in memory."""

from collections.abc import Sequence
from typing import Any

from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork
from nameplate.crypto.authorities import AuthorityRecord


class FakeAuthorityRecords:
    """A dictionary behind ``AuthorityRecords``."""

    def __init__(self) -> None:
        self.rows: dict[str, AuthorityRecord] = {}

    async def all(self) -> list[AuthorityRecord]:
        return sorted(self.rows.values(), key=lambda each: (each.created, each.authority_id))

    def replace(
        self,
        work: UnitOfWork,
        before: Sequence[AuthorityRecord],
        after: Sequence[AuthorityRecord],
    ) -> None:
        def write(_: Any) -> None:
            if {each.authority_id for each in before} != set(self.rows):
                raise Conflict("AuthoritiesChanged", "The authorities have changed meanwhile.")
            self.rows = {each.authority_id: each for each in after}

        work.add(write)
