"""The identity block of a resource: ``identity: {type, userAssignedIdentities}``.

The directory is the one that knows who has which identity; nothing of the block is stored beside
it. Facts are those of ``protocols.md`` F.3 and ``wire.md`` 24.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.core.errors import BadRequest
from nameplate.core.resource_id import ResourceId
from nameplate.directory.directory import Directory
from nameplate.directory.records import IdentityAssignment
from nameplate.resource_manager.provider import Desired, Turn

ASSIGN: Final = "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"
USER_ASSIGNED: Final = "microsoft.managedidentity/userassignedidentities"

_SYSTEM: Final = "SystemAssigned"
_USER: Final = "UserAssigned"
_NONE: Final = "None"
_TYPES: Final = {each.lower(): each for each in (_SYSTEM, _USER, _NONE)}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A block, read: which kinds it wants, and the user-assigned ids to add and to take away."""

    kinds: frozenset[str]
    added: tuple[str, ...]
    removed: frozenset[str]


class Identities:
    """Gives a resource the identities that its body asks for, and shows those that it has."""

    def __init__(self, directory: Directory, tenant_id: str) -> None:
        self._directory = directory
        self._tenant_id = tenant_id

    def linked(self, desired: Desired) -> Sequence[tuple[str, str]]:
        """Who assigns an identity needs a right on that identity."""
        block = _read(desired.identity)
        return [(ASSIGN, each) for each in block.added] if block else ()

    async def settle(
        self, desired: Desired, turn: Turn, *, name: str | None = None
    ) -> Sequence[str]:
        """Make it so; returns the keys of the identities that must be there at the commit.

        ``name`` is what the directory calls the resource's own identity. No block leaves
        everything as it is; enabling again what was removed makes a new principal.
        """
        block = _read(desired.identity)
        held = await self._directory.assignment(desired.id)
        if block is None:
            return ()
        kinds = block.kinds or _kinds(held)
        users = await self._users(desired, block, held, turn) if _USER in kinds else ()
        system = held.system_assigned if held else None
        if _SYSTEM in kinds and system is None:
            system = self._directory.create_managed_identity(
                turn.work, display_name=name or desired.name, resource_id=desired.id
            ).object_id
        elif _SYSTEM not in kinds and system is not None:
            await self._directory.delete_service_principal(turn.work, system)
            system = None
        self._directory.assign(turn.work, IdentityAssignment(desired.id, system, users))
        return tuple(each.lower() for each in users)

    async def show(self, resource_id: str) -> dict[str, Any] | None:
        """The block as an answer has it; ``None`` when there is no identity."""
        held = await self._directory.assignment(resource_id)
        if held is None:
            return None
        kinds = [each for each in (_SYSTEM, _USER) if each in _kinds(held)]
        block: dict[str, Any] = {"type": ", ".join(kinds)}
        if held.system_assigned is not None:
            block["tenantId"] = self._tenant_id
            block["principalId"] = held.system_assigned
        if held.user_assigned:
            block["userAssignedIdentities"] = {
                spelled(each): await self._described(each) for each in held.user_assigned
            }
        return block if kinds else None

    async def foresee(self, desired: Desired) -> dict[str, Any] | None:
        """The block that ``show`` will have; a principal that is yet to be made has no id."""
        block = _read(desired.identity)
        held = await self._directory.assignment(desired.id)
        now = await self.show(desired.id) or {}
        if block is None:
            return now or None
        kinds = block.kinds or _kinds(held)
        found: dict[str, Any] = {
            "type": ", ".join(each for each in (_SYSTEM, _USER) if each in kinds)
        }
        if _SYSTEM in kinds:
            found["tenantId"] = self._tenant_id
            if "principalId" in now:
                found["principalId"] = now["principalId"]
        if _USER in kinds:
            found["userAssignedIdentities"] = {
                spelled(each): await self._described(each) for each in block.added
            }
        return found if found["type"] else None

    async def end(self, resource_id: str, turn: Turn) -> None:
        """The resource goes: its own identity ends, its bindings too."""
        held = await self._directory.assignment(resource_id)
        if held is not None and held.system_assigned is not None:
            await self._directory.delete_service_principal(turn.work, held.system_assigned)
        self._directory.unassign(turn.work, resource_id)
        self._directory.unbind_all(turn.work, resource_id)

    async def _described(self, identity_id: str) -> dict[str, str]:
        principal = await self._directory.service_principal_of_resource(identity_id)
        if principal is None:
            return {}
        return {"principalId": principal.object_id, "clientId": principal.app_id}

    async def _users(
        self, desired: Desired, block: _Wanted, held: IdentityAssignment | None, turn: Turn
    ) -> tuple[str, ...]:
        kept = held.user_assigned if held and desired.partial else ()
        wanted = {each.lower(): each for each in kept if each.lower() not in block.removed}
        for each in block.added:
            found = await turn.find(each.lower())
            if found is None:
                raise _not_found(desired.id, each)
            wanted[found.key] = found.id
        if not wanted:
            raise BadRequest(
                "MissingIdentityIds",
                "The identity ids must not be null or empty for 'UserAssigned' identity type.",
                target="identity",
            )
        return tuple(wanted.values())


def spelled(identity_id: str) -> str:
    """The id of a user-assigned identity as Azure writes it: the group's segment in lower case."""
    return identity_id.replace("/resourceGroups/", "/resourcegroups/", 1)


def _kinds(held: IdentityAssignment | None) -> frozenset[str]:
    if held is None:
        return frozenset()
    system = (_SYSTEM,) if held.system_assigned is not None else ()
    return frozenset((*system, *((_USER,) if held.user_assigned else ())))


def _read(block: Mapping[str, Any] | None) -> _Wanted | None:
    if block is None:
        return None
    given = {key.lower(): value for key, value in block.items()}
    users = given.get("userassignedidentities")
    if users is None:
        users = {}
    if not isinstance(users, dict) or not all(
        each is None or isinstance(each, dict) for each in users.values()
    ):
        raise _invalid("'identity.userAssignedIdentities' is an object of id: {}.")
    for each in users:
        if ResourceId.parse(each).type.lower() != USER_ASSIGNED:
            raise _invalid(f"'{each[:300]}' is not the id of a user-assigned identity.")
    return _Wanted(
        kinds=_parsed_type(given.get("type")),
        added=tuple(each for each, value in users.items() if value is not None),
        removed=frozenset(each.lower() for each, value in users.items() if value is None),
    )


def _parsed_type(text: Any) -> frozenset[str]:
    if text is None:
        return frozenset()
    parts = [part.strip().lower() for part in text.split(",")] if isinstance(text, str) else [""]
    kinds = frozenset(_TYPES.get(part, "") for part in parts)
    if "" in kinds or (_NONE in kinds and len(kinds) > 1):
        raise _invalid(
            f"the identity type '{str(text)[:100]}' is not one of None, SystemAssigned, "
            "UserAssigned and 'SystemAssigned, UserAssigned'."
        )
    return kinds


def _invalid(reason: str) -> BadRequest:
    return BadRequest(
        "InvalidRequestContent",
        f"The request content was invalid and could not be deserialized: {reason}",
        target="identity",
    )


def _not_found(resource_id: str, identity_id: str) -> BadRequest:
    return BadRequest(
        "FailedIdentityOperation",
        f"Identity operation for resource '{resource_id}' failed with error 'Failed to perform "
        f"resource identity operation. Status: 'BadRequest'. Response: 'Resource "
        f"'{identity_id[:300]}' was not found.''.",
        target="identity",
    )
