"""A vault in ARM's words: what a body says, and what an answer holds.

Order and presence of members are those of the recordings (``wire.md`` 19 to 21).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nameplate.authorization.access_policy import AccessPolicy, access_policy
from nameplate.core.cloud import Cloud
from nameplate.core.errors import BadRequest
from nameplate.resource_manager.records import Resource
from nameplate.vault.records import VaultAccount

_PUBLIC_SINCE: Final = "2021-06-01"
"""The first api-version whose answers say ``publicNetworkAccess``."""
_SKUS: Final = ("standard", "premium")
_SAID_WHEN_GIVEN: Final[Mapping[str, str]] = {
    "enableSoftDelete": "2019-01-01",
    "softDeleteRetentionInDays": "2022-07-01",
}
"""Older api-versions than these answer with it only where a body had it."""
_RBAC: Final = "enableRbacAuthorization"
"""A vault with access policies says that it is one only where a body said so, or where RBAC is the
default of the api-version that asks."""
RBAC_BY_DEFAULT: Final = "2026-02-01"
"""From this api-version on, a new vault without ``enableRbacAuthorization`` has RBAC."""
_OWN: Final = frozenset(
    (
        *("sku", "tenantId", "accessPolicies", "vaultUri", "provisioningState", "createMode"),
        *("enableSoftDelete", "softDeleteRetentionInDays", "enableRbacAuthorization"),
        *("enablePurgeProtection", "hsmPoolResourceId", "privateEndpointConnections"),
    )
)
"""What the account, the policies or nobody keeps: everything else is stored as it was given."""


def kept(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of a body's properties."""
    found = {
        name: value for name, value in properties.items() if name not in _OWN and value is not None
    }
    found["sku"] = sku(properties.get("sku"))
    for name in (*_SAID_WHEN_GIVEN, _RBAC):
        if properties.get(name) is not None:
            found[name] = properties[name]
    if isinstance(found.get("networkAcls"), dict):
        found["networkAcls"] = _network_acls(found["networkAcls"])
    return {name: value for name, value in found.items() if value is not None}


def shown(
    resource: Resource,
    account: VaultAccount,
    policies: Sequence[AccessPolicy],
    *,
    cloud: Cloud,
    api_version: str,
    created: bool,
) -> dict[str, Any]:
    """The properties of an answer. The one to the first PUT says that DNS is being registered."""
    stored = dict(resource.properties)
    given = {name for name in _SAID_WHEN_GIVEN if stored.pop(name, None) is not None}
    said = stored.pop(_RBAC, None) is not None
    public = stored.pop("publicNetworkAccess", "Enabled")
    uri = cloud.vault_uri(account.name)
    members: dict[str, Any] = {
        "sku": stored.pop("sku", None),
        "tenantId": account.tenant_id,
        "networkAcls": stored.pop("networkAcls", None),
        "accessPolicies": [policy_document(each) for each in policies],
        "enabledForDeployment": stored.pop("enabledForDeployment", False),
        "enabledForDiskEncryption": stored.pop("enabledForDiskEncryption", None),
        "enabledForTemplateDeployment": stored.pop("enabledForTemplateDeployment", None),
        "enableSoftDelete": True,
        "softDeleteRetentionInDays": account.retention_days,
        _RBAC: account.rbac if account.rbac or said or _by_default(api_version) else None,
        "enablePurgeProtection": account.purge_protection or None,
        "vaultUri": uri.rstrip("/") if created else uri,
        "provisioningState": "RegisteringDns" if created else "Succeeded",
        "publicNetworkAccess": public if api_version >= _PUBLIC_SINCE else None,
        **stored,
    }
    for name, since in _SAID_WHEN_GIVEN.items():
        if api_version[:10] < since and name not in given:
            members[name] = None
    return {name: value for name, value in members.items() if value is not None}


def _by_default(api_version: str) -> bool:
    return api_version[:10] >= RBAC_BY_DEFAULT


def policy_document(policy: AccessPolicy) -> dict[str, Any]:
    """One entry of ``accessPolicies``."""
    entry: dict[str, Any] = {"tenantId": policy.tenant_id, "objectId": policy.object_id}
    if policy.application_id is not None:
        entry["applicationId"] = policy.application_id
    entry["permissions"] = {kind: list(names) for kind, names in policy.permissions.items()}
    return entry


def policies_of(given: Any, tenant_id: str) -> list[AccessPolicy]:
    """``accessPolicies`` of a body, read."""
    if not isinstance(given, list):
        raise invalid("'accessPolicies' must be a list.", "accessPolicies")
    return [_policy(each, tenant_id) for each in given]


def sku(given: Any) -> dict[str, str]:
    """``{"family": "A", "name": "standard"}``."""
    name = given.get("name") if isinstance(given, dict) else None
    if not isinstance(name, str) or name.lower() not in _SKUS:
        raise invalid(
            "The property 'sku' is required: its family is 'A' and its name one of "
            f"{', '.join(_SKUS)}.",
            "sku",
        )
    return {"family": "A", "name": name.lower()}


def flag(properties: Mapping[str, Any], name: str) -> bool | None:
    """A boolean of a body; ``None`` when it was not given."""
    value = properties.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise invalid(f"'{name}' must be true or false.", name)


def number(properties: Mapping[str, Any], name: str) -> int | None:
    """A whole number of a body; ``None`` when it was not given."""
    value = properties.get(name)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise invalid(f"'{name}' must be a number.", name)


def invalid(message: str, target: str) -> BadRequest:
    return BadRequest("BadRequest", message, target=target)


def _policy(entry: Any, tenant_id: str) -> AccessPolicy:
    if not isinstance(entry, dict):
        raise invalid("Each access policy must be an object.", "accessPolicies")
    tenant = entry.get("tenantId") or tenant_id
    object_id, application_id = entry.get("objectId"), entry.get("applicationId")
    permissions = {} if entry.get("permissions") is None else entry["permissions"]
    if not isinstance(object_id, str) or not object_id or not isinstance(tenant, str):
        raise invalid("Each access policy wants 'tenantId' and 'objectId'.", "accessPolicies")
    if application_id is not None and not isinstance(application_id, str):
        raise invalid("'applicationId' must be a string.", "accessPolicies")
    if not isinstance(permissions, dict) or not all(
        value is None or (isinstance(value, list) and all(isinstance(name, str) for name in value))
        for value in permissions.values()
    ):
        raise invalid("'permissions' is an object of lists of names.", "accessPolicies")
    return access_policy(
        tenant,
        object_id,
        application_id=application_id,
        permissions={kind: names for kind, names in permissions.items() if names is not None},
    )


def _network_acls(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """With both lists of rules, as recorded; ``None`` when it only says what is the default."""
    rules = {name: given.get(name) or [] for name in ("ipRules", "virtualNetworkRules")}
    acls = {"bypass": "AzureServices", "defaultAction": "Allow", **given, **rules}
    others = {name: value for name, value in acls.items() if value not in (None, [])}
    return None if others == {"bypass": "AzureServices", "defaultAction": "Allow"} else acls
