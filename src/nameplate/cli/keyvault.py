"""``nameplate keyvault``: vaults, live and deleted."""

from typing import Any, Final

from nameplate.cli.command import GROUP, LOCATION, NAME, TAGS, Argument, Command, Invocation, option
from nameplate.cli.control_plane import VAULTS, ControlPlane, pairs, with_group
from nameplate.cli.failures import CommandFailure, ServiceFailure, absent

KINDS: Final = ("keys", "secrets", "certificates", "storage")
_EVERY_PERMISSION: Final = {kind: ["all"] for kind in KINDS}
_RETENTION: Final = 90


def find_vault(call: Invocation) -> dict[str, Any]:
    """The vault that ``-n`` and ``-g`` name, as ARM has it."""
    arguments = call.arguments
    found: dict[str, Any] = call.plane.find(
        VAULTS, arguments.name, arguments.resource_group, call.settings.default_group
    )
    return found


def create(call: Invocation) -> Any:
    """Create a vault; an access-policy vault gives the caller every permission."""
    arguments, plane = call.arguments, call.plane
    resource = plane.id_of(VAULTS, call.group, arguments.name)
    if _exists(plane, resource):
        raise CommandFailure(f"(VaultAlreadyExists) the vault '{arguments.name}' already exists")
    rbac = arguments.enable_rbac_authorization == "true"
    body: dict[str, Any] = {
        "location": call.location,
        "tags": pairs(arguments.tags),
        "properties": {
            "tenantId": call.connection.installation.tenant_id,
            "sku": {"family": "A", "name": "standard"},
            "accessPolicies": [] if rbac or arguments.no_self_perms else [_own_policy(call)],
            "enableRbacAuthorization": rbac,
            "enableSoftDelete": True,
            "softDeleteRetentionInDays": arguments.retention_days,
        },
    }
    if arguments.enable_purge_protection == "true":
        body["properties"]["enablePurgeProtection"] = True
    body["properties"] |= _uses(call)
    return with_group(plane.put_in_group(resource, VAULTS.api_version, body, call.location))


def update(call: Invocation) -> Any:
    """Change who may use a vault and how; what is not given stays as it is."""
    arguments = call.arguments
    given: dict[str, Any] = _uses(call)
    if arguments.enable_rbac_authorization is not None:
        given["enableRbacAuthorization"] = arguments.enable_rbac_authorization == "true"
    if arguments.enable_purge_protection is not None:
        given["enablePurgeProtection"] = arguments.enable_purge_protection == "true"
    resource = find_vault(call)["id"]
    reply = call.plane.send("PATCH", resource, VAULTS.api_version, {"properties": given})
    return with_group(reply.json())


def _uses(call: Invocation) -> dict[str, bool]:
    """Which services of Azure's may read the vault; of these only deployments are served here."""
    given = {member: getattr(call.arguments, word) for word, (member, _) in _USES.items()}
    return {member: value == "true" for member, value in given.items() if value is not None}


def _exists(plane: ControlPlane, resource: str) -> bool:
    try:
        plane.get(resource, VAULTS.api_version)
    except ServiceFailure as failure:
        if failure.http_status != 404:
            raise
        return False
    return True


def _own_policy(call: Invocation) -> dict[str, Any]:
    installation = call.connection.installation
    return {
        "tenantId": installation.tenant_id,
        "objectId": installation.operator_id,
        "permissions": _EVERY_PERMISSION,
    }


def show(call: Invocation) -> Any:
    """Show a vault, with its policies."""
    return with_group(find_vault(call))


def list_all(call: Invocation) -> Any:
    """List vaults, of a group or all."""
    names = ("id", "location", "name", "tags", "type", "resourceGroup")
    found = (with_group(one) for one in call.plane.all_of(VAULTS, call.arguments.resource_group))
    return [{name: vault.get(name) for name in names} for vault in found]


def delete(call: Invocation) -> Any:
    """Delete a vault; it can be recovered until its retention ends."""
    call.plane.delete(find_vault(call)["id"], VAULTS.api_version)


def list_deleted(call: Invocation) -> Any:
    """List deleted vaults."""
    scope = f"{call.plane.subscription}/providers/Microsoft.KeyVault/deletedVaults"
    return list(call.plane.items(scope, VAULTS.api_version))


def _deleted(call: Invocation) -> dict[str, Any]:
    name = call.arguments.name
    for vault in list_deleted(call):
        if vault["name"].lower() == name.lower():
            found: dict[str, Any] = vault
            return found
    raise absent(f"(DeletedVaultNotFound) there is no deleted vault named '{name}'")


def purge(call: Invocation) -> Any:
    """Remove a deleted vault for good, with all its secrets."""
    call.plane.send("POST", f"{_deleted(call)['id']}/purge", VAULTS.api_version)


def recover(call: Invocation) -> Any:
    """Recover a deleted vault as it was."""
    properties = _deleted(call)["properties"]
    body = {
        "location": properties["location"],
        "properties": {
            "createMode": "recover",
            "tenantId": call.connection.installation.tenant_id,
            "sku": {"family": "A", "name": "standard"},
            "accessPolicies": [],
        },
    }
    return with_group(call.plane.put(properties["vaultId"], VAULTS.api_version, body))


_COLUMNS: Final = (
    "Name=name",
    "Location=location",
    "Group=resourceGroup",
    "Uri=properties.vaultUri",
)
_SWITCH: Final = ("true", "false")
_USES: Final = {
    "enabled_for_template_deployment": (
        "enabledForTemplateDeployment",
        "let deployments read secrets for their parameters",
    ),
    "enabled_for_deployment": ("enabledForDeployment", "kept, as for virtual machines"),
    "enabled_for_disk_encryption": ("enabledForDiskEncryption", "kept, as for disk encryption"),
}


def _switch(name: str, text: str, default: str | None = None) -> Argument:
    return option(name, choices=_SWITCH, default=default, nargs="?", const="true", help=text)


_USE_OPTIONS: Final = tuple(
    _switch(f"--{word.replace('_', '-')}", text) for word, (_, text) in _USES.items()
)
_RBAC: Final = ("--enable-rbac-authorization", "let role assignments decide, no access policies")
_PURGE: Final = ("--enable-purge-protection", "refuse purging before retention ends")

COMMANDS: Final = (
    Command(
        "keyvault create",
        "create a vault, with every permission for you",
        "nameplate keyvault create -n contoso",
        create,
        (
            NAME,
            GROUP,
            LOCATION,
            TAGS,
            option("--no-self-perms", action="store_true", help="give yourself no permission"),
            _switch(*_RBAC, "false"),
            _switch(*_PURGE, "false"),
            *_USE_OPTIONS,
            option(
                "--retention-days",
                type=int,
                default=_RETENTION,
                metavar="DAYS",
                help="how long what is deleted can be recovered (7 to 90)",
            ),
        ),
        _COLUMNS,
    ),
    Command(
        "keyvault update",
        "change who may use a vault and how",
        "nameplate keyvault update -n contoso --enabled-for-template-deployment true",
        update,
        (NAME, GROUP, _switch(*_RBAC), _switch(*_PURGE), *_USE_OPTIONS),
        _COLUMNS,
    ),
    Command(
        "keyvault list",
        "list vaults",
        "nameplate keyvault list -o table",
        list_all,
        (GROUP,),
        ("Name=name", "Location=location", "Group=resourceGroup"),
    ),
    Command(
        "keyvault show",
        "show a vault",
        "nameplate keyvault show -n contoso",
        show,
        (NAME, GROUP),
        _COLUMNS,
    ),
    Command(
        "keyvault delete",
        "delete a vault; it stays recoverable",
        "nameplate keyvault delete -n contoso",
        delete,
        (NAME, GROUP),
    ),
    Command(
        "keyvault list-deleted",
        "list deleted vaults",
        "nameplate keyvault list-deleted",
        list_deleted,
        (),
        ("Name=name", "Location=properties.location", "Purged=properties.scheduledPurgeDate"),
    ),
    Command(
        "keyvault recover",
        "recover a deleted vault",
        "nameplate keyvault recover -n contoso",
        recover,
        (NAME, GROUP, LOCATION),
        _COLUMNS,
    ),
    Command(
        "keyvault purge",
        "remove a deleted vault for good",
        "nameplate keyvault purge -n contoso",
        purge,
        (NAME, LOCATION),
    ),
)
