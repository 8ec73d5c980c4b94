"""The list of vaults."""

from functools import partial

from starlette.responses import Response

from nameplate.portal.searched import searched
from nameplate.portal.vaults.vault import VAULTS, VERSION, read_vault, vault_path
from nameplate.portal.visit import Visit


async def show(visit: Visit) -> Response:
    """Every vault that the person may see."""
    found = await searched(visit, VAULTS, VERSION, "vaults")
    return visit.page(
        "vaults/list.html",
        found=found,
        vaults=[read_vault(each) for each in found.items],
        vault_path=partial(vault_path, visit),
        may_create=(await visit.permissions()).may(f"{VAULTS}/write"),
    )
