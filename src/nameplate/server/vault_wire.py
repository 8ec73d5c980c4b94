"""The vaults' wire, built over the rooms."""

from nameplate.core.cloud import Cloud
from nameplate.server.rooms import Rooms
from nameplate.vault.challenge import Gate as VaultGate
from nameplate.vault.wire import VaultWire


def vault(rooms: Rooms, cloud: Cloud) -> VaultWire:
    """The data plane of every vault under a cloud's names."""
    return VaultWire(
        cloud=cloud,
        vaults=rooms.vault.vaults,
        secrets=rooms.vault.secrets,
        gate=VaultGate(rooms.authenticator, cloud),
        access=rooms.vault.access,
        units=rooms.opened.database,
    )
