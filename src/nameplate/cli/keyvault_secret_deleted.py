"""``nameplate keyvault secret``: deleting, recovering, purging; backup and restore."""

import os
from pathlib import Path
from typing import Any, Final

from nameplate.cli import secret_shapes
from nameplate.cli.command import Command, Invocation, option
from nameplate.cli.failures import CommandFailure, usage
from nameplate.cli.vault_api import ONE_SECRET, VAULT, named_secret, open_vault


def delete(call: Invocation) -> Any:
    """Delete a secret with every version; it stays recoverable."""
    vault, named = named_secret(call)
    found = vault.send("DELETE", f"secrets/{named.path}").json()
    return {**secret_shapes.deleted(found), "kid": None, "value": None}


def list_deleted(call: Invocation) -> Any:
    """List deleted secrets."""
    return [secret_shapes.deleted(item) for item in open_vault(call).items("deletedsecrets")]


def show_deleted(call: Invocation) -> Any:
    """Show a deleted secret."""
    vault, named = named_secret(call)
    found = vault.send("GET", f"deletedsecrets/{named.path}").json()
    return {**secret_shapes.deleted(found), "kid": None, "value": None}


def recover(call: Invocation) -> Any:
    """Recover a deleted secret with every version."""
    vault, named = named_secret(call)
    found = vault.send("POST", f"deletedsecrets/{named.path}/recover").json()
    return {**secret_shapes.properties(found), "kid": None, "value": None}


def purge(call: Invocation) -> Any:
    """Remove a deleted secret for good."""
    vault, named = named_secret(call)
    vault.send("DELETE", f"deletedsecrets/{named.path}")


def backup(call: Invocation) -> Any:
    """Write a backup, which only this installation can restore."""
    vault, named = named_secret(call)
    text = vault.send("POST", f"secrets/{named.path}/backup").json()["value"]
    path = Path(call.arguments.file)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise usage(f"{path} exists already") from None
    except OSError as problem:
        raise CommandFailure(f"cannot write {path}: {problem.strerror}") from None
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def restore(call: Invocation) -> Any:
    """Restore a secret with every version from a backup."""
    path = Path(call.arguments.file)
    try:
        text = path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise usage(f"cannot read {path}: {problem}") from None
    found = open_vault(call).send("POST", "secrets/restore", {"value": text}).json()
    return {**secret_shapes.properties(found), "kid": None, "value": None}


_FILE: Final = option("--file", "-f", required=True, metavar="FILE", help="the backup's file")
_COLUMNS: Final = ("Name=name", "Deleted=deletedDate", "Purged=scheduledPurgeDate")

COMMANDS: Final = (
    Command(
        "keyvault secret delete",
        "delete a secret; it stays recoverable",
        "nameplate keyvault secret delete --vault-name contoso -n old",
        delete,
        ONE_SECRET,
        _COLUMNS,
    ),
    Command(
        "keyvault secret list-deleted",
        "list deleted secrets",
        "nameplate keyvault secret list-deleted --vault-name contoso",
        list_deleted,
        (VAULT,),
        _COLUMNS,
    ),
    Command(
        "keyvault secret show-deleted",
        "show a deleted secret",
        "nameplate keyvault secret show-deleted --vault-name contoso -n old",
        show_deleted,
        ONE_SECRET,
        _COLUMNS,
    ),
    Command(
        "keyvault secret recover",
        "recover a deleted secret",
        "nameplate keyvault secret recover --vault-name contoso -n old",
        recover,
        ONE_SECRET,
        ("Name=name", "Id=id"),
    ),
    Command(
        "keyvault secret purge",
        "remove a deleted secret for good",
        "nameplate keyvault secret purge --vault-name contoso -n old",
        purge,
        ONE_SECRET,
    ),
    Command(
        "keyvault secret backup",
        "write a secret with every version to a file",
        "nameplate keyvault secret backup --vault-name contoso -n db-password --file db.backup",
        backup,
        (*ONE_SECRET, _FILE),
    ),
    Command(
        "keyvault secret restore",
        "restore a secret from a backup",
        "nameplate keyvault secret restore --vault-name contoso --file db.backup",
        restore,
        (VAULT, _FILE),
        ("Name=name", "Id=id"),
    ),
)
