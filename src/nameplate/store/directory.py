"""The directory's records: principals, groups, credentials, sign-ins and workloads."""

from nameplate.store.credentials import StoredCredentials
from nameplate.store.database import Database
from nameplate.store.groups import StoredGroups
from nameplate.store.passwords import StoredPasswords
from nameplate.store.principals import StoredPrincipals
from nameplate.store.refresh_tokens import StoredRefreshTokens
from nameplate.store.workloads import StoredWorkloads


class StoredDirectory(
    StoredPrincipals,
    StoredPasswords,
    StoredGroups,
    StoredCredentials,
    StoredRefreshTokens,
    StoredWorkloads,
):
    """``DirectoryRecords`` over a database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
