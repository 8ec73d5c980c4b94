"""A tree of management groups for the tests of what is in it."""

from typing import Any, Final

from tests.providers.rbac import enroll
from tests.providers.stand import SUBSCRIPTION, TENANT, Reply, Stand

TYPE: Final = "Microsoft.Management/managementGroups"
GROUPS: Final = f"/providers/{TYPE}"
ROOT: Final = f"{GROUPS}/{TENANT}"
TOP: Final = f"{GROUPS}/Top"
TEAM: Final = f"{GROUPS}/team"
NEW: Final[dict[str, Any]] = {"query": "api-version=2023-04-01"}


def below(parent: str, *, name: str | None = None) -> dict[str, Any]:
    """The body of a PUT."""
    properties: dict[str, Any] = {"details": {"parent": {"id": parent}}}
    return {"properties": properties if name is None else {"displayName": name, **properties}}


def expanded(text: str) -> dict[str, str]:
    return {"query": f"api-version=2023-04-01&{text}"}


async def move(stand: Stand, group: str) -> Reply:
    """Put the subscription into a group."""
    return await stand.put(f"{group}/subscriptions/{SUBSCRIPTION}", None, **NEW)


async def with_tree(stand: Stand) -> Stand:
    """``Top`` in the root group, ``team`` in it; the directory knows the stranger."""
    await enroll(stand)
    for path, body in ((TOP, {}), (TEAM, below(TOP, name="The team"))):
        assert (await stand.put(path, body, **NEW)).status == 200
    return stand
