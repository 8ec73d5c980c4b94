"""The refusals of Key Vault, in its own codes and words (``reference/protocols.md`` D.2).

Texts are those of recordings or of messages quoted in public, unless a comment says otherwise.
"""

from typing import Final

from nameplate.core.errors import BadRequest, Conflict, Forbidden, MethodNotAllowed, NotFound

_NOT_FOUND_HELP: Final = (
    "If you recently deleted this secret you may be able to recover it using the correct recovery "
    "command. For help resolving this issue, please see "
    "https://go.microsoft.com/fwlink/?linkid=2125182"
)


def secret_not_found(name: str, version: str | None = None) -> NotFound:
    """No such live secret, or no such version of it."""
    what = f"{name}/{version}" if version else name
    return NotFound(
        "SecretNotFound",
        f"A secret with (name/id) {what} was not found in this key vault. {_NOT_FOUND_HELP}",
    )


def deleted_secret_not_found(name: str) -> NotFound:
    """No such deleted secret."""
    return NotFound("SecretNotFound", f"Deleted Secret not found: {name}")


def deleted_but_recoverable(name: str) -> Conflict:
    """The name is held by a deleted secret."""
    return Conflict(
        "Conflict",
        f"Secret {name} is currently in a deleted but recoverable state, and its name cannot be "
        "reused; in this state, the secret can only be recovered or purged.",
        inner_code="ObjectIsDeletedButRecoverable",
    )


def being_deleted() -> Conflict:
    """The deletion is not finished: only with ``deletion_seconds``."""
    return Conflict(
        "Conflict", "Secret is currently being deleted.", inner_code="ObjectIsBeingDeleted"
    )


def restore_conflict(name: str) -> Conflict:
    """The name that a backup would restore is taken."""
    # Recorded as 409 Conflict without an inner code; the wording is ours (it changed over time).
    return Conflict("Conflict", f"There was a conflict restoring the secret '{name}': it exists.")


def secret_disabled() -> Forbidden:
    """The version is disabled, so that its value cannot be read."""
    return Forbidden(
        "Forbidden",
        "Operation get is not allowed on a disabled secret.",
        inner_code="SecretDisabled",
    )


def secret_exists(name: str) -> BadRequest:
    """Recover or purge of a secret that is not deleted (400 despite the code)."""
    return BadRequest(
        "MethodNotAllowed",
        f"Secret exists already: {name}",
        inner_code="RequestNotAllowedOnNonDeletedObject",
    )


def managed_by_key_vault(operation: str) -> Forbidden:
    """The secret backs a certificate: it is changed through that."""
    return Forbidden(
        "Forbidden",
        f'Operation "{operation}" is not allowed as this object\'s lifetime is managed by '
        "Key Vault.",
        inner_code="SecretManagedByKeyVault",
    )


def purge_protected(vault_name: str, location: str) -> Forbidden:
    """The vault keeps what is deleted until its retention has passed."""
    return Forbidden(
        "Forbidden",
        'Operation "purge" is not allowed because purge protection is enabled for this vault. '
        "Key Vault service will automatically purge it after the retention period has passed.\r\n"
        f"Vault: {vault_name};location={location}",
    )


def malformed_backup() -> BadRequest:
    """What was sent to restore is no backup of this platform (the code has spaces)."""
    # The code is recorded; the wording is ours.
    return BadRequest(
        "Malformed backup blob",
        "The backup blob is malformed, or was made by another installation or subscription.",
    )


def backup_too_large(name: str) -> BadRequest:
    """The secret has more versions, or larger ones, than a backup holds."""
    # Key Vault documents the limit of 500 versions; the wording is ours.
    return bad_parameter(
        f"The secret {name} has too many or too large versions to be backed up: at most 500 "
        "versions, one megabyte in all."
    )


def bad_parameter(message: str) -> BadRequest:
    """Something that was sent does not hold."""
    return BadRequest("BadParameter", message)


def method_not_allowed(method: str) -> MethodNotAllowed:
    """The path does not know the verb."""
    return MethodNotAllowed("MethodNotAllowed", f"HTTP {method} not allowed")


def path_not_found(path: str) -> NotFound:
    """Nothing is served there."""
    # Our own words: of a vault, this platform serves secrets.
    return NotFound(
        "ResourceNotFound",
        f"Nothing is served at '{path[:200]}'. This vault serves /secrets and /deletedsecrets.",
    )


def vault_not_found(name: str) -> NotFound:
    """No live vault of that name. In Azure its host name would not resolve."""
    return NotFound(
        "VaultNotFound",
        f"There is no vault '{name}' here. Create it with: nameplate keyvault create --name {name}",
    )


def vault_deleted(name: str) -> NotFound:
    """The vault is in deleted state: it can be recovered or purged."""
    return NotFound(
        "VaultNotFound",
        f"The vault '{name}' is in deleted state. "
        f"Recover it with: nameplate keyvault recover --name {name}",
    )


def vault_name_in_use(name: str) -> Conflict:
    """The name belongs to another vault, live or deleted (ARM's words)."""
    return Conflict(
        "VaultAlreadyExists",
        f"The vault name '{name}' is already in use. Vault names are globally unique so it is "
        "possible that the name is already taken. If you are sure that the vault name was not "
        "taken then it is possible that a vault with the same name was recently deleted but not "
        "purged after being placed in a recoverable state. If the vault is in a recoverable state "
        "then the vault will need to be purged before reusing the name. For more information about "
        "VaultAlreadyExists, soft delete and purging a vault follow this link "
        "https://go.microsoft.com/fwlink/?linkid=2147740.",
    )


def key_exists(name: str) -> Conflict:
    """Two made a key of one name at once."""
    return Conflict("Conflict", f"The key {name} was made by somebody else in between.")
