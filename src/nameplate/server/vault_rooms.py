"""The services of vaults: a server that runs an app for a moment may never need them."""

from dataclasses import dataclass

from nameplate.server.rooms import Rooms
from nameplate.store.keys import StoredKeys
from nameplate.store.secrets import StoredSecrets
from nameplate.store.vault import StoredVaults
from nameplate.vault.access import Access
from nameplate.vault.settling import Settling
from nameplate.vault.vault_keys import Keys
from nameplate.vault.vault_secrets import Secrets
from nameplate.vault.vaults import Vaults


@dataclass(frozen=True, slots=True)
class VaultRooms:
    """What the vaults' wire and Resource Manager's vault providers are built over."""

    vaults: Vaults
    secrets: Secrets
    keys: Keys
    access: Access


def build_vault_rooms(rooms: Rooms) -> VaultRooms:
    """Build them over the other services."""
    database, envelope, clock = rooms.opened.database, rooms.opened.envelope, rooms.clock
    settling = Settling(clock, rooms.settings.deletion_seconds)
    return VaultRooms(
        vaults=Vaults(StoredVaults(database), rooms.policies, clock, database.epoch),
        secrets=Secrets(StoredSecrets(database), envelope, clock, settling=settling),
        keys=Keys(StoredKeys(database), envelope, clock),
        access=Access(rooms.authorizer, rooms.trail),
    )
