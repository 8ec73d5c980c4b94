"""What would grant what was missing: the same in ``nameplate``'s words, in az's and as a template.

The smallest that is enough: one permission more, or the smallest built-in role at the smallest
scope at which it can be given. Nothing is taken away: a policy that is set anew names what it held.
"""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nameplate.authorization.learning import NeededAction
from nameplate.authorization.least_role import NeededRoles, needed_roles
from nameplate.core.principal import Principal, PrincipalType
from nameplate.core.resource_id import ResourceId
from nameplate.grants.identity_names import AppName, IdentityName, LiteralName, identity_of
from nameplate.grants.policies import Permissions, arm_resources, az_commands
from nameplate.grants.roles import ScopedRoles, arm_role_resources, az_role_commands
from nameplate.grants.templates import deploy_command, template


@dataclass(frozen=True, slots=True)
class Whom:
    """Who is to be granted something."""

    object_id: str
    principal_type: PrincipalType
    resource_id: str | None

    @classmethod
    def of(cls, principal: Principal) -> "Whom":
        return cls(principal.object_id, principal.type, principal.resource_id)

    @property
    def literal(self) -> LiteralName:
        """By its object id, as commands name it."""
        return LiteralName(self.object_id, self.principal_type.value)

    @property
    def named(self) -> IdentityName:
        """By its resource, as a template that is deployed again names it."""
        return identity_of(self.resource_id or "") or self.literal

    def words(self, literal: str) -> str:
        """For ``nameplate``: by the app's name where an option takes it."""
        named = self.named
        if isinstance(named, AppName) and named.slot is None:
            return f"--app {shlex.quote(named.name)}"
        return literal


def policy_grant(
    whom: Whom, vault_id: str, kind: str, names: Sequence[str], *, held: Iterable[str] = ()
) -> dict[str, Any]:
    """More permissions of one kind at a vault with access policies."""
    added = Permissions(vault_id, {kind: tuple(names)})
    whole = Permissions(vault_id, {kind: tuple(dict.fromkeys((*held, *names)))})
    az = az_commands((whole,), whom.literal).strip()
    by_id = f"--object-id {whom.literal.value}"
    return {
        "kind": "accessPolicy",
        "summary": f"{kind} {' '.join(names)} in the access policies of {added.vault}",
        "scope": vault_id,
        "role": None,
        "az": az,
        "nameplate": _ours(az, by_id, whom.words(by_id)),
        "template": template(arm_resources((added,), whom.named), vault_id),
        "deploy": deploy_command(vault_id),
    }


def role_grants(whom: Whom, scope: str, action: str, *, data: bool) -> list[dict[str, Any]]:
    """The smallest roles for an action at a scope; none when no built-in role gives it."""
    needed = needed_roles((NeededAction(scope, action, data),))
    return [role_grant(whom, each) for each in needed if each.roles]


def role_grant(whom: Whom, needed: NeededRoles) -> dict[str, Any]:
    """Roles at one scope."""
    scoped = ScopedRoles(
        needed.scope,
        needed.actions,
        needed.data_actions,
        tuple((role.id, role.name) for role in needed.roles),
    )
    lines = az_role_commands((scoped,), whom.literal).strip("\n").split("\n")
    az = "\n".join(line for line in lines if not line.startswith("#"))
    by_id = (
        f"--assignee-object-id {whom.literal.value} "
        f"--assignee-principal-type {whom.principal_type.value}"
    )
    names = ", ".join(f"'{role.name}'" for role in needed.roles)
    return {
        "kind": "roleAssignment",
        "summary": f"the role {names} at {needed.scope}",
        "scope": needed.scope,
        "role": needed.roles[0].name if needed.roles else None,
        "az": az,
        "nameplate": _ours(az, by_id, whom.words(by_id)),
        "template": template(arm_role_resources((scoped,), whom.named), needed.scope),
        "deploy": deploy_command(needed.scope),
    }


def identity_grant(site_id: str) -> dict[str, Any] | None:
    """Switch the identity of an app on; ``None`` for what is no app."""
    named = identity_of(site_id)
    if not isinstance(named, AppName):
        return None
    slot = f" -s {shlex.quote(named.slot)}" if named.slot else ""
    where = f"-n {shlex.quote(named.name)} -g {shlex.quote(named.group)}{slot}"
    return {
        "kind": "identity",
        "summary": f"the system-assigned identity of {ResourceId.parse(site_id).name}, and a "
        "restart: a process finds it when it starts",
        "scope": site_id,
        "role": None,
        "az": f"az webapp identity assign {where}",
        "nameplate": f"nameplate webapp identity assign {where}",
        "template": {"identity": {"type": "SystemAssigned"}},
        "deploy": None,
    }


def _ours(az: str, by_id: str, whom: str) -> str:
    lines = (f"nameplate {line.removeprefix('az ')}" for line in az.split("\n"))
    return "\n".join(lines).replace(by_id, whom)
