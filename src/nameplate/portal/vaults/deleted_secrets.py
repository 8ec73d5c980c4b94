"""Deleted secrets of a vault: bring one back, or remove it for good."""

from typing import Final

from starlette.responses import Response

from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.vaults.refused import refused
from nameplate.portal.vaults.secret_list import secret_list
from nameplate.portal.vaults.vault import fetch_vault
from nameplate.portal.visit import Visit

_HEADING: Final = "Deleted secrets"


async def show(visit: Visit) -> Response:
    """Those that can still be recovered."""
    return await secret_list(
        visit,
        "/deletedsecrets",
        _HEADING,
        template="deleted_secrets.html",
        route="vault.deleted",
    )


async def act(visit: Visit) -> Response:
    """Recover or purge."""
    vault, _ = await fetch_vault(visit)
    name, action = visit.form.text("secret"), visit.form.text("action")
    if not name.isascii() or not name.replace("-", "").isalnum():
        raise NoSuchPage
    try:
        if action == "recover":
            await visit.vaults.post(vault.uri, f"/deletedsecrets/{name}/recover")
            visit.flash(f"{name} is back, with all its versions.")
        elif action == "purge":
            await visit.vaults.delete(vault.uri, f"/deletedsecrets/{name}")
            visit.flash(f"{name} is gone for good.")
        else:
            raise NoSuchPage
    except ApiFailure as failure:
        if failure.status != 403:
            raise
        return await refused(visit, vault, _HEADING, failure)
    return visit.again()
