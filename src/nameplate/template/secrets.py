"""Secrets in values: hidden where they stand, and hidden in everything computed from them.

A secure parameter's value is ``Concealed`` leaf by leaf, so that an object's shape stays usable. A
function that only moves values (``createObject``, ``union``, ``if``...) leaves the leaves hidden
where they are; every other one sees the open values and its whole result is hidden again. Null and
emptiness are not secrets.
"""

from typing import Any

from nameplate.core.secret_value import REDACTED, SecretValue


class Concealed(SecretValue):
    """A hidden string, number or boolean."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        super().__init__(value if isinstance(value, str) else str(value))
        self._value = value

    def reveal(self) -> Any:
        return self._value


def conceal(value: Any) -> Any:
    """The same value with each leaf hidden."""
    if isinstance(value, SecretValue) or value is None:
        return value
    if isinstance(value, dict):
        return {name: conceal(held) for name, held in value.items()}
    if isinstance(value, list):
        return [conceal(held) for held in value]
    return Concealed(value)


def reveal(value: Any) -> Any:
    """The same value with every leaf open: what is sent to a resource provider."""
    if isinstance(value, SecretValue):
        return value.reveal()
    if isinstance(value, dict):
        return {name: reveal(held) for name, held in value.items()}
    if isinstance(value, list):
        return [reveal(held) for held in value]
    return value


def redact(value: Any, mask: Any = REDACTED) -> Any:
    """The same value with a mask for each hidden leaf: what may be seen."""
    if isinstance(value, SecretValue):
        return mask
    if isinstance(value, dict):
        return {name: redact(held, mask) for name, held in value.items()}
    if isinstance(value, list):
        return [redact(held, mask) for held in value]
    return value


def conceals(value: Any) -> bool:
    """Whether anything in a value is hidden."""
    if isinstance(value, SecretValue):
        return True
    if isinstance(value, dict):
        return any(conceals(held) for held in value.values())
    if isinstance(value, list):
        return any(conceals(held) for held in value)
    return False
