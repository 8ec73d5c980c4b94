"""Roles, assignments and scopes for the tests of this room."""

from itertools import count
from typing import Final

from hypothesis import strategies as st

from nameplate.authorization.built_in_roles import built_in_roles
from nameplate.authorization.role_assignment import RoleAssignment
from nameplate.authorization.role_definition import RoleDefinition, RolePermissions
from tests.authorization.policies import TENANT, person

SUBSCRIPTION: Final = "/subscriptions/22222222-2222-2222-2222-222222222222"
GROUP: Final = f"{SUBSCRIPTION}/resourceGroups/Local"
VAULT: Final = f"{GROUP}/providers/Microsoft.KeyVault/vaults/Contoso"
SECRET: Final = f"{VAULT}/secrets/db"
ROOT_GROUP: Final = f"/providers/Microsoft.Management/managementGroups/{TENANT}"

GET_SECRET: Final = "Microsoft.KeyVault/vaults/secrets/getSecret/action"
READ_METADATA: Final = "Microsoft.KeyVault/vaults/secrets/readMetadata/action"
SET_SECRET: Final = "Microsoft.KeyVault/vaults/secrets/setSecret/action"

_numbers = count(1)


def built_in(name: str) -> RoleDefinition:
    """A built-in role by its name."""
    return next(each for each in built_in_roles().values() if each.name == name)


def role(*permissions: RolePermissions, name: str = "Custom") -> RoleDefinition:
    """A custom role."""
    return RoleDefinition(
        id=f"aaaaaaaa-0000-0000-0000-{next(_numbers):012d}", name=name, permissions=permissions
    )


def assigned(
    definition: RoleDefinition, scope: str, *, condition: str | None = None
) -> tuple[RoleAssignment, RoleDefinition]:
    """A role given to ``person()`` at a scope."""
    name = f"bbbbbbbb-0000-0000-0000-{next(_numbers):012d}"
    given = RoleAssignment(
        name=name,
        scope=scope,
        role_id=definition.id,
        principal_id=person().object_id,
        principal_type="ServicePrincipal",
        condition=condition,
    )
    return given, definition


_SEGMENTS: Final = (
    "Microsoft.A",
    "Microsoft.B",
    "things",
    "parts",
    "read",
    "write",
    "go",
    "action",
)

actions: Final = st.lists(st.sampled_from(_SEGMENTS), min_size=2, max_size=4).map("/".join)
patterns: Final = st.one_of(
    st.just("*"),
    actions,
    st.lists(st.sampled_from((*_SEGMENTS, "*")), min_size=1, max_size=4).map("/".join),
)
some_patterns: Final = st.lists(patterns, max_size=3).map(tuple)
permissions: Final = st.builds(
    RolePermissions,
    actions=some_patterns,
    not_actions=some_patterns,
    data_actions=some_patterns,
    not_data_actions=some_patterns,
)
roles: Final = st.lists(permissions, min_size=1, max_size=2).map(lambda each: role(*each))
scopes: Final = st.sampled_from(
    (
        *("/", ROOT_GROUP, SUBSCRIPTION, GROUP, VAULT, SECRET),
        *(GROUP.upper(), f"{GROUP}2", f"{VAULT}x", f"{VAULT}/keys/db"),
        "/subscriptions/33333333-2222-2222-2222-222222222222",
        "/providers/Microsoft.Management/managementGroups/other",
    )
)
