"""*Delete this app*: what goes with it is named before, and whoever means it types its name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from nameplate.portal.apps.app import VERSION, App, app_page, fetch_app, read_app
from nameplate.portal.apps.holdings import Holdings, holdings_of
from nameplate.portal.conflicts import Change, changes, seen
from nameplate.portal.failures import ApiFailure
from nameplate.portal.visit import Visit

_HEADING: Final = "Delete"
_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class Going:
    """An app with everything that goes when it goes."""

    app: App
    etag: str
    slots: tuple[App, ...]

    @property
    def principals(self) -> Mapping[str, str]:
        """The principals that are deleted with it, and what each is of."""
        registered = (each for each in (self.app, *self.slots) if each.principal_id)
        return {each.principal_id.lower(): each.label for each in registered}

    @property
    def facts(self) -> dict[str, str]:
        """What the person was told."""
        of_slots = {f"Slot {each.slot}": each.principal_id or "no identity" for each in self.slots}
        return {"Object id": self.app.principal_id or "no identity", **of_slots}


async def show(visit: Visit) -> Response:
    """What goes with it, and the form."""
    return await _page(visit, await _going(visit))


async def act(visit: Visit) -> Response:
    """Delete it, if it is still what the person saw, and they typed its name."""
    going = await _going(visit)
    app = going.app
    if visit.form.text("sure") != app.key:
        problem = f"Nothing was deleted: type {app.key} to say that you mean it."
        return await _page(visit, going, problem=problem, status=422)
    for _ in range(_TRIES):
        found = changes(visit.form.raw("seen"), going.facts)
        if found:
            return await _page(visit, going, found=found, status=409)
        try:
            await visit.arm.delete(app.id, VERSION, etag=going.etag)
        except ApiFailure as failure:
            if failure.status != 412:
                raise
            going = await _going(visit)  # changed since: perhaps nothing that this page names
        else:
            visit.flash(_said(going))
            return _away(visit, app)
    raise ApiFailure(409, "Conflict", "The app is being changed by somebody else. Try again.")


async def _going(visit: Visit) -> Going:
    app, item = await fetch_app(visit)
    found = () if app.slot else await visit.arm.every(f"{app.id}/slots", VERSION)
    return Going(app, item.etag, tuple(read_app(each, visit.place) for each in found))


async def _page(
    visit: Visit,
    going: Going,
    *,
    found: tuple[Change, ...] = (),
    problem: str = "",
    status: int = 200,
) -> Response:
    app, principals = going.app, going.principals
    held = await holdings_of(visit, principals) if principals else Holdings((), whole=True)
    return app_page(
        visit,
        app,
        "delete.html",
        _HEADING,
        status,
        may_delete=(await visit.permissions(app.id)).may(app.action("delete")),
        slots=going.slots,
        principals=principals,
        holdings=held,
        seen=seen(going.facts),
        changes=found,
        problem=problem,
    )


def _said(going: Going) -> str:
    parts = []
    if going.principals:
        parts.append("its identity" if len(going.principals) == 1 else "its identities")
    if going.slots:
        parts.append(f"its slots ({', '.join(each.slot for each in going.slots[:5])})")
    return f"{going.app.label} was deleted{', with ' if parts else ''}{' and '.join(parts)}."


def _away(visit: Visit, app: App) -> Response:
    if app.slot:
        return visit.redirect("app.slots", group=app.group, name=app.name)
    return visit.redirect("apps")
