"""*Managed service identity*: register the app with the directory; add and remove shared ones."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.apps.app import VERSION, App, app_page, fetch_app
from nameplate.portal.apps.commands import policy_command
from nameplate.portal.apps.holdings import holdings_of
from nameplate.portal.apps.instance import instance_of
from nameplate.portal.conflicts import Change, changes, seen
from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import Item

_IDENTITIES: Final = "Microsoft.ManagedIdentity/userAssignedIdentities"
_IDENTITIES_VERSION: Final = "2023-01-31"
_HEADING: Final = "Managed service identity"
_TRIES: Final = 3


async def show(visit: Visit) -> Response:
    app, item = await fetch_app(visit)
    return await _page(visit, app, item)


async def act(visit: Visit) -> Response:
    """Save, add or remove; whoever saves what somebody else has changed is told."""
    app, item = await fetch_app(visit)
    wanted = _wanted(visit, app)
    etag = visit.form.text("etag")
    for _ in range(_TRIES):
        try:
            await visit.arm.patch(app.id, VERSION, {"identity": wanted}, etag=etag)
        except ApiFailure as failure:
            if failure.status != 412:
                raise
            app, item = await fetch_app(visit)
            found = changes(visit.form.raw("seen"), _facts(app))
            if found:
                return await _page(visit, app, item, found, status=409)
            etag = item.etag  # something else of the app changed: nothing that this page shows
        else:
            visit.flash(_said(visit, app))
            return visit.again()
    raise ApiFailure(409, "Conflict", "The app is being changed by somebody else. Try again.")


async def _page(
    visit: Visit, app: App, item: Item, found: tuple[Change, ...] = (), status: int = 200
) -> Response:
    permissions = await visit.permissions(app.id)
    may_write = permissions.may(app.action("write"))
    principals = {each.principal_id.lower(): each.name for each in app.user_assigned}
    if app.principal_id:
        principals[app.principal_id.lower()] = "System assigned"
    return app_page(
        visit,
        app,
        "identity.html",
        _HEADING,
        status,
        may_write=may_write,
        may={"restart"} if permissions.may(app.action("restart/action")) else (),
        instance=await instance_of(visit, app),
        policy=policy_command(app, visit.place.default_group),
        etag=item.etag,
        seen=seen(_facts(app)),
        changes=found,
        holdings=await holdings_of(visit, principals) if principals else None,
        addable=await _addable(visit, app) if may_write else (),
    )


def _wanted(visit: Visit, app: App) -> Mapping[str, Any]:
    """The identity block of a PATCH: what stays is left out, what goes is null."""
    action, given = visit.form.text("action"), visit.form.text("identity")
    system = bool(app.principal_id)
    users = {each.id.lower() for each in app.user_assigned}
    block: dict[str, Any] = {}
    if action == "register":
        system = visit.form.text("register") == "on"
    elif action == "add" and given:
        users.add(given.lower())
        block["userAssignedIdentities"] = {given: {}}
    elif action == "remove" and given:
        users.discard(given.lower())
        block["userAssignedIdentities"] = {given: None}
    else:
        raise NoSuchPage
    kinds = ["SystemAssigned"] * system + ["UserAssigned"] * bool(users)
    if not users:
        block.pop("userAssignedIdentities", None)
    return {"type": ", ".join(kinds) or "None", **block}


def _facts(app: App) -> dict[str, str]:
    facts = {"Register with Azure Active Directory": "On" if app.principal_id else "Off"}
    if app.principal_id:
        facts["Object id"] = app.principal_id
    return facts | {f"User assigned: {each.name}": "added" for each in app.user_assigned}


def _said(visit: Visit, app: App) -> str:
    action = visit.form.text("action")
    if action == "register":
        if visit.form.text("register") == "on":
            return f"{app.label} is registered. What runs finds its identity after a restart."
        return f"{app.label} is registered no longer: its principal is deleted."
    name = visit.form.text("identity").rpartition("/")[2]
    return f"{name} was {'added' if action == 'add' else 'removed'}."


async def _addable(visit: Visit, app: App) -> list[tuple[str, str]]:
    held = {each.id.lower() for each in app.user_assigned}
    path = f"{visit.place.subscription}/providers/{_IDENTITIES}"
    page = await visit.arm.page(path, _IDENTITIES_VERSION, size=200)
    return [
        (str(each["id"]), str(each["name"]))
        for each in page.items
        if str(each["id"]).lower() not in held
    ]
