"""An app as pages show it: read from ``Microsoft.Web/sites`` and its slots."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from starlette.responses import Response

from nameplate.core.resource_id import ResourceId
from nameplate.portal.failures import NoSuchPage
from nameplate.portal.place import Place
from nameplate.portal.visit import Visit
from nameplate.portal.wires.arm import Item

VERSION: Final = "2024-11-01"
SITES: Final = "Microsoft.Web/sites"
BETWEEN: Final = "~"
"""What stands between an app and its slot in a path: neither may have it in its name."""


@dataclass(frozen=True, slots=True)
class UserIdentity:
    """A user-assigned identity that an app holds."""

    id: str
    name: str
    principal_id: str
    client_id: str


@dataclass(frozen=True, slots=True)
class App:
    """A web app or a function app, or a slot of one."""

    id: str
    group: str
    name: str
    slot: str
    kind: str
    state: str
    host: str
    address: str
    deployment_service: str
    """The host name of its Kudu; empty when ARM names none."""
    location: str
    principal_id: str
    tenant_id: str
    user_assigned: tuple[UserIdentity, ...]
    identity_type: str

    @property
    def label(self) -> str:
        """Its name, and its slot's behind a stroke."""
        return f"{self.name} / {self.slot}" if self.slot else self.name

    @property
    def key(self) -> str:
        """How a path names it."""
        return f"{self.name}{BETWEEN}{self.slot}" if self.slot else self.name

    def action(self, verb: str) -> str:
        """What it takes to do something with it: a slot's actions are its own."""
        return f"{SITES}/slots/{verb}" if self.slot else f"{SITES}/{verb}"

    @property
    def is_function(self) -> bool:
        return "functionapp" in self.kind.lower()

    @property
    def runs(self) -> bool:
        """Whether it is wanted to run."""
        return self.state.lower() == "running"


def read_app(document: Mapping[str, Any], place: Place) -> App:
    """Of a document of ARM's."""
    names = ResourceId.parse(document["id"])
    properties = document.get("properties") or {}
    identity = document.get("identity") or {}
    host = str(properties.get("defaultHostName") or "")
    label = host.partition(".")[0]
    slot = names.names[1] if len(names.names) > 1 else ""
    return App(
        id=str(document["id"]),
        group=names.resource_group or "",
        name=names.names[0],
        slot=slot,
        kind=str(document.get("kind") or "app"),
        state=str(properties.get("state") or ""),
        host=host,
        address=f"https://{place.browser.site_host(label)}{place.browser.port_suffix}/",
        deployment_service=_repository(properties),
        location=str(document.get("location") or ""),
        principal_id=str(identity.get("principalId") or ""),
        tenant_id=str(identity.get("tenantId") or ""),
        user_assigned=_users(identity),
        identity_type=str(identity.get("type") or "None"),
    )


def app_id(place: Place, group: str, key: str) -> str:
    """The ARM id of what a path names. Raises NoSuchPage for what can be no name."""
    name, _, slot = key.partition(BETWEEN)
    site = f"{place.subscription}/resourceGroups/{group}/providers/{SITES}/{name}"
    if not name or {"/", "?", "#", "%"} & set(f"{group}{key}") or not group.isprintable():
        raise NoSuchPage
    return f"{site}/slots/{slot}" if slot else site


async def fetch_app(visit: Visit) -> tuple[App, Item]:
    """The app of this page. Raises NoSuchPage when there is none."""
    wanted = app_id(visit.place, visit.names["group"], visit.names["name"])
    item = await visit.arm.find(wanted, VERSION)
    if item is None:
        raise NoSuchPage
    return read_app(item.document, visit.place), item


def app_path(
    visit: Visit, app: App, route: str = "app", query: Mapping[str, str] | None = None
) -> str:
    """The address of one of an app's pages."""
    return visit.path(route, query, group=app.group, name=app.key)


def app_page(
    visit: Visit, app: App, template: str, heading: str, /, status: int = 200, **context: Any
) -> Response:
    """A page with the app's own menu beside it."""
    return visit.page(
        f"apps/{template}",
        status,
        app=app,
        heading=heading,
        app_path=partial(app_path, visit),
        **context,
    )


def _repository(properties: Mapping[str, Any]) -> str:
    states = properties.get("hostNameSslStates") or ()
    names = (str(each["name"]) for each in states if each.get("hostType") == "Repository")
    return next(names, "")


def _users(identity: Mapping[str, Any]) -> tuple[UserIdentity, ...]:
    held: Mapping[str, Mapping[str, Any]] = identity.get("userAssignedIdentities") or {}
    return tuple(
        UserIdentity(
            key,
            key.rpartition("/")[2],
            str(each.get("principalId") or ""),
            str(each.get("clientId") or ""),
        )
        for key, each in held.items()
    )
