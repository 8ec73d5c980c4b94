"""``nameplate webapp identity``: an app's managed identities.

As az does it, the whole site is read and put back with another ``identity``. An app that runs
finds the change at its next start (DESIGN 1).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from nameplate.cli.command import GROUP, NAME, Command, Invocation, option
from nameplate.cli.control_plane import SITES
from nameplate.cli.failures import usage
from nameplate.cli.scm import SLOT, site_of

SYSTEM: Final = "[system]"


def identity_block(
    held: Mapping[str, Any] | None, add: Sequence[str], remove: Sequence[str]
) -> dict[str, Any]:
    """The ``identity`` that results: what is held, with some added and some removed.

    ``[system]`` stands for the system-assigned one; an empty ``add`` means it. Ids are compared
    without regard to case; those that stay keep their spelling.
    """
    held = held or {}
    system = "systemassigned" in str(held.get("type", "")).lower()
    users = {key.lower(): key for key in held.get("userAssignedIdentities") or {}}
    wanted = [] if remove else list(add) or [SYSTEM]
    system = system or SYSTEM in wanted
    users |= {_user_id(one).lower(): one for one in wanted if one != SYSTEM}
    if SYSTEM in remove:
        system = False
    for gone in remove:
        if gone != SYSTEM and users.pop(_user_id(gone).lower(), None) is None:
            raise usage(f"the app does not have the identity {gone}")
    kinds = ["SystemAssigned"] * system + ["UserAssigned"] * bool(users)
    block: dict[str, Any] = {"type": ", ".join(kinds) or "None"}
    if users:
        block["userAssignedIdentities"] = {key: {} for key in users.values()}
    return block


def _user_id(text: str) -> str:
    if not text.startswith("/"):
        raise usage(f"an identity is {SYSTEM} or the ARM id of a user-assigned one, not '{text}'")
    return text


def assign(call: Invocation) -> Any:
    """Switch identities on; prints the identity block."""
    app = _app(call)
    block = identity_block(app.get("identity"), call.arguments.identities or [], [])
    return _put(call, app, block)


def remove(call: Invocation) -> Any:
    """Switch identities off; the system-assigned one's tokens end at once."""
    app = _app(call)
    gone = call.arguments.identities or [SYSTEM]
    return _put(call, app, identity_block(app.get("identity"), [], gone))


def show(call: Invocation) -> Any:
    """Show the identity block; nothing when there is none."""
    found = _app(call).get("identity")
    return _shown(found) if found else None


def _app(call: Invocation) -> dict[str, Any]:
    return site_of(call)


def _put(call: Invocation, app: Mapping[str, Any], block: Mapping[str, Any]) -> Any:
    changed = call.plane.put(app["id"], SITES.api_version, {**app, "identity": block})
    return _shown(changed.get("identity") or {"type": "None"})


def _shown(identity: Mapping[str, Any]) -> dict[str, Any]:
    names = ("principalId", "tenantId", "type", "userAssignedIdentities")
    return {name: identity.get(name) for name in names}


_IDENTITIES = option(
    "--identities",
    nargs="+",
    metavar="IDENTITY",
    help=f"{SYSTEM} (the default) or ARM ids of user-assigned identities",
)
_COLUMNS: Final = ("Type=type", "PrincipalId=principalId", "TenantId=tenantId")

COMMANDS: Final = (
    Command(
        "webapp identity assign",
        "switch on an app's managed identity",
        "nameplate webapp identity assign -n web1",
        assign,
        (NAME, GROUP, SLOT, _IDENTITIES),
        _COLUMNS,
    ),
    Command(
        "webapp identity remove",
        "switch off an app's managed identity",
        "nameplate webapp identity remove -n web1",
        remove,
        (NAME, GROUP, SLOT, _IDENTITIES),
        _COLUMNS,
    ),
    Command(
        "webapp identity show",
        "show an app's managed identity",
        "nameplate webapp identity show -n web1 --query principalId -o tsv",
        show,
        (NAME, GROUP, SLOT),
        _COLUMNS,
    ),
)
