"""Vaults and secrets of a test."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from nameplate.testing.roles import assign_role
from nameplate.testing.service import Service

VERSION: Final = "2023-07-01"
EVERY: Final[Mapping[str, tuple[str, ...]]] = {
    "secrets": ("get", "list", "set", "delete", "recover", "backup", "restore", "purge"),
}


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret as the vault has it."""

    name: str
    value: str = field(repr=False)
    version: str
    enabled: bool
    content_type: str | None
    tags: Mapping[str, str]
    attributes: Mapping[str, Any]
    """As the service writes them: ``exp``, ``nbf``, ``created``, ``updated``..."""


class Vault:
    """A vault: what is in it, and where the code under test finds it."""

    def __init__(self, service: Service, name: str) -> None:
        self._service = service
        self.name = name
        self.id = f"{service.group}/providers/Microsoft.KeyVault/vaults/{name}"
        """Its ARM id."""
        self.url = f"https://{name}.{service.server.cloud.vault_suffix}"
        """What a ``SecretClient`` is given."""

    def __repr__(self) -> str:
        return f"<Vault {self.name}>"

    def secret(self, name: str, value: str | None = None, **attributes: Any) -> Secret:
        """Set a secret, or read it where no value is given.

        ``attributes``: ``content_type``, ``tags``, ``enabled``, ``expires_on`` and ``not_before``
        (seconds since 1970). Raises ``NameplateError`` for what is not there.
        """
        if value is None:
            return _secret(self._service.vault("GET", self.name, f"/secrets/{name}"))
        body: dict[str, Any] = {"value": value, "attributes": {}}
        for key, given in attributes.items():
            if key not in _ATTRIBUTES:
                raise TypeError(f"a secret has no {key!r}: {', '.join(_ATTRIBUTES)}")
            place = body["attributes"] if _ATTRIBUTES[key] in _INSIDE else body
            place[_ATTRIBUTES[key]] = given
        return _secret(self._service.vault("PUT", self.name, f"/secrets/{name}", body))

    def secrets(self) -> list[str]:
        """The names of what is in it."""
        names: list[str] = []
        query: dict[str, str] = {}
        while True:
            page = self._service.vault("GET", self.name, "/secrets", **query)
            names += [each["id"].rpartition("/")[2] for each in page["value"]]
            if not page["nextLink"]:
                return names
            query = dict(parse_qsl(urlsplit(page["nextLink"]).query))

    def delete(self, name: str) -> None:
        """Delete a secret; it can be recovered."""
        self._service.vault("DELETE", self.name, f"/secrets/{name}")

    def ensure(self, *, rbac: bool = False) -> None:
        """Make the vault if there is none of its name.

        Raises ValueError where ``rbac`` is asked for and the vault that is there has policies: no
        role would count.
        """
        found = self._service.call(self._service.server.rooms.vault.vaults.find(self.name))
        if found is None:
            self._create(rbac=rbac)
        elif rbac and not found.rbac:
            raise ValueError(f"the vault {self.name} has access policies: roles do not count in it")

    def _create(self, *, rbac: bool) -> None:
        facts = self._service.server.facts
        own = {
            "tenantId": facts.tenant_id,
            "objectId": facts.operator_id,
            "permissions": {kind: list(names) for kind, names in EVERY.items()},
        }
        body = {
            "location": self._service.location,
            "properties": {
                "tenantId": facts.tenant_id,
                "sku": {"family": "A", "name": "standard"},
                "accessPolicies": [own],
                "enableRbacAuthorization": rbac,
            },
        }
        self._service.arm("PUT", self.id, body, version=VERSION)
        if rbac:
            assign_role(
                self._service,
                "Key Vault Administrator",
                self.id,
                principal_id=facts.operator_id,
                principal_type="User",
            )

    def grant(self, principal_id: str, permissions: Mapping[str, list[str]]) -> None:
        """Add permissions of a principal to its access policy."""
        self._change("add", principal_id, permissions)

    def revoke(self, principal_id: str, permissions: Mapping[str, list[str]]) -> None:
        """Take permissions of a principal out of its access policy."""
        self._change("remove", principal_id, permissions)

    def _change(self, how: str, principal_id: str, permissions: Mapping[str, list[str]]) -> None:
        entry = {
            "tenantId": self._service.server.facts.tenant_id,
            "objectId": principal_id,
            "permissions": permissions,
        }
        body = {"properties": {"accessPolicies": [entry]}}
        self._service.arm("PUT", f"{self.id}/accessPolicies/{how}", body, version=VERSION)


_ATTRIBUTES: Final = {
    "content_type": "contentType",
    "tags": "tags",
    "enabled": "enabled",
    "expires_on": "exp",
    "not_before": "nbf",
}
_INSIDE: Final = ("enabled", "exp", "nbf")


def _secret(document: Mapping[str, Any]) -> Secret:
    name, version = document["id"].rsplit("/", 2)[1:]
    return Secret(
        name,
        document["value"],
        version,
        document["attributes"]["enabled"],
        document.get("contentType"),
        document.get("tags") or {},
        document["attributes"],
    )
