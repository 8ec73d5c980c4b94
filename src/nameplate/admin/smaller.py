"""The smaller grants of one identity: commands and a template that leave it what it used."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from nameplate.admin.remedies import Whom, role_grant
from nameplate.authorization.least_role import NeededRoles
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.core.resource_id import ResourceId
from nameplate.grants.policies import Permissions, arm_resources, az_commands
from nameplate.grants.templates import deploy_command, template

_NO_REMOVAL: Final = "A template gives; it takes no role away: the commands do."


class Smaller:
    """Collects them, grant by grant."""

    def __init__(self, whom: Whom) -> None:
        self._whom = whom
        self._az: list[str] = []
        self._ours: list[str] = []
        self._resources: dict[str, list[Any]] = {}
        self._notes: list[str] = []

    def policy(
        self,
        vault_id: str,
        used: Mapping[str, Sequence[str]],
        *,
        held: Mapping[str, Sequence[str]],
    ) -> None:
        """The policy at a vault: the permissions that were used, kind by kind, and no other."""
        by_id = f"--object-id {self._whom.literal.value}"
        kept = {kind: tuple(names) for kind, names in used.items() if names}
        vault = ResourceId.parse(vault_id).name
        if kept:
            # A kind that is named without permissions is taken away.
            given = Permissions(vault_id, {kind: tuple(names) for kind, names in used.items()})
            line = " ".join(az_commands((given,), self._whom.literal).split())
            self._line(line, by_id, self._whom.words(by_id))
            entry, verb = Permissions(vault_id, kept), "replace"
        else:
            line = f"az keyvault delete-policy -n {shlex.quote(vault)} {by_id}"
            self._line(line, by_id, self._whom.words(by_id))
            whole = {kind: tuple(names) for kind, names in held.items() if names}
            entry, verb = Permissions(vault_id, whole), "remove"
        (resource,) = arm_resources((entry,), self._whom.named)
        self._add(vault_id, {**resource, "name": f"{vault}/{verb}"})

    def role(self, assignment: RoleAssignment, enough: Iterable[NeededRoles]) -> None:
        """Smaller roles where they are needed, instead of the one that there is."""
        for needed in enough:
            grant = role_grant(self._whom, needed)
            self._az += grant["az"].splitlines()
            self._ours += grant["nameplate"].splitlines()
            for resource in grant["template"]["resources"]:
                self._add(needed.scope, resource)
        self._line(f"az role assignment delete --ids {shlex.quote(assignment.id)}")
        if _NO_REMOVAL not in self._notes:
            self._notes.append(_NO_REMOVAL)

    def told(self) -> dict[str, Any] | None:
        """All of it; ``None`` when what is granted is what is used."""
        if not self._az:
            return None
        return {
            "az": "\n".join(self._az),
            "nameplate": "\n".join(self._ours),
            "templates": [
                {"template": template(resources, scope), "deploy": deploy_command(scope)}
                for scope, resources in self._resources.items()
            ],
            "notes": self._notes,
        }

    def _line(self, az: str, by_id: str = "", words: str = "") -> None:
        self._az.append(az)
        ours = f"nameplate {az.removeprefix('az ')}"
        self._ours.append(ours.replace(by_id, words) if by_id else ours)

    def _add(self, scope: str, resource: Any) -> None:
        """A template for each group: a deployment is one group's."""
        parsed = ResourceId.parse(scope)
        key = f"/subscriptions/{parsed.subscription_id}"
        if parsed.resource_group:
            key += f"/resourceGroups/{parsed.resource_group}"
        self._resources.setdefault(key, []).append(resource)
