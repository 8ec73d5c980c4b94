"""The layers that a value comes from: ``nameplate.toml``, ``NAMEPLATE_*``, flags.

Each layer refuses what it does not know, naming the file or variable and what is accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nameplate.config.catalogue import (
    BY_NAME,
    BY_VARIABLE,
    HOME_VARIABLE,
    MASTER_KEY_VARIABLE,
    VARIABLE_PREFIX,
    Setting,
)
from nameplate.config.errors import ConfigurationError


@dataclass(frozen=True, slots=True)
class Given:
    """A value that a layer gave, and the place to look when it is wrong."""

    setting: Setting
    value: Any
    origin: str


def from_file(path: Path) -> list[Given]:
    """Read ``nameplate.toml``; a missing file gives nothing."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationError(f"cannot read {path}: {problem}.") from None
    import tomllib  # noqa: PLC0415 - most homes have no such file

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise ConfigurationError(f"{path} is not TOML: {problem}.") from None
    return [
        _read(_known(key, BY_NAME, f"in {path}"), value, f"{path} ({key})")
        for key, value in document.items()
    ]


def from_environment(environment: Mapping[str, str]) -> list[Given]:
    """Read the ``NAMEPLATE_*`` variables."""
    others = (HOME_VARIABLE, MASTER_KEY_VARIABLE)
    return [
        _read(_known(name, BY_VARIABLE, "in the environment"), value, name)
        for name, value in sorted(environment.items())
        if name.startswith(VARIABLE_PREFIX) and name not in others
    ]


def from_flags(flags: Mapping[str, Any]) -> list[Given]:
    """Read flags by setting name; ``None`` is one that was not given."""
    return [
        _read(BY_NAME[name], value, BY_NAME[name].flag)
        for name, value in flags.items()
        if value is not None
    ]


def _known(name: str, table: Mapping[str, Setting], where: str) -> Setting:
    setting = table.get(name)
    if setting is not None:
        return setting
    from difflib import get_close_matches  # noqa: PLC0415 - only to be helpful

    near = get_close_matches(name, table, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(table)}."
    raise ConfigurationError(f"{name} {where} is not a setting: {hint}")


def _read(setting: Setting, raw: Any, origin: str) -> Given:
    try:
        return Given(setting, setting.kind.read(raw), origin)
    except (ValueError, TypeError):
        shown = repr(raw)[:80]
        raise ConfigurationError(f"{origin} is {shown}: it takes {setting.kind.accepts}.") from None
