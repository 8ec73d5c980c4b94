"""What of a body nobody should see: secure values, and what is secret by its type."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from nameplate.core.secret_value import SecretValue
from nameplate.resource_manager.deployments.what_if.differences import MASK, masked
from nameplate.resource_manager.locations import normal
from nameplate.template.secrets import Concealed

_ALL: Final = "*"
_OPEN: Final = frozenset(("name", "type"))
_LONG_ENOUGH: Final = 4
"""Shorter secrets are masked only where they are all of a text: as a part they say nothing."""


def hidden(body: Mapping[str, Any], paths: Sequence[str]) -> dict[str, Any]:
    """A body whose protected properties are hidden; names of settings may be seen."""
    properties = body.get("properties")
    if not paths or not isinstance(properties, Mapping):
        return dict(body)
    for path in paths:
        properties = _hidden(properties, path.split("."))
    return {**body, "properties": properties}


def _hidden(value: Any, path: Sequence[str]) -> Any:
    if not isinstance(value, Mapping):
        return value
    name, *rest = path
    if name == _ALL:
        return {each: _concealed(held) for each, held in value.items()}
    if name not in value:
        return value
    return {**value, name: _hidden(value[name], rest) if rest else _concealed(value[name])}


def _concealed(value: Any) -> Any:
    if isinstance(value, SecretValue) or value is None:
        return value
    if isinstance(value, Mapping):
        return {
            name: each if name in _OPEN and isinstance(each, str) else _concealed(each)
            for name, each in value.items()
        }
    return [_concealed(each) for each in value] if isinstance(value, list) else Concealed(value)


def secrets_in(value: Any) -> Iterator[Any]:
    """Every hidden value, open."""
    if isinstance(value, SecretValue):
        yield value.reveal()
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from secrets_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from secrets_in(each)


def masking(secrets: Sequence[Any]) -> Callable[[Any], Any]:
    """Shows a value: hidden leaves are masked, and texts that a secret is in."""
    whole = {each for each in secrets if isinstance(each, str) and each}
    parts = tuple(each for each in whole if len(each) >= _LONG_ENOUGH)

    def show(value: Any) -> Any:
        return _shown(masked(value))

    def _shown(value: Any) -> Any:
        if isinstance(value, str):
            secret = value in whole or any(part in value for part in parts)
            return MASK if secret else value
        if isinstance(value, Mapping):
            return {name: _shown(each) for name, each in value.items()}
        return [_shown(each) for each in value] if isinstance(value, list) else value

    return show


def laid_over(before: Any, body: Any, *, name: str = "") -> Any:
    """A document as a body would make it, where its provider cannot be asked yet."""
    if isinstance(before, Mapping) and isinstance(body, Mapping) and name != "tags":
        merged = dict(before)
        for member, value in body.items():
            held = merged.get(member)
            merged[member] = value if held is None else laid_over(held, value, name=member)
        return merged
    if name == "location" and isinstance(before, str) and isinstance(body, str):
        return before if normal(before) == normal(body) else body
    return body
