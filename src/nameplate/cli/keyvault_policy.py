"""``nameplate keyvault set-policy`` and ``delete-policy``: who may do what in a vault.

``set-policy`` exchanges the kinds that are given and keeps the others, as az does; it sends the
one principal's policy alone, so that two of them at once cannot undo one another.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from nameplate.cli.apps import APP, app_principal
from nameplate.cli.command import GROUP, NAME, Command, Invocation, option
from nameplate.cli.control_plane import VAULTS, with_group
from nameplate.cli.failures import absent, usage
from nameplate.cli.graph import Graph, service_principal_called
from nameplate.cli.keyvault import KINDS, find_vault


def merged_permissions(
    held: Mapping[str, Sequence[str]], given: Mapping[str, Sequence[str] | None]
) -> dict[str, list[str]]:
    """What a principal has afterwards: the kinds that are given replace, the others stay."""
    result = {kind: list(names) for kind, names in held.items()}
    for kind, names in given.items():
        if names is not None:
            result[kind] = [name.lower() for name in names]
    return {kind: names for kind, names in result.items() if names}


def set_policy(call: Invocation) -> Any:
    """Give a principal permissions on a vault; prints the vault."""
    given = {kind: getattr(call.arguments, f"{kind}_permissions") for kind in KINDS}
    if all(names is None for names in given.values()):
        raise usage("say what to allow: --secret-permissions get list, --key-permissions ...")
    object_id = _principal(call)
    vault = find_vault(call)
    held = _policy_of(vault, object_id, call.arguments.application_id)
    permissions = merged_permissions((held or {}).get("permissions") or {}, given)
    if permissions:
        _change(call, vault, "replace", _entry(call, object_id, permissions))
    elif held is not None:
        _change(call, vault, "remove", held)
    return with_group(call.plane.get(vault["id"], VAULTS.api_version))


def delete_policy(call: Invocation) -> Any:
    """Take every permission of a principal away; prints the vault."""
    object_id = _principal(call)
    vault = find_vault(call)
    held = _policy_of(vault, object_id, call.arguments.application_id)
    if held is None:
        raise absent(f"the vault '{vault['name']}' has no policy for {object_id}")
    _change(call, vault, "remove", held)
    return with_group(call.plane.get(vault["id"], VAULTS.api_version))


def _change(call: Invocation, vault: Mapping[str, Any], verb: str, policy: Any) -> None:
    resource = f"{vault['id']}/accessPolicies/{verb}"
    call.plane.put(resource, VAULTS.api_version, {"properties": {"accessPolicies": [policy]}})


def _entry(call: Invocation, object_id: str, permissions: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "tenantId": call.connection.installation.tenant_id,
        "objectId": object_id,
        "permissions": permissions,
    }
    if call.arguments.application_id:
        entry["applicationId"] = call.arguments.application_id
    return entry


def _policy_of(
    vault: Mapping[str, Any], object_id: str, application_id: str | None
) -> dict[str, Any] | None:
    wanted = (object_id.lower(), (application_id or "").lower())
    for policy in vault["properties"].get("accessPolicies") or ():
        found = (policy["objectId"].lower(), (policy.get("applicationId") or "").lower())
        if found == wanted:
            held: dict[str, Any] = policy
            return held
    return None


def _principal(call: Invocation) -> str:
    arguments = call.arguments
    ways = (arguments.app, arguments.object_id, arguments.spn, arguments.upn)
    if sum(map(bool, ways)) != 1:
        raise usage("name one principal: --app NAME, --object-id ID, --spn NAME or --upn NAME")
    if arguments.app:
        return app_principal(call, arguments.app)
    if arguments.spn:
        return _service_principal(call, arguments.spn)
    if arguments.upn:
        return _user(call, arguments.upn)
    return str(arguments.object_id)


def _service_principal(call: Invocation, name: str) -> str:
    found = service_principal_called(Graph(call.connection.api), name)
    if found is None:
        raise absent(f"no application has the id or the identifier URI '{name}'")
    return found


def _user(call: Invocation, name: str) -> str:
    found = Graph(call.connection.api).find(f"users/{quote(name, safe='')}")
    if found is None:
        raise absent(f"there is no user '{name}'")
    return str(found["id"])


def _permission_option(kind: str) -> Any:
    singular = kind.removesuffix("s") if kind != "storage" else kind
    return option(
        f"--{singular}-permissions",
        dest=f"{kind}_permissions",
        nargs="*",
        metavar="PERMISSION",
        help=f"all that it may do with {kind}: get list ... (none takes them away)",
    )


_PRINCIPAL: Final = (
    APP,
    option("--object-id", metavar="ID", help="the principal's object id"),
    option("--spn", metavar="NAME", help="an application's id (client id) or identifier URI"),
    option("--upn", metavar="NAME", help="a user's principal name"),
    option("--application-id", metavar="ID", help="only through this application"),
)
_COLUMNS: Final = ("Name=name", "Location=location", "Group=resourceGroup")

COMMANDS: Final = (
    Command(
        "keyvault set-policy",
        "give a principal permissions on a vault",
        "nameplate keyvault set-policy -n contoso --app web1 --secret-permissions get list",
        set_policy,
        (NAME, GROUP, *_PRINCIPAL, *(_permission_option(kind) for kind in KINDS)),
        _COLUMNS,
    ),
    Command(
        "keyvault delete-policy",
        "take every permission of a principal on a vault away",
        "nameplate keyvault delete-policy -n contoso --app web1",
        delete_policy,
        (NAME, GROUP, *_PRINCIPAL),
        _COLUMNS,
    ),
)
