"""The control plane as commands see it: resources by name, api-versions, az's flattened JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.api import Api
from nameplate.cli.client import Reply
from nameplate.cli.failures import ServiceFailure, absent
from nameplate.core.resource_id import ResourceId


@dataclass(frozen=True, slots=True)
class ResourceKind:
    """A type of resource, and the api-version that its commands speak."""

    type: str
    api_version: str
    noun: str


SITES: Final = ResourceKind("Microsoft.Web/sites", "2023-12-01", "app")
VAULTS: Final = ResourceKind("Microsoft.KeyVault/vaults", "2023-07-01", "vault")
IDENTITIES: Final = ResourceKind(
    "Microsoft.ManagedIdentity/userAssignedIdentities", "2023-01-31", "identity"
)
GROUPS_VERSION: Final = "2024-11-01"
SUBSCRIPTIONS_VERSION: Final = "2022-12-01"


class ControlPlane:
    """ARM of one subscription."""

    def __init__(self, api: Api, subscription_id: str) -> None:
        self.api = api
        self.subscription_id = subscription_id

    @property
    def subscription(self) -> str:
        """The subscription's ARM id."""
        return f"/subscriptions/{self.subscription_id}"

    def group_id(self, group: str) -> str:
        """The ARM id of a resource group."""
        return f"{self.subscription}/resourceGroups/{quote(group)}"

    def id_of(self, kind: ResourceKind, group: str, name: str) -> str:
        """The ARM id of a resource, from its names."""
        return f"{self.group_id(group)}/providers/{kind.type}/{quote(name)}"

    def url(self, resource: str, version: str, **query: str) -> str:
        """The absolute URL of a resource's id."""
        more = "".join(f"&{name}={quote(value)}" for name, value in query.items())
        return f"{self.api.cloud.resource_manager}{resource}?api-version={version}{more}"

    def get(self, resource: str, version: str) -> dict[str, Any]:
        """A resource."""
        document: dict[str, Any] = self.api.get(self.url(resource, version))
        return document

    def put(self, resource: str, version: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Create or replace a resource."""
        document: dict[str, Any] = self.send("PUT", resource, version, body).json()
        return document

    def delete(self, resource: str, version: str) -> None:
        """Delete a resource; wait until it is gone."""
        self.send("DELETE", resource, version)

    def send(self, method: str, resource: str, version: str, body: Any = None) -> Reply:
        """Send what has no shorter name, and wait for a long-running operation."""
        return self.api.settle(self.api.call(method, self.url(resource, version), body))

    def items(self, resource: str, version: str) -> Iterator[dict[str, Any]]:
        """Every item of a list."""
        return self.api.pages(self.url(resource, version))

    def all_of(self, kind: ResourceKind, group: str | None = None) -> Iterator[dict[str, Any]]:
        """Every resource of a kind: of a group, else of the subscription."""
        scope = self.group_id(group) if group else self.subscription
        return self.items(f"{scope}/providers/{kind.type}", kind.api_version)

    def find(self, kind: ResourceKind, name: str, group: str | None, default: str) -> Any:
        """A resource by its name: in the group that was named, else wherever it is."""
        try:
            return self.get(self.id_of(kind, group or default, name), kind.api_version)
        except ServiceFailure as failure:
            if group is not None or failure.http_status != 404:
                raise
        for item in self.all_of(kind):
            if item["name"].lower() == name.lower():
                return self.get(item["id"], kind.api_version)
        raise absent(f"(ResourceNotFound) there is no {kind.noun} named '{name}'")

    def put_in_group(
        self, resource: str, version: str, body: Mapping[str, Any], location: str
    ) -> dict[str, Any]:
        """Create a resource, and its group first where that is what is missing."""
        try:
            return self.put(resource, version, body)
        except ServiceFailure as failure:
            if failure.code != "ResourceGroupNotFound":
                raise
        group = ResourceId.parse(resource).resource_group or ""
        self.put(self.group_id(group), GROUPS_VERSION, {"location": location})
        return self.put(resource, version, body)


def flattened(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource with its ``properties`` beside its name, as az prints most of them."""
    properties = resource.get("properties") or {}
    return {
        **properties,
        **{key: value for key, value in resource.items() if key != "properties"},
        "resourceGroup": group_of(resource),
    }


def with_group(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource as ARM has it, with the name of its group."""
    return {**resource, "resourceGroup": group_of(resource)}


def group_of(resource: Mapping[str, Any]) -> str | None:
    """The group that a resource's id names."""
    return ResourceId.parse(resource["id"]).resource_group


def pairs(items: list[str] | None) -> dict[str, str]:
    """``KEY=VALUE`` words as a mapping; a word without ``=`` has an empty value."""
    found: dict[str, str] = {}
    for item in items or ():
        key, _, value = item.partition("=")
        if key:
            found[key] = value
    return found
