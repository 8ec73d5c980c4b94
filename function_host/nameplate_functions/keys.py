"""The app's keys: one master key, host keys, and keys of single functions.

They are made once, kept in files of the app's own data folder (0600), and compared in constant
time. Files have the shape of the real host's secrets, so that a person can put their own there.
"""

import contextlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any, Final

from nameplate_functions.failures import AppProblem

FOLDER: Final = "Secrets"
MASTER: Final = "_master"
"""What the master key is called among the system's keys."""
_DEFAULT: Final = "default"
_HOST: Final = "host"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,126}")
_VALUE: Final = re.compile(r"[\x21-\x7e]{1,1024}")


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
        self,
        master: str,
        host: Mapping[str, str],
        functions: Mapping[str, Mapping[str, str]],
        *,
        folder: Path | None = None,
    ) -> None:
        """``folder``: where their files are; without one changes are not kept."""
        self._folder = folder
        self.master = master
        self.host = dict(host)
        self.functions = {name.lower(): dict(keys) for name, keys in functions.items()}

    def of(self, function: str | None) -> Mapping[str, str]:
        """The keys of a function, or the host's own."""
        return self._of(function)

    def put(self, function: str | None, name: str, value: str | None) -> str:
        """Make a key or change one; its value, a new one where none is given.

        Raises ``ValueError`` for names and values that no key has, ``OSError`` when it cannot be
        kept.
        """
        if not _NAME.fullmatch(name):
            raise ValueError("a key's name is letters, digits, - and _")
        chosen = _checked(value)
        changed = {**self._of(function), name: chosen}
        self._keep(function, changed)
        self._of(function)[name] = chosen
        return chosen

    def remove(self, function: str | None, name: str) -> bool:
        """Remove a key; whether it was there."""
        held = self._of(function)
        if name not in held:
            return False
        self._keep(function, {each: held[each] for each in held if each != name})
        del held[name]
        return True

    def change_master(self, value: str | None) -> str:
        """Change the master key; its value. Raises as ``put``."""
        chosen = _checked(value)
        self._keep(None, self.host, master=chosen)
        self.master = chosen
        return chosen

    def _of(self, function: str | None) -> dict[str, str]:
        return self.host if function is None else self.functions.setdefault(function.lower(), {})

    def _keep(self, function: str | None, keys: Mapping[str, str], *, master: str = "") -> None:
        """Write a file anew; a reader sees the old one or the new one."""
        if self._folder is None:
            return
        listed = [_kept(name, value) for name, value in keys.items()]
        if function is None:
            document = {"masterKey": _kept("master", master or self.master), "functionKeys": listed}
        else:
            document = {"keys": listed}
        path = self._folder / f"{(function or _HOST).lower()}.json"
        partial = _written(path, document)
        try:
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

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
        host = _open(folder / f"{_HOST}.json", _new_host)
        each = {name: _open(folder / f"{name.lower()}.json", _new_function) for name in functions}
        return Keys(
            str(host["masterKey"]["value"]),
            _named(host["functionKeys"]),
            {name: _named(document["keys"]) for name, document in each.items()},
            folder=folder,
        )
    except OSError as problem:
        raise AppProblem(f"keys cannot be kept in {folder}: {problem.strerror}") from None
    except (KeyError, TypeError, ValueError) as problem:
        raise AppProblem(f"a file of keys in {folder} cannot be read: {problem!r}") from None


def _named(keys: list[dict[str, Any]]) -> dict[str, str]:
    return {str(each["name"]): str(each["value"]) for each in keys if each["value"]}


def _open(path: Path, make: Any) -> Any:
    """A file's document. Whoever makes it first has made it for all."""
    with contextlib.suppress(FileNotFoundError):
        return json.loads(path.read_text("utf-8"))
    partial = _written(path, make())
    try:
        path.hardlink_to(partial)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    return json.loads(path.read_text("utf-8"))


def _written(path: Path, document: Any) -> Path:
    """A new file beside another, not yet in its place."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2)
    return partial


def _checked(value: str | None) -> str:
    if not value:
        return _fresh()
    if not _VALUE.fullmatch(value):
        raise ValueError("a key's value is 1 to 1024 visible ASCII characters")
    return value


def _fresh() -> str:
    return secrets.token_urlsafe(40)


def _kept(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value, "encrypted": False}


def _key(name: str) -> dict[str, Any]:
    return _kept(name, _fresh())


def _new_host() -> dict[str, Any]:
    return {"masterKey": _key("master"), "functionKeys": [_key(_DEFAULT)]}


def _new_function() -> dict[str, Any]:
    return {"keys": [_key(_DEFAULT)]}
