"""The refusals of Key Vault, in its own codes and words (``reference/protocols.md`` D.2).

Texts are those of recordings unless a comment says otherwise.
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
    """No such deleted secret (read)."""
    return NotFound("SecretNotFound", f"Deleted Secret not found: {name}")


def deleted_but_recoverable(name: str) -> Conflict:
    """The name is held by a deleted secret."""
    return Conflict(
        "Conflict",
        f"Secret {name} is currently in a deleted but recoverable state, and its name cannot be "
        "reused; in this state, the secret can only be recovered or purged.",
        inner_code="ObjectIsDeletedButRecoverable",
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
    """Recover of a secret that is not deleted (400 despite the code)."""
    return BadRequest(
        "MethodNotAllowed",
        f"Secret exists already: {name}",
        inner_code="RequestNotAllowedOnNonDeletedObject",
    )


def managed_by_key_vault(name: str) -> Forbidden:
    """The secret backs a certificate: it is changed through that."""
    # The codes are recorded; the wording is ours.
    return Forbidden(
        "Forbidden",
        f"Secret {name} is managed by Key Vault: it belongs to the certificate of the same name.",
        inner_code="SecretManagedByKeyVault",
    )


def malformed_backup() -> BadRequest:
    """What was sent to restore is no backup of this platform (the code has spaces)."""
    return BadRequest("Malformed backup blob", "Backup blob contains invalid or corrupt data.")


def bad_parameter(message: str) -> BadRequest:
    """Something that was sent does not hold."""
    return BadRequest("BadParameter", message)


def method_not_allowed(method: str) -> MethodNotAllowed:
    """The path does not know the verb."""
    return MethodNotAllowed("MethodNotAllowed", f"HTTP {method} not allowed")


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
