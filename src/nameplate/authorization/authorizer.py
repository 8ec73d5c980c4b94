"""The one decision of the house: every access check asks it, and every answer has its reason.

Vaults with access policies decide by those; control-plane actions are the owners' for now.
"""

from collections.abc import Container
from typing import Final

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import AccessPolicy
from nameplate.authorization.decision import Allowed, Decision, Denied
from nameplate.authorization.learning import Learning
from nameplate.authorization.permissions import Permission
from nameplate.core.epoch import ChangeEpoch, EpochCache
from nameplate.core.principal import Principal, PrincipalType
from nameplate.core.resource_id import ResourceId

_OWNER: Final = Allowed("an owner of the subscription", "owner")


class Authorizer:
    """Decides. ``owners`` holds the object ids that own the subscription."""

    def __init__(
        self,
        policies: AccessPolicies,
        epoch: ChangeEpoch,
        *,
        learning: Learning,
        owners: Container[str],
    ) -> None:
        self._policies = policies
        self._learning = learning
        self._owners = owners
        self._decided: EpochCache[tuple[str | None, ...], Decision] = EpochCache(epoch)

    async def decide_vault(
        self, principal: Principal, permission: Permission, vault_id: ResourceId | str
    ) -> Decision:
        """Whether the principal has a permission at a vault, by the vault's access policies."""
        # All that the decision rests on beside the policies, and only strings: a dataclass as a key
        # would be hashed field by field at every request.
        key = (
            str(vault_id).lower(),
            permission.text,
            principal.object_id,
            principal.app_id,
            principal.tenant_id,
            principal.type,
        )
        decision = self._decided.get(key)
        if decision is None:
            seen = self._decided.epoch
            policies = await self._policies.of(str(vault_id))
            decision = decide(principal, permission, str(vault_id), policies)
            self._decided.put(key, decision, seen=seen)
        return self._learning.observe(principal.object_id, permission, str(vault_id), decision)

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Decision:
        """Whether the principal may do a control-plane action at a scope."""
        if principal.object_id in self._owners:
            return _OWNER
        return Denied(
            f"{describe(principal)} has no role assignment that allows {action} at {scope}",
            action,
            grantable=False,
        )

    async def decide_data_action(self, principal: Principal, action: str, scope: str) -> Decision:
        """Whether the principal may do a data action: no role gives one yet, not even Owner."""
        return Denied(
            f"{describe(principal)} has no role assignment that allows {action} at {scope}",
            action,
            grantable=False,
        )


def decide(
    principal: Principal,
    permission: Permission,
    vault_id: str,
    policies: tuple[AccessPolicy, ...],
) -> Decision:
    """The decision itself: a pure function of the policies."""
    own = [
        policy
        for policy in policies
        if policy.object_id == principal.object_id
        and policy.tenant_id == principal.tenant_id.lower()
    ]
    for policy in own:
        if policy.gives(permission) and _applies(policy, principal):
            return Allowed(f"access policy gives {permission}", f"access policy of {vault_id}")
    if any(policy.gives(permission) for policy in own):
        return Denied(
            f"{describe(principal)} has {permission} on {vault_id} only on behalf of a user "
            "through the application that the access policy names",
            permission,
        )
    lacks = f"lacks {permission} in its access policy on" if own else "is in no access policy of"
    return Denied(f"{describe(principal)} {lacks} {vault_id} ({permission} needed)", permission)


def describe(principal: Principal) -> str:
    """A principal as a reason names it: its display name and object id."""
    return f"'{principal.display_name}' ({principal.object_id})"


def _applies(policy: AccessPolicy, principal: Principal) -> bool:
    # A compound identity is a user who comes through one application: the platform's tokens of an
    # application alone never satisfy it (App Service's Key Vault references fail in the same way).
    if policy.application_id is None:
        return True
    return principal.type is PrincipalType.USER and principal.app_id == policy.application_id
