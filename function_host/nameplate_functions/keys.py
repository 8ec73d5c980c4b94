"""The app's keys: one master key, host keys, and keys of single functions.

They are made once, kept in files of the app's own data folder (0600), and compared in constant
time. Files have the shape of the real host's secrets, so that a person can put their own there.
"""

import hmac
import json
import os
import secrets
from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from nameplate_functions.failures import AppProblem

FOLDER: Final = "Secrets"
_DEFAULT: Final = "default"


class AuthLevel(IntEnum):
    """What a caller has shown to be; a higher one includes the lower."""

    ANONYMOUS = 0
    FUNCTION = 1
    ADMIN = 2


def auth_level(text: str) -> AuthLevel:
    """The level that a trigger asks for. Raises ``AppProblem``."""
    try:
        return AuthLevel[text.strip().upper() or "FUNCTION"]
    except KeyError:
        raise AppProblem(f"authorization level '{text}' is not known") from None


class Keys:
    """All keys of an app."""

    def __init__(
        self, master: str, host: Mapping[str, str], functions: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.master = master
        self.host = dict(host)
        self.functions = {name.lower(): dict(keys) for name, keys in functions.items()}

    def level(self, key: str | None, function: str | None) -> AuthLevel:
        """What a key proves, at a function or at the host."""
        if not key:
            return AuthLevel.ANONYMOUS
        if _same(key, self.master):
            return AuthLevel.ADMIN
        allowed = list(self.host.values())
        if function is not None:
            allowed += self.functions.get(function.lower(), {}).values()
        matches = [_same(key, each) for each in allowed]
        return AuthLevel.FUNCTION if any(matches) else AuthLevel.ANONYMOUS


def _same(given: str, kept: str) -> bool:
    return hmac.compare_digest(given.encode(), kept.encode())


def open_keys(data: Path, functions: Iterable[str]) -> Keys:
    """Read an app's keys; make those that are not there yet. Raises ``AppProblem``."""
    folder = data / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        host = _open(folder / "host.json", _new_host)
        each = {name: _open(folder / f"{name.lower()}.json", _new_function) for name in functions}
        return Keys(
            str(host["masterKey"]["value"]),
            _named(host["functionKeys"]),
            {name: _named(document["keys"]) for name, document in each.items()},
        )
    except OSError as problem:
        raise AppProblem(f"keys cannot be kept in {folder}: {problem.strerror}") from None
    except (KeyError, TypeError, ValueError) as problem:
        raise AppProblem(f"a file of keys in {folder} cannot be read: {problem!r}") from None


def _named(keys: list[dict[str, Any]]) -> dict[str, str]:
    return {str(each["name"]): str(each["value"]) for each in keys if each["value"]}


def _open(path: Path, make: Any) -> Any:
    """A file's document. Whoever makes it first has made it for all."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        pass
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(make(), file, indent=2)
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    return json.loads(path.read_text("utf-8"))


def _key(name: str) -> dict[str, Any]:
    return {"name": name, "value": secrets.token_urlsafe(40), "encrypted": False}


def _new_host() -> dict[str, Any]:
    return {"masterKey": _key("master"), "functionKeys": [_key(_DEFAULT)]}


def _new_function() -> dict[str, Any]:
    return {"keys": [_key(_DEFAULT)]}
