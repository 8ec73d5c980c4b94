"""A vault as pages show it: read from ``Microsoft.KeyVault/vaults``."""

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

VERSION: Final = "2023-07-01"
VAULTS: Final = "Microsoft.KeyVault/vaults"
_NOT_IN_NAMES: Final = frozenset("/?#%")


@dataclass(frozen=True, slots=True)
class Policy:
    """What one principal may do by an access policy: names by kind, in ARM's order."""

    object_id: str
    application_id: str
    permissions: Mapping[str, tuple[str, ...]]

    @property
    def secrets(self) -> tuple[str, ...]:
        return self.permissions.get("secrets", ())

    @property
    def others(self) -> Mapping[str, tuple[str, ...]]:
        """Permissions to what is no secret."""
        return {kind: names for kind, names in self.permissions.items() if kind != "secrets"}


@dataclass(frozen=True, slots=True)
class Vault:
    """A vault."""

    id: str
    group: str
    name: str
    location: str
    uri: str
    tenant_id: str
    rbac: bool
    retention_days: int
    purge_protection: bool
    policies: tuple[Policy, ...]

    def policy_of(self, object_id: str) -> Policy | None:
        """The policy of a principal, if there is one."""
        found = (each for each in self.policies if each.object_id == object_id)
        return next((each for each in found if not each.application_id), None)


def read_vault(document: Mapping[str, Any]) -> Vault:
    """Of a document of ARM's."""
    names = ResourceId.parse(document["id"])
    properties: Mapping[str, Any] = document.get("properties") or {}
    return Vault(
        id=names.text,
        group=names.resource_group or "",
        name=names.name,
        location=str(document.get("location") or ""),
        uri=str(properties.get("vaultUri") or ""),
        tenant_id=str(properties.get("tenantId") or ""),
        rbac=bool(properties.get("enableRbacAuthorization")),
        retention_days=int(properties.get("softDeleteRetentionInDays") or 90),
        purge_protection=bool(properties.get("enablePurgeProtection")),
        policies=tuple(_policy(each) for each in properties.get("accessPolicies") or ()),
    )


def vault_id(place: Place, group: str, name: str) -> str:
    """The ARM id of what a path names. Raises NoSuchPage for what can be no name."""
    if not name or _NOT_IN_NAMES & set(group + name) or not (group + name).isprintable():
        raise NoSuchPage
    return f"{place.subscription}/resourceGroups/{group}/providers/{VAULTS}/{name}"


async def fetch_vault(visit: Visit) -> tuple[Vault, Item]:
    """The vault of this page. Raises NoSuchPage when there is none."""
    wanted = vault_id(visit.place, visit.names["group"], visit.names["name"])
    item = await visit.arm.find(wanted, VERSION)
    if item is None:
        raise NoSuchPage
    return read_vault(item.document), item


def vault_path(visit: Visit, vault: Vault, route: str = "vault", **names: str) -> str:
    """The address of one of a vault's pages."""
    return visit.path(route, None, group=vault.group, name=vault.name, **names)


def vault_page(
    visit: Visit, vault: Vault, template: str, heading: str, /, status: int = 200, **context: Any
) -> Response:
    """A page with the vault's own menu beside it."""
    return visit.page(
        f"vaults/{template}",
        status,
        vault=vault,
        heading=heading,
        vault_path=partial(vault_path, visit),
        **context,
    )


def _policy(document: Mapping[str, Any]) -> Policy:
    given: Mapping[str, Any] = document.get("permissions") or {}
    return Policy(
        object_id=str(document.get("objectId") or "").lower(),
        application_id=str(document.get("applicationId") or ""),
        permissions={kind: tuple(names) for kind, names in given.items() if names},
    )
