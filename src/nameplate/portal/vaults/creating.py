"""Creating a vault, and letting whoever creates it look after its secrets."""

import re
from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.groups import ensure_group
from nameplate.portal.vaults.permission_names import EVERYDAY
from nameplate.portal.vaults.vault import VERSION, vault_id
from nameplate.portal.visit import Visit

_DAYS: Final = re.compile(r"[0-9]{1,3}")


async def show(visit: Visit) -> Response:
    """The form."""
    return _page(
        visit,
        name="",
        group=visit.place.default_group,
        location=visit.place.default_location,
        model="policies",
        days="90",
        purge=False,
        mine=True,
    )


async def act(visit: Visit) -> Response:
    """Create what was asked for, unless there is one of that name."""
    form = visit.form
    given: dict[str, Any] = {
        "name": form.text("name"),
        "group": form.text("group"),
        "location": form.text("location") or visit.place.default_location,
        "model": "roles" if form.text("model") == "roles" else "policies",
        "days": form.text("days"),
        "purge": form.text("purge") == "yes",
        "mine": form.text("mine") == "yes",
    }
    try:
        await _create(visit, given)
    except NoSuchPage:
        problem = "A vault's name has 3 to 24 letters, digits and hyphens."
    except ApiFailure as failure:
        if failure.status in {401, 403} or failure.status >= 500:
            raise
        taken = f"There is a vault {given['name']} here already."
        problem = taken if failure.status == 412 else failure.message
    else:
        visit.flash(f"{given['name']} was created.")
        return visit.redirect("vault", group=given["group"], name=given["name"])
    return _page(visit, 422, problem=problem, **given)


async def _create(visit: Visit, given: dict[str, Any]) -> None:
    wanted = vault_id(visit.place, given["group"], given["name"])
    if not _DAYS.fullmatch(given["days"]):
        raise ApiFailure(400, "BadRequest", "For how many days deleted secrets stay is a number.")
    await ensure_group(visit, given["group"], given["location"])
    body = {"location": given["location"], "properties": _properties(visit, given)}
    await visit.arm.create(wanted, VERSION, body)


def _properties(visit: Visit, given: dict[str, Any]) -> dict[str, Any]:
    tenant = visit.place.tenant_id
    mine = {
        "tenantId": tenant,
        "objectId": visit.session.person.object_id,
        "permissions": {"secrets": list(EVERYDAY)},
    }
    by_roles = given["model"] == "roles"
    return {
        "tenantId": tenant,
        "sku": {"family": "A", "name": "standard"},
        "enableRbacAuthorization": by_roles,
        "softDeleteRetentionInDays": int(given["days"]),
        "accessPolicies": [mine] if given["mine"] and not by_roles else [],
        **({"enablePurgeProtection": True} if given["purge"] else {}),
    }


def _page(visit: Visit, status: int = 200, /, *, problem: str = "", **context: Any) -> Response:
    return visit.page("vaults/create.html", status, problem=problem, **context)
