"""*Configuration*: the settings that an app finds in its environment, and their references.

Values are shown one at a time, as the answer to a form. A change is made to the settings as they
are now; what somebody else has changed since the form was made is not overwritten.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from starlette.responses import Response

from nameplate.portal.apps.app import VERSION, App, app_page, app_path, fetch_app
from nameplate.portal.apps.instance import instance_of
from nameplate.portal.conflicts import Change
from nameplate.portal.failures import ApiFailure, NoSuchPage
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import Item

_STICKY: Final = "appSettingNames"
_PAGE: Final = 25
_TRIES: Final = 3
_TONES: Final = {"Resolved": "good", "": "quiet"}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row."""

    name: str
    sticky: bool
    status: str
    """Of its Key Vault reference; empty for a plain value."""
    tone: str
    details: str


@dataclass(frozen=True, slots=True)
class Editing:
    """The setting in the form: its value as the person typed or asked to see it."""

    name: str = ""
    value: str = ""
    sticky: bool = False
    was: str = ""
    """What the value was when the form was made: a keyed hash, never the value."""
    problem: str = ""


async def show(visit: Visit) -> Response:
    """Names and states; no value."""
    app, _ = await fetch_app(visit)
    return await _page(visit, app)


async def act(visit: Visit) -> Response:
    """Show a value, set one, or delete one."""
    app, _ = await fetch_app(visit)
    action, name = visit.form.text("action"), visit.form.text("name")
    if action == "show":
        value = (await _values(visit, app)).document.get(name)
        if value is None:
            raise NoSuchPage
        sticky = name in await _sticky(visit, app)
        return await _page(
            visit, app, Editing(name, str(value), sticky, was=_mark(visit, str(value)))
        )
    if action not in {"set", "delete"}:
        raise NoSuchPage
    return await _change(visit, app, name, delete=action == "delete")


async def _change(visit: Visit, app: App, name: str, *, delete: bool) -> Response:
    form, held = visit.form, await _values(visit, app)
    typed = Editing(name, form.raw("value"), form.text("sticky") == "yes", form.text("was"))
    if not name:
        return await _refuse(visit, app, typed, "A setting has a name.")
    now = held.document.get(name)
    if not delete and _mark(visit, now) != typed.was:
        change = Change(name, _presence(typed.was), _presence(now))
        return await _page(visit, app, typed, changes=(change,), status=409)
    wanted = {key: value for key, value in held.document.items() if key != name or not delete}
    if not delete:
        wanted[name] = typed.value
    path = f"{app.id}/config/appsettings"
    try:
        await visit.arm.put(path, VERSION, {"properties": wanted}, etag=held.etag)
    except ApiFailure as failure:
        if failure.status not in {400, 412}:
            raise
        again = "Somebody else saved the settings at the same moment. Try again."
        return await _refuse(visit, app, typed, again if failure.status == 412 else failure.message)
    await _stick(visit, app, name, stays=typed.sticky and not delete)
    visit.flash(f"{name} was {'deleted' if delete else 'saved'}. A hosted app starts anew with it.")
    return visit.again()


async def _refuse(visit: Visit, app: App, typed: Editing, problem: str) -> Response:
    told = Editing(typed.name, typed.value, typed.sticky, typed.was, problem)
    return await _page(visit, app, told, status=422)


async def _page(
    visit: Visit,
    app: App,
    editing: Editing | None = None,
    *,
    changes: tuple[Change, ...] = (),
    status: int = 200,
) -> Response:
    permissions = await visit.permissions(app.id)
    may_read = permissions.may(app.action("config/list/action"))
    may_write = may_read and permissions.may(app.action("config/write"))
    settings, after = await _settings(visit, app) if may_read else ([], "")
    return app_page(
        visit,
        app,
        "configuration.html",
        "Configuration",
        status,
        settings=settings,
        first=app_path(visit, app, "app.configuration") if visit.query.get("after") else "",
        next=app_path(visit, app, "app.configuration", {"after": after}) if after else "",
        may_read=may_read,
        may_write=may_write,
        may={"restart"} if permissions.may(app.action("restart/action")) else (),
        instance=await instance_of(visit, app),
        editing=editing or Editing(),
        changes=changes,
    )


async def _settings(visit: Visit, app: App) -> tuple[list[Setting], str]:
    """A page of them in the order of their names, and what asks for the next one."""
    after = visit.query.get("after", "")
    names = [name for name in sorted((await _values(visit, app)).document) if name > after]
    sticky, references = await _sticky(visit, app), await _references(visit, app)
    found = [_setting(name, sticky, references.get(name, {})) for name in names[:_PAGE]]
    return found, names[_PAGE - 1] if len(names) > _PAGE else ""


def _setting(name: str, sticky: set[str], reference: Mapping[str, Any]) -> Setting:
    status = str(reference.get("status") or "")
    return Setting(
        name,
        name in sticky,
        status,
        _TONES.get(status, "bad"),
        str(reference.get("details") or ""),
    )


async def _values(visit: Visit, app: App) -> Item:
    """The settings and the etag of them all."""
    item = await visit.arm.act(f"{app.id}/config/appsettings/list", VERSION)
    return Item(item.document.get("properties") or {}, item.etag)


async def _references(visit: Visit, app: App) -> dict[str, Mapping[str, Any]]:
    path = f"{app.id}/config/configreferences/appsettings"
    found = await visit.arm.every(path, VERSION)
    return {str(each["name"]): each.get("properties") or {} for each in found}


async def _sticky(visit: Visit, app: App) -> set[str]:
    return set((await _slot_names(visit, app)).document.get(_STICKY) or ())


async def _slot_names(visit: Visit, app: App) -> Item:
    """Which names stay with a slot: of the app, for all its slots."""
    item = await visit.arm.get(_names_path(app), VERSION)
    return Item(item.document.get("properties") or {}, item.etag)


async def _stick(visit: Visit, app: App, name: str, *, stays: bool) -> None:
    """Let a name stay or go, and leave what others do with theirs at the same moment."""
    for left in reversed(range(_TRIES)):
        held = await _slot_names(visit, app)
        names = list(held.document.get(_STICKY) or ())
        wanted = [*(each for each in names if each != name), *([name] if stays else [])]
        if set(wanted) == set(names):
            return
        body = {"properties": {**held.document, _STICKY: wanted}}
        try:
            await visit.arm.put(_names_path(app), VERSION, body, etag=held.etag)
        except ApiFailure as failure:
            if failure.status != 412 or not left:
                raise
        else:
            return


def _names_path(app: App) -> str:
    return f"{app.id.partition('/slots/')[0]}/config/slotConfigNames"


def _mark(visit: Visit, value: Any) -> str:
    """What tells one value from another without telling it: keyed by the session's own secret."""
    if value is None:
        return ""
    return hmac.new(visit.session.csrf.encode(), str(value).encode(), sha256).hexdigest()


def _presence(mark_or_value: Any) -> str:
    return "another value" if mark_or_value else "not there"
