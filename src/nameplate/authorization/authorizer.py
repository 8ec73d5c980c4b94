"""The one decision of the house: every access check asks it, and every answer has its reason.

Vaults with access policies decide by those; everything else by Azure RBAC's role assignments.
"""

import re
from collections.abc import Collection, Container
from dataclasses import replace
from itertools import chain
from typing import Final

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import AccessPolicy
from nameplate.authorization.decision import Allowed, Decision, Denied, Looked, describe
from nameplate.authorization.learning import Learning, NeededAction
from nameplate.authorization.memberships import NO_GROUPS, Memberships
from nameplate.authorization.permissions import Permission
from nameplate.authorization.role_decision import Wanted, decide_by_roles
from nameplate.authorization.role_definition import RolePermissions
from nameplate.authorization.role_scopes import above, covers, scope_key
from nameplate.authorization.roles import Held, Roles
from nameplate.core.epoch import ChangeEpoch, EpochCache
from nameplate.core.principal import Principal, PrincipalType
from nameplate.core.resource_id import ResourceId

_OWNER: Final = Allowed("the operator of the installation", "owner")
_EVERYTHING: Final = RolePermissions(actions=("*",))
_OPERATORS_ONLY: Final = ("nameplate.", "microsoft.directory/")
"""Actions on the installation itself and on its directory: no role's ``*`` means them."""
_MEMBERS_READ: Final = re.compile(
    r"microsoft\.directory/[\w/]+/(?:standard|members)/read", re.IGNORECASE
)
_MEMBER: Final = Allowed("a person of the tenant may read its directory", "member of the tenant")


class Authorizer:
    """Decides. ``owners`` holds the object ids of the installation's operators.

    An operator may do every action on resources, whatever roles it has: nobody locks the owner of
    the home out. Data is another matter: there it needs a policy or a role like anybody. What a
    group was given its members have, also through other groups (``memberships``).
    """

    def __init__(
        self,
        policies: AccessPolicies,
        roles: Roles,
        epoch: ChangeEpoch,
        *,
        learning: Learning,
        owners: Container[str],
        memberships: Memberships = NO_GROUPS,
    ) -> None:
        self._policies = policies
        self._roles = roles
        self._learning = learning
        self._owners = owners
        self._memberships = memberships
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
            groups = await self._memberships.groups_of(principal.object_id)
            decision = decide(principal, permission, str(vault_id), policies, groups=groups)
            self._decided.put(key, decision, seen=seen)
        return self._learning.observe(principal.object_id, permission, str(vault_id), decision)

    async def look_at_vault(
        self, principal: Principal, permission: Permission, vault_id: str
    ) -> Decision:
        """What would be decided now, for who explains it: nobody uses it, so nobody learns."""
        policies = await self._policies.of(vault_id)
        groups = await self._memberships.groups_of(principal.object_id)
        return decide(principal, permission, vault_id, policies, groups=groups)

    async def look_at_action(
        self, principal: Principal, action: str, scope: str, *, data: bool
    ) -> Decision:
        """The same for an action that roles give."""
        decision = await self._by_roles(principal, Wanted(action, scope, data=data))
        owner = principal.object_id in self._owners and not data
        return _OWNER if owner and not decision else decision

    async def held_by(self, principal: Principal) -> Held:
        """A principal's assignments with their roles, those of its groups among them."""
        return await self._held(principal)

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Decision:
        """Whether the principal may do a control-plane action at a scope."""
        owner = principal.object_id in self._owners
        if action.lower().startswith(_OPERATORS_ONLY):
            return _OWNER if owner else _of_the_directory(principal, action)
        decision = await self._by_roles(principal, Wanted(action, scope, data=False))
        if owner and not decision:
            return _OWNER
        needed = NeededAction(scope, action, data=False)
        return self._learning.observe_action(principal.object_id, needed, decision)

    async def holds_within(self, principal: Principal, scope: str) -> bool:
        """Whether the principal has any role at a scope or below: then it may know that it is."""
        if principal.object_id in self._owners:
            return True
        held = await self._held(principal)
        key, tenant_id = scope_key(scope), principal.tenant_id
        hierarchy = await self._roles.hierarchy()
        return any(
            covers(key, given.scope_key, tenant_id=tenant_id, hierarchy=hierarchy)
            for given, _ in held
        )

    async def permissions_at(self, principal: Principal, scope: str) -> tuple[RolePermissions, ...]:
        """What the principal's roles give at a scope; an operator, who needs none, every action."""
        hierarchy = await self._roles.hierarchy()
        at = above(scope, tenant_id=principal.tenant_id, hierarchy=hierarchy)
        found = [
            each
            for assignment, role in await self._held(principal)
            if assignment.scope_key in at
            for each in role.permissions
        ]
        operator = (_EVERYTHING,) if principal.object_id in self._owners else ()
        return tuple(dict.fromkeys((*operator, *found)))

    async def scopes_giving(
        self, principal: Principal, action: str, *, subscription: str
    ) -> tuple[str, ...] | None:
        """The keys of the scopes at and below which it may do an action; ``None``: everywhere.

        What holds above a subscription holds in all of it.
        """
        if principal.object_id in self._owners:
            return None
        hierarchy = await self._roles.hierarchy()
        inner, tenant_id = scope_key(subscription), principal.tenant_id
        keys = [
            given.scope_key
            for given, role in await self._held(principal)
            if role.giving(action, data=False)
        ]
        if any(covers(key, inner, tenant_id=tenant_id, hierarchy=hierarchy) for key in keys):
            return (inner,)
        return tuple(dict.fromkeys(keys))

    async def decide_data_action(self, principal: Principal, action: str, scope: str) -> Decision:
        """Whether the principal may do a data action: Owner is no role that gives one."""
        decision = await self._by_roles(principal, Wanted(action, scope, data=True))
        needed = NeededAction(scope, action, data=True)
        return self._learning.observe_action(principal.object_id, needed, decision)

    async def _by_roles(self, principal: Principal, wanted: Wanted) -> Decision:
        key = (
            wanted.scope.lower(),
            wanted.action,
            "data" if wanted.data else "",
            principal.object_id,
            principal.display_name,
            principal.tenant_id,
        )
        decision = self._decided.get(key)
        if decision is None:
            seen = self._decided.epoch
            held = await self._held(principal)
            hierarchy = await self._roles.hierarchy()
            decision = decide_by_roles(principal, wanted, held, hierarchy=hierarchy)
            self._decided.put(key, decision, seen=seen)
        return decision

    async def _held(self, principal: Principal) -> Held:
        """A principal's own assignments, then those of the groups that it is in."""
        groups = await self._memberships.groups_of(principal.object_id)
        holders = (principal.object_id, *groups)
        return tuple([each for one in holders for each in await self._roles.held(one)])


def decide(
    principal: Principal,
    permission: Permission,
    vault_id: str,
    policies: tuple[AccessPolicy, ...],
    *,
    groups: Collection[str] = (),
) -> Decision:
    """The decision itself: a pure function of the policies and of the principal's groups."""
    holders = {principal.object_id, *groups}
    own = [
        policy
        for policy in policies
        if policy.object_id in holders and policy.tenant_id == principal.tenant_id.lower()
    ]
    looked = []
    for policy in own:
        gives, applies = policy.gives(permission), _applies(policy, principal)
        looked.append(_looked(policy, vault_id, _verdict(gives=gives, applies=applies)))
        if gives and applies:
            found = (*looked[:-1], replace(looked[-1], decides=True))
            reason = f"access policy gives {permission}"
            return Allowed(reason, f"access policy of {vault_id}", looked=found)
    if any(policy.gives(permission) for policy in own):
        return Denied(
            f"{describe(principal)} has {permission} on {vault_id} only on behalf of a user "
            "through the application that the access policy names",
            permission,
            looked=tuple(looked),
        )
    lacks = f"lacks {permission} in its access policy on" if own else "is in no access policy of"
    reason = f"{describe(principal)} {lacks} {vault_id} ({permission} needed)"
    plain = (each for each in own if each.object_id == principal.object_id)
    held = [each.names(permission.kind) for each in plain if each.application_id is None]
    return Denied(reason, permission, looked=tuple(looked), held=tuple(chain.from_iterable(held)))


def _verdict(*, gives: bool, applies: bool) -> str:
    if gives:
        return "gives it" if applies else "gives it only through the application that it names"
    return "does not give it"


def _looked(policy: AccessPolicy, vault_id: str, verdict: str) -> Looked:
    gives = "; ".join(
        f"{kind} {' '.join(names)}" for kind, names in policy.permissions.items() if names
    )
    return Looked("accessPolicy", policy.object_id, vault_id, gives or "nothing", verdict)


def _of_the_directory(principal: Principal, action: str) -> Decision:
    """As in Entra a person may look up whom to give something; an application may not."""
    if principal.type is PrincipalType.USER and _MEMBERS_READ.fullmatch(action):
        return _MEMBER
    return _not_an_operator(principal, action)


def _not_an_operator(principal: Principal, action: str) -> Denied:
    return Denied(
        f"{describe(principal)} is no operator of this installation, and {action} is for those",
        action,
        grantable=False,
    )


def _applies(policy: AccessPolicy, principal: Principal) -> bool:
    # A compound identity is a user who comes through one application: the platform's tokens of an
    # application alone never satisfy it (App Service's Key Vault references fail in the same way).
    if policy.application_id is None:
        return True
    return principal.type is PrincipalType.USER and principal.app_id == policy.application_id
