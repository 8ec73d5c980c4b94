"""Template and parameter files: their text as it was written, and the little that is read of it.

The server reads templates; a text goes to it as it stands, so that what it says of lines is true of
the file. Here only the declared parameters are read, to type ``KEY=VALUE`` and to ask for what is
missing. A text that cannot be read here declares nothing: the server says what is wrong with it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nameplate.cli.failures import usage

_STRING: Final = r'"(?:[^"\\]|\\.)*"'
_COMMENT: Final = re.compile(rf"({_STRING})|//[^\r\n]*|/\*.*?\*/", re.DOTALL)
_LAST_COMMA: Final = re.compile(rf"({_STRING})|,(?=\s*[}}\]])", re.DOTALL)
_SINGLE: Final = r"'(?:[^'\\]|\\.)*'"
_BRACKET: Final = re.compile(
    rf"{_STRING}|{_SINGLE}|//[^\r\n]*|/\*.*?\*/|([{{\[])|([}}\]])", re.DOTALL
)
_DEFINITIONS: Final = "#/definitions/"
_REFERENCES: Final = 16


@dataclass(frozen=True, slots=True)
class Declared:
    """A parameter as a template declares it."""

    name: str
    type: str
    """In lower case: ``string``, ``securestring``, ``int``, ``bool``, ``object`` ..."""
    required: bool
    allowed: tuple[Any, ...] = ()
    description: str = ""

    @property
    def secure(self) -> bool:
        """Whether its value is a secret."""
        return self.type.startswith("secure")


def read_text(path: Path, what: str) -> str:
    """The text of a file, whatever its byte order mark says."""
    try:
        data = path.read_bytes()
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        return data.decode("utf-16" if wide else "utf-8-sig")
    except OSError as problem:
        raise usage(f"cannot read the {what} {path}: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise usage(f"the {what} {path} is not valid UTF-8") from None


def read_relaxed(text: str) -> Any:
    """JSON with comments, trailing commas and raw line ends in strings. Raises ``ValueError``."""
    plain = _LAST_COMMA.sub(_kept, _COMMENT.sub(_kept, text))
    try:
        return json.loads(plain, strict=False)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _kept(found: re.Match[str]) -> str:
    return found[1] or " "


def unclosed_line(text: str) -> int | None:
    """The line of a bracket that is never closed: what follows such a text would go astray."""
    opened: list[int] = []
    for found in _BRACKET.finditer(text):
        if found[1]:
            opened.append(found.start())
        elif found[2] and opened:
            opened.pop()
    return text.count("\n", 0, opened[-1]) + 1 if opened else None


def declared_parameters(text: str) -> dict[str, Declared] | None:
    """What a template declares, by name in lower case; ``None`` where that cannot be read here."""
    try:
        document = read_relaxed(text)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    found, definitions = document.get("parameters") or {}, document.get("definitions") or {}
    if not isinstance(found, dict) or not isinstance(definitions, dict):
        return None
    return {
        name.lower(): _declared(name, one, definitions)
        for name, one in found.items()
        if isinstance(one, dict)
    }


def schema_of(text: str) -> str:
    """A template's ``$schema``, in lower case; empty where that cannot be read here."""
    try:
        document = read_relaxed(text)
    except ValueError:
        return ""
    return str(document.get("$schema", "")).lower() if isinstance(document, dict) else ""


def _declared(name: str, given: Mapping[str, Any], definitions: Mapping[str, Any]) -> Declared:
    one = _resolved(given, definitions)
    metadata = one.get("metadata")
    allowed = one.get("allowedValues")
    return Declared(
        name=name,
        type=str(one.get("type", "")).lower(),
        required="defaultValue" not in one and one.get("nullable") is not True,
        allowed=tuple(allowed) if isinstance(allowed, list) else (),
        description=str(metadata.get("description", "")) if isinstance(metadata, dict) else "",
    )


def _resolved(given: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """A declaration with the types that it refers to put in."""
    found = dict(given)
    for _ in range(_REFERENCES):
        reference = found.pop("$ref", None)
        if not isinstance(reference, str) or not reference.startswith(_DEFINITIONS):
            break
        meant = definitions.get(reference.removeprefix(_DEFINITIONS))
        found = {**(meant if isinstance(meant, dict) else {}), **found}
    return found
