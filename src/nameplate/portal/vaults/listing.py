"""The list of vaults: a page of them at a time, found by a part of the name in the database."""

from functools import partial
from typing import Final

from starlette.responses import Response

from nameplate.portal.vaults.vault import VAULTS, VERSION, read_vault, vault_path
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import GENERIC, Page, literal

SIZE: Final = 25


async def show(visit: Visit) -> Response:
    """Every vault that the person may see."""
    search, after = visit.query.get("search", "").strip()[:60], visit.query.get("after", "")
    page = await (_found(visit, search, after) if search else _all(visit, after))
    asked = {"search": search}
    return visit.page(
        "vaults/list.html",
        vaults=[read_vault(each) for each in page.items],
        search=search,
        after=after,
        vault_path=partial(vault_path, visit),
        may_create=(await visit.permissions()).may(f"{VAULTS}/write"),
        first=visit.path("vaults", asked) if after else "",
        next=visit.path("vaults", {**asked, "after": page.after}) if page.after else "",
    )


async def _all(visit: Visit, after: str) -> Page:
    path = f"{visit.place.subscription}/providers/{VAULTS}"
    return await visit.arm.page(path, VERSION, size=SIZE, after=after)


async def _found(visit: Visit, search: str, after: str) -> Page:
    wanted = f"resourceType eq {literal(VAULTS)} and substringof({literal(search)}, name)"
    path = f"{visit.place.subscription}/resources"
    page = await visit.arm.page(path, GENERIC, size=SIZE, after=after, filter=wanted)
    found = [await visit.arm.find(str(each["id"]), VERSION) for each in page.items]
    return Page(tuple(each.document for each in found if each is not None), page.after)
