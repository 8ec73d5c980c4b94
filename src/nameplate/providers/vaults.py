"""``Microsoft.KeyVault/vaults``: a vault's account and access policies; its secrets are its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import AccessPolicy
from nameplate.core.errors import BadRequest, Conflict, NotFound
from nameplate.providers import vault_documents as documents
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.provider import (
    Desired,
    JsonObject,
    Settled,
    Shown,
    Turn,
    View,
)
from nameplate.resource_manager.records import Resource
from nameplate.resource_manager.resource_type import ResourceType
from nameplate.vault.errors import vault_name_in_use
from nameplate.vault.headers import SERVICE_VERSION
from nameplate.vault.records import VaultAccount
from nameplate.vault.vaults import Vaults, check_name

VERSIONS: Final = ("2026-02-01", "2024-11-01", "2023-07-01", "2022-07-01", "2019-09-01")
_COMPUTED: Final = ("vaultUri", "provisioningState", "privateEndpointConnections")

_VAULTS: Final = ResourceType(
    name="Microsoft.KeyVault/vaults",
    api_versions=VERSIONS,
    tracked=True,
    order=("id", "name", "type", "location", "tags", "systemData", "properties"),
    created_status=200,
    tags_always=True,
    system_data_since="2021-04-01",
    answer_headers=(("x-ms-keyvault-service-version", SERVICE_VERSION),),
)


@dataclass(frozen=True, slots=True)
class KeyVaults:
    """Created, changed, put into deleted state and recovered through ARM."""

    vaults: Vaults
    policies: AccessPolicies
    installation: Installation
    type: ResourceType = _VAULTS

    async def put(self, desired: Desired, current: Resource | None, turn: Turn) -> Settled:
        self._check_tenant(desired)
        if current is not None:
            return await self._update(desired, turn)
        check_name(desired.name)
        if str(desired.properties.get("createMode", "")).lower() == "recover":
            return await self._recover(desired, turn)
        return await self._create(desired, turn)

    async def delete(self, current: Resource, turn: Turn) -> None:
        """Into deleted state, with what ARM would need to bring it back."""
        account = await self._account(current)
        self.vaults.delete(turn.work, replace(account, properties=_snapshot(current)))

    async def show(self, resource: Resource, view: View) -> Shown:
        account = await self._account(resource)
        properties = documents.shown(
            resource,
            account,
            await self.policies.of(resource.id),
            cloud=self.installation.cloud,
            api_version=view.api_version,
            created=view.created and resource.created == resource.changed,
        )
        return Shown(properties=properties)

    async def exported(self, resource: Resource, view: View) -> JsonObject:
        """With its account and policies, without what is computed."""
        shown = (await self.show(resource, view)).properties
        return {name: value for name, value in shown.items() if name not in _COMPUTED}

    async def foresee(self, desired: Desired, resource: Resource, view: View) -> Shown:
        """The account and the policies as they will be; of a new vault only what it stores."""
        previous = await self.vaults.find(desired.name)
        if previous is None or previous.resource_id.lower() != resource.key:
            return Shown(properties=resource.properties)
        policies: Sequence[AccessPolicy] = await self.policies.of(resource.id)
        if desired.given.get("accessPolicies") is not None:
            given = desired.given["accessPolicies"]
            read = documents.policies_of(given, self.installation.tenant_id)
            policies = [*read, *_added_again(policies, read, resource, view)]
        properties = documents.shown(
            resource,
            _changed(previous, desired),
            policies,
            cloud=self.installation.cloud,
            api_version=view.api_version,
            created=False,
        )
        return Shown(properties=properties)

    async def _create(self, desired: Desired, turn: Turn) -> Settled:
        if not await self.vaults.name_is_free(desired.name):
            raise vault_name_in_use(desired.name)
        given = desired.properties
        documents.flag(given, "enableSoftDelete")  # false is said and not done, as in Azure today
        rbac = documents.flag(given, "enableRbacAuthorization")
        retention = documents.number(given, "softDeleteRetentionInDays")
        account = self.vaults.create(
            turn.work,
            desired.name,
            resource_id=desired.id,
            location=desired.location or "",
            tenant_id=self.installation.tenant_id,
            retention_days=90 if retention is None else retention,
            purge_protection=_purge_protection(given),
            rbac=desired.api_version[:10] >= documents.RBAC_BY_DEFAULT if rbac is None else rbac,
        )
        kept = documents.kept(given)
        self.vaults.save(turn.work, _flagged(account, kept))
        policies = given.get("accessPolicies")
        self._put_policies(desired, turn, [] if policies is None else policies)
        return Settled(properties=kept)

    async def _update(self, desired: Desired, turn: Turn) -> Settled:
        previous = await self.vaults.find(desired.name)
        if previous is None:
            raise Conflict("ConflictError", f"The vault '{desired.name}' is being changed.")
        given, kept = desired.given, documents.kept(desired.properties)
        account = _changed(previous, desired)
        self.vaults.save(turn.work, account, previous=previous)
        if given.get("accessPolicies") is not None:
            self._put_policies(desired, turn, given["accessPolicies"])
        return Settled(properties=kept)

    async def _recover(self, desired: Desired, turn: Turn) -> Settled:
        ended = await self.vaults.deleted(desired.name)
        if ended is None:
            if not await self.vaults.name_is_free(desired.name):
                raise vault_name_in_use(desired.name)
            raise NotFound(
                "DeletedVaultNotFound",
                f"The specified deleted vault '{desired.name}' does not exist.",
            )
        if ended.resource_id.lower() != desired.key:
            raise BadRequest(
                "BadRequest",
                f"The deleted vault '{ended.name}' can be recovered only where it was: "
                f"'{ended.resource_id}'.",
            )
        self.vaults.recover(turn.work, ended)
        snapshot: Mapping[str, Any] = ended.properties
        properties: Mapping[str, Any] = snapshot.get("properties") or {"sku": {}}
        tags = desired.tags if desired.tags is not None else snapshot.get("tags")
        return Settled(properties=properties, tags=tags, created=ended.created)

    def _put_policies(self, desired: Desired, turn: Turn, given: Any) -> None:
        policies = documents.policies_of(given, self.installation.tenant_id)
        self.policies.put(turn.work, desired.id, policies)

    def _check_tenant(self, desired: Desired) -> None:
        tenant = desired.properties.get("tenantId")
        if desired.partial and tenant is None:
            return
        if not isinstance(tenant, str) or tenant.lower() != self.installation.tenant_id.lower():
            raise documents.invalid(
                f"The property 'tenantId' is required and names the subscription's tenant "
                f"'{self.installation.tenant_id}'.",
                "tenantId",
            )

    async def _account(self, resource: Resource) -> VaultAccount:
        account = await self.vaults.find(resource.name)
        if account is None or account.resource_id.lower() != resource.key:
            raise NotFound("VaultNotFound", f"The vault '{resource.name}' was not found.")
        return account


def _added_again(
    held: Sequence[AccessPolicy], given: Sequence[AccessPolicy], vault: Resource, view: View
) -> list[AccessPolicy]:
    """What the vault's own body takes away and ``accessPolicies/add`` beside it gives back."""
    if f"{vault.key}/accesspolicies/add" not in view.apart:
        return []
    named = {(each.object_id, each.application_id) for each in given}
    return [each for each in held if (each.object_id, each.application_id) not in named]


def _purge_protection(given: Mapping[str, Any]) -> bool:
    value = documents.flag(given, "enablePurgeProtection")
    if value is False:
        raise documents.invalid(
            'The property "enablePurgeProtection" cannot be set to false. Enabling the purge '
            "protection for a vault is an irreversible action.",
            "enablePurgeProtection",
        )
    return value is True


def _changed(previous: VaultAccount, desired: Desired) -> VaultAccount:
    """An account as a body wants it; what that does not say stays."""
    given = desired.given
    retention = documents.number(given, "softDeleteRetentionInDays")
    rbac = documents.flag(given, "enableRbacAuthorization")
    return replace(
        _flagged(previous, documents.kept(desired.properties)),
        retention_days=previous.retention_days if retention is None else retention,
        purge_protection=_purge_protection(given) or previous.purge_protection,
        rbac=previous.rbac if rbac is None else rbac,
    )


def _flagged(account: VaultAccount, kept: Mapping[str, Any]) -> VaultAccount:
    return replace(
        account,
        enabled_for_deployment=documents.flag(kept, "enabledForDeployment") or False,
        enabled_for_disk_encryption=documents.flag(kept, "enabledForDiskEncryption") or False,
        enabled_for_template_deployment=documents.flag(kept, "enabledForTemplateDeployment")
        or False,
    )


def _snapshot(resource: Resource) -> dict[str, object]:
    return {"tags": resource.tags, "properties": dict(resource.properties)}
