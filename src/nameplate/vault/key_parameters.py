"""What a body says of a new key: kind, size or curve, operations, attributes, tags.

REST reference "Create Key"; ARM's ``vaults/keys`` has the same members. Keys in hardware are
refused: there is none here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nameplate.crypto.key_pairs import CURVES, RSA_BITS
from nameplate.vault.errors import bad_parameter
from nameplate.vault.parameters import change_of, check_window

RSA: Final = "RSA"
EC: Final = "EC"
_OPERATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    RSA: ("encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"),
    EC: ("sign", "verify"),
}
_KNOWN: Final = frozenset((*_OPERATIONS[RSA], "import", "release"))


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is wanted."""

    kind: str
    size: int | None
    """Bits, of an RSA key."""
    curve: str | None
    operations: tuple[str, ...]
    tags: Mapping[str, str] | None
    enabled: bool
    not_before: int | None
    expires: int | None


def new_key(document: Mapping[str, Any]) -> NewKey:
    """Read ``kty``, ``keySize``, ``curveName``, ``keyOps``, ``attributes`` and ``tags``."""
    kind = _kind(document.get("kty"))
    change = change_of(document)
    check_window(change.not_before, change.expires)
    return NewKey(
        kind=kind,
        size=_size(document.get("keySize")) if kind == RSA else None,
        curve=_curve(document.get("curveName")) if kind == EC else None,
        operations=_operations(document.get("keyOps"), kind),
        tags=change.tags,
        enabled=change.enabled is not False,
        not_before=change.not_before,
        expires=change.expires,
    )


def _kind(given: object) -> str:
    text = given.upper() if isinstance(given, str) else ""
    if text.endswith("-HSM"):
        raise bad_parameter(
            f"The key type '{given}' is not served: there is no hardware security module here. "
            f"Use {RSA} or {EC}."
        )
    if text not in (RSA, EC):
        raise bad_parameter(f"Property kty has invalid value: it must be {RSA} or {EC}.")
    return text


def _size(given: object) -> int:
    if given is None:
        return RSA_BITS[0]
    if not isinstance(given, int) or given not in RSA_BITS:
        raise bad_parameter(f"Property keySize has invalid value: it must be one of {RSA_BITS}.")
    return given


def _curve(given: object) -> str:
    if given is None:
        return "P-256"
    if not isinstance(given, str) or given not in CURVES:
        known = ", ".join(CURVES)
        raise bad_parameter(f"Property curveName has invalid value: it must be one of {known}.")
    return given


def _operations(given: object, kind: str) -> tuple[str, ...]:
    if given is None:
        return _OPERATIONS[kind]
    if not isinstance(given, list) or not all(each in _KNOWN for each in given):
        raise bad_parameter(
            f"Property keyOps has invalid value: it must be a list of {', '.join(sorted(_KNOWN))}."
        )
    return tuple(given)
