"""*Deployment slots*: create one, and swap two after seeing what would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.apps.app import SITES, VERSION, App, app_page, fetch_app, read_app
from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.visit import Visit

PRODUCTION: Final = "production"
_RULES: Final = {
    "SettingsWillBeAddedToDestination": "comes",
    "SettingsWillBeModifiedInDestination": "changes",
    "SettingsNotInSource": "goes",
}
_KINDS: Final = {
    "AppSetting": "App setting",
    "ConnectionString": "Connection string",
    "General": "General",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that a swap changes in the target; never its value."""

    name: str
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A swap that was not made yet."""

    source: str
    target: str
    differences: tuple[Difference, ...]
    seen: str
    """The etags of both: after a swap they are others, and a second press swaps nothing back."""


async def show(visit: Visit) -> Response:
    """The app and its slots; with ``?source=&target=`` what their swap would change."""
    site = await _site(visit)
    source, target = visit.query.get("source", ""), visit.query.get("target", PRODUCTION)
    preview = await _preview(visit, site, source, target) if source else None
    return await _page(visit, site, preview=preview)


async def act(visit: Visit) -> Response:
    """Create, swap or delete."""
    site, form = await _site(visit), visit.form
    match form.text("action"):
        case "create":
            return await _create(visit, site)
        case "preview":
            asked = {"source": form.text("source"), "target": form.text("target")}
            return visit.redirect("app.slots", asked, group=site.group, name=site.name)
        case "swap":
            source, target = form.text("source"), form.text("target")
            looked = form.text("seen")
            if looked and looked != await _etags(visit, site, source, target):
                message = "One of the two is not as you saw it: see again what a swap changes."
                raise ApiFailure(409, "Conflict", message)
            await visit.arm.post(
                f"{_slot_id(site, source)}/slotsswap",
                VERSION,
                {"targetSlot": target, "preserveVnet": True},
            )
            visit.flash(f"{source} and {target} have changed places.")
        case "delete":
            await visit.arm.delete(_slot_id(site, form.text("slot")), VERSION)
            visit.flash(f"The slot {form.text('slot')} was deleted, and its identity with it.")
        case _:
            raise NoSuchPage
    return visit.redirect("app.slots", group=site.group, name=site.name)


async def _create(visit: Visit, site: App) -> Response:
    name = visit.form.text("slot")
    body: dict[str, Any] = {"location": site.location, "kind": site.kind, "properties": {}}
    if visit.form.text("identity") == "yes":
        body["identity"] = {"type": "SystemAssigned"}
    try:
        await visit.arm.put(_slot_id(site, name), VERSION, body)
    except ApiFailure as failure:
        if failure.status not in {400, 409}:
            raise
        return await _page(visit, site, name=name, problem=failure.message, status=422)
    visit.flash(f"The slot {name} was created.")
    return visit.redirect("app.slots", group=site.group, name=site.name)


async def _page(
    visit: Visit,
    site: App,
    *,
    preview: Preview | None = None,
    name: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    permissions = await visit.permissions(site.id)
    slots = [
        read_app(each, visit.place) for each in await visit.arm.every(f"{site.id}/slots", VERSION)
    ]
    return app_page(
        visit,
        site,
        "slots.html",
        "Deployment slots",
        status,
        slots=slots,
        places=[PRODUCTION, *(each.slot for each in slots)],
        preview=preview,
        name=name,
        problem=problem,
        may_write=permissions.may(f"{SITES}/slots/write"),
        may_swap=permissions.may(f"{SITES}/slots/slotsswap/action"),
        may_delete=permissions.may(f"{SITES}/slots/delete"),
    )


async def _preview(visit: Visit, site: App, source: str, target: str) -> Preview:
    path = f"{_slot_id(site, source)}/slotsdiffs"
    seen = await _etags(visit, site, source, target)
    answer: Mapping[str, Any] = await visit.arm.post(
        path, VERSION, {"targetSlot": target, "preserveVnet": True}
    )
    found = (each["properties"] for each in answer["value"])
    return Preview(
        source,
        target,
        tuple(
            Difference(
                str(each["settingName"]),
                _KINDS.get(str(each["settingType"]), str(each["settingType"])),
                _RULES.get(str(each["diffRule"]), "changes"),
            )
            for each in found
        ),
        seen,
    )


async def _etags(visit: Visit, site: App, *slots: str) -> str:
    paths = (site.id if each == PRODUCTION else _slot_id(site, each) for each in slots)
    return " ".join([(await visit.arm.get(path, VERSION)).etag for path in paths])


async def _site(visit: Visit) -> App:
    """The app itself, also where one of its slots was asked for."""
    app, _ = await fetch_app(visit)
    if not app.slot:
        return app
    item = await visit.arm.get(app.id.partition("/slots/")[0], VERSION)
    return read_app(item.document, visit.place)


def _slot_id(site: App, slot: str) -> str:
    if not slot or {"/", "?", "#", "%"} & set(slot) or slot == PRODUCTION:
        raise ApiFailure(400, "InvalidSlot", "Choose a slot: a name of letters, digits or hyphens.")
    return f"{site.id}/slots/{slot}"
