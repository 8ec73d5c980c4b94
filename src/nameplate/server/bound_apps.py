"""Apps as their processes are told of them; what resolves references is loaded for the first."""

from typing import TYPE_CHECKING

from nameplate.server.bridges import BoundApps, ResourceSealer

if TYPE_CHECKING:
    from nameplate.apphost.setting_references import SettingReferences
    from nameplate.server.rooms import Rooms


def bound_apps(rooms: "Rooms") -> BoundApps:
    """Apps with their settings resolved."""

    def references() -> "SettingReferences":
        from nameplate.server.setting_references import setting_references  # noqa: PLC0415  # above

        return setting_references(rooms)

    sealer = ResourceSealer(rooms.opened.envelope)
    return BoundApps(rooms.resources, rooms.opened.directory, sealer, references)
