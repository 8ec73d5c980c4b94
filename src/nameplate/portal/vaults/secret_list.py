"""Secrets of a vault without values, a page at a time: those that are there, those deleted."""

from starlette.responses import Response

from nameplate.portal.failures import ApiFailure
from nameplate.portal.vaults.refused import refused
from nameplate.portal.vaults.secret_item import read_item
from nameplate.portal.vaults.vault import fetch_vault, vault_page, vault_path
from nameplate.portal.visit import Visit


async def secret_list(
    visit: Visit, path: str, heading: str, /, *, template: str, route: str
) -> Response:
    """A page of what the vault lists at a path; why it refuses, when it does."""
    vault, _ = await fetch_vault(visit)
    after = visit.query.get("after", "")
    try:
        page = await visit.vaults.page(vault.uri, path, after=after)
    except ApiFailure as failure:
        if failure.status != 403:
            raise
        return await refused(visit, vault, heading, failure)
    asked, names = {"after": page.after or ""}, {"group": vault.group, "name": vault.name}
    return vault_page(
        visit,
        vault,
        template,
        heading,
        items=[read_item(each) for each in page.items],
        first=vault_path(visit, vault, route) if after else "",
        next=visit.path(route, asked, **names) if page.after else "",
        now=visit.desk.clock.now(),
    )
