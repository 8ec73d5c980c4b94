"""``autoSwapSlotName``: who sets it swaps, with each deployment to come; so it takes the right to.

Azure asks for no more than the right to configure the slot. Here the platform swaps with rights of
its own, and would lend them to whoever may write a slot's configuration.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from nameplate.providers.site_names import site_name
from nameplate.providers.slot_families import PRODUCTION

_SETTING: Final = "autoSwapSlotName"


def linked(resource_id: str, web: object) -> Sequence[tuple[str, str]]:
    """The action, and the slots that it is needed on; ``web`` is a site's configuration as given.

    As for a swap that is asked for: on both.
    """
    target = web.get(_SETTING) if isinstance(web, Mapping) else None
    if not isinstance(target, str) or not target:
        return ()
    slot = site_name(resource_id).slot
    site = resource_id if slot is None else resource_id.rsplit("/", 2)[0]
    kind = "Microsoft.Web/sites" if slot is None else "Microsoft.Web/sites/slots"
    other = site if target.lower() == PRODUCTION else f"{site}/slots/{target}"
    return [(f"{kind}/slotsswap/action", each) for each in (resource_id, other)]
