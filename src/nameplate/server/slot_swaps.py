"""Swaps of hosted slots: the control plane's word for what they will be, the app host's for how."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nameplate.core.errors import Conflict

if TYPE_CHECKING:
    from nameplate.apphost.swapping import SlotSwapping
    from nameplate.apphost.wanted import WantedApp
    from nameplate.providers.slot_states import SlotAfter
    from nameplate.providers.slot_swaps import PreparedSwap
    from nameplate.server.wanted_sites import WantedSites


@dataclass(frozen=True, slots=True)
class _Host:
    swapping: "SlotSwapping"
    wanted: "WantedSites"


class HostedSwaps:
    """Warms up what slots will be (``providers.slot_swaps.SwapHost``), once something is hosted."""

    def __init__(self) -> None:
        self._host: _Host | None = None

    def serve(self, swapping: "SlotSwapping", wanted: "WantedSites") -> None:
        """Swap what is hosted from now on."""
        self._host = _Host(swapping, wanted)

    async def prepare(self, source: "SlotAfter", target: "SlotAfter") -> "PreparedSwap | None":
        """Start what both will be. What becomes production must come up, else the target."""
        if self._host is None:
            return None
        from nameplate.apphost.swapping import SwapRefused  # noqa: PLC0415  # loaded with the host

        sides = [_wanted(self._host.wanted, each) for each in (source, target)]
        first, second = sorted(sides, key=lambda each: each.slot is None)
        try:
            return await self._host.swapping.prepare(first, second)
        except SwapRefused as refusal:
            raise Conflict("Conflict", str(refusal)) from None


def _wanted(sites: "WantedSites", after: "SlotAfter") -> "WantedApp":
    from nameplate.apphost.wanted import Configured  # noqa: PLC0415  # loaded with the host

    found = after.configuration
    configured = Configured(found.app_settings, found.connection_strings)
    return replace(sites.wanted_of(after.site, after.configs), configured=configured)
