"""Facts of the installation: its tenant and subscription, its issuer, its master key's id.

They are established once, at the first start; of several first starts at once one decides.
"""

from collections.abc import Mapping
from typing import Final

from nameplate.core.errors import Conflict
from nameplate.core.work import UnitOfWork
from nameplate.store.database import Database, Transaction
from nameplate.store.rows import run, upsert

_SELECT: Final = "SELECT name, value FROM setting"
_SAVE: Final = upsert("setting", "name value", key="name")


class StoredSettings:
    """Names and values of an installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, str]:
        """Every fact by name."""
        return dict(await self._database.read(_SELECT))

    def establish(self, work: UnitOfWork, facts: Mapping[str, str]) -> None:
        """Keep facts that are decided once.

        Raises Conflict ``InstallationExists`` at commit when one of them is there with another
        value: another first start came before, and its facts hold.
        """

        def write(transaction: Transaction) -> None:
            known: dict[str, str] = dict(transaction.query(_SELECT))
            for name, value in facts.items():
                if known.setdefault(name, value) != value:
                    raise Conflict(
                        "InstallationExists", f"The installation's {name} is established already."
                    )
            transaction.execute_many(_SAVE, list(facts.items()))

        work.add(write)

    def save(self, work: UnitOfWork, name: str, value: str) -> None:
        """Keep a fact that may change, whatever it was."""
        run(work, _SAVE, (name, value))
