"""Azure's built-in roles: their real ids, names and actions, from ``built_in_roles.json``.

The file holds facts of Azure's published role definitions, one role a line; descriptions are our
own words. It has the roles that apps, identities and vaults and their neighbours meet.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import orjson

from nameplate.authorization.role_definition import RoleDefinition, RolePermissions

OWNER: Final = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
CREATED: Final = 1422914109.880642
"""2015-02-02T21:55:09Z, when the first of them came to be."""


@cache
def built_in_roles() -> Mapping[str, RoleDefinition]:
    """Every built-in role by its id; read once."""
    rows = orjson.loads(Path(__file__).with_suffix(".json").read_bytes())
    return MappingProxyType({row["id"]: _role(row) for row in rows})


def _role(row: Mapping[str, Any]) -> RoleDefinition:
    return RoleDefinition(
        id=row["id"],
        name=row["name"],
        description=row["description"],
        built_in=True,
        permissions=tuple(_permissions(each) for each in row["permissions"]),
        created=CREATED,
        updated=CREATED,
    )


def _permissions(row: Mapping[str, Any]) -> RolePermissions:
    return RolePermissions(
        actions=tuple(row.get("actions", ())),
        not_actions=tuple(row.get("notActions", ())),
        data_actions=tuple(row.get("dataActions", ())),
        not_data_actions=tuple(row.get("notDataActions", ())),
        condition=row.get("condition"),
        condition_version=row.get("conditionVersion"),
    )
