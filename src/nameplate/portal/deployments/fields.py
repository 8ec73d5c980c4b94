"""A template's parameters as fields of a form, and what was typed as their values.

Template reference, "parameters": ``type``, ``defaultValue``, ``allowedValues``, ``minLength`` and
``metadata.description`` make the field. What is left empty is left out, so that its default holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

_SECURE: Final = frozenset({"securestring", "secureobject"})
_DOCUMENTS: Final = frozenset({"object", "array", "secureobject"})
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,30}")
_MOST_CHOICES: Final = 100
"""Of more than these one is typed: a page stays small."""
_LONGEST_SHOWN: Final = 200
_LONGEST_HINT: Final = 300


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter."""

    name: str
    type: str
    required: bool
    secure: bool
    hint: str
    choices: tuple[tuple[str, str], ...]
    """Value and words; empty when anything may be typed."""

    @property
    def input(self) -> str:
        """How it is typed: ``select``, ``area``, ``password``, ``number`` or ``text``."""
        if self.choices:
            return "select"
        if self.secure:
            return "password"
        if self.type in _DOCUMENTS:
            return "area"
        return "number" if self.type == "int" else "text"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field whose text is no value of its type."""

    name: str
    problem: str


def fields_of(template: Mapping[str, Any]) -> list[Field]:
    """The fields, in the template's order."""
    declared = template.get("parameters")
    if not isinstance(declared, dict):
        return []
    return [
        _field(name, entry, template) for name, entry in declared.items() if isinstance(entry, dict)
    ]


def value_of(field: Field, text: str) -> Any:
    """What a text means. Raises ValueError with a sentence."""
    kind = field.type
    if kind in {"string", "securestring"}:
        return text
    if kind == "int":
        return _whole_number(text)
    if kind == "bool":
        if text.lower() not in {"true", "false"}:
            raise ValueError("true or false.")
        return text.lower() == "true"
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"JSON: {error.msg} (line {error.lineno}).") from None
    if kind == "array" and not isinstance(value, list):
        raise ValueError("A JSON array.")
    if kind in {"object", "secureobject"} and not isinstance(value, dict):
        raise ValueError("A JSON object.")
    return value


def _whole_number(text: str) -> int:
    """A number that JSON's readers take: of at most 64 bits. Raises ValueError."""
    if not _INTEGER.fullmatch(text.strip()):
        raise ValueError("A whole number.")
    value = int(text)
    if not -(2**63) <= value < 2**63:
        raise ValueError("A whole number of at most 64 bits.")
    return value


def text_of(value: Any) -> str:
    """A value as its field shows it."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return "" if value is None else str(value)


def _field(name: str, entry: Mapping[str, Any], template: Mapping[str, Any]) -> Field:
    kind = _type(entry, template)
    has_default = "defaultValue" in entry or entry.get("nullable") is True
    return Field(
        name=name,
        type=kind,
        required=not has_default,
        secure=kind in _SECURE,
        hint=_hint(entry, kind, has_default=has_default),
        choices=_choices(entry, kind, has_default=has_default),
    )


def _type(entry: Mapping[str, Any], template: Mapping[str, Any]) -> str:
    """Its type; of a definition that it refers to, that one's."""
    found, definitions = entry, template.get("definitions")
    for _ in range(8):
        reference = found.get("$ref")
        if not isinstance(reference, str) or not isinstance(definitions, dict):
            break
        named = definitions.get(reference.rpartition("/")[2])
        if not isinstance(named, dict):
            break
        found = named
    return str(found.get("type") or "string").lower()


def _hint(entry: Mapping[str, Any], kind: str, *, has_default: bool) -> str:
    words: list[str] = []
    metadata = entry.get("metadata")
    if isinstance(metadata, dict) and isinstance(metadata.get("description"), str):
        words.append(metadata["description"])
    if kind not in {"string", "securestring"}:
        words.append(f"Type {kind}.")
    for name, said in (("minLength", "at least {}"), ("maxLength", "at most {}")):
        if isinstance(entry.get(name), int):
            words.append(f"Its length is {said.format(entry[name])}.")
    for name, said in (("minValue", "At least {}."), ("maxValue", "At most {}.")):
        if isinstance(entry.get(name), int):
            words.append(said.format(entry[name]))
    if has_default and kind not in _SECURE:
        shown = text_of(entry.get("defaultValue"))[:_LONGEST_SHOWN] or "an empty text"
        words.append(f"Left empty it is: {shown}")
    return " ".join(words)[:_LONGEST_HINT]


def _choices(
    entry: Mapping[str, Any], kind: str, *, has_default: bool
) -> tuple[tuple[str, str], ...]:
    allowed = entry.get("allowedValues")
    none = [("", "the default")] if has_default else [("", "choose")]
    if isinstance(allowed, list) and 0 < len(allowed) <= _MOST_CHOICES and kind not in _DOCUMENTS:
        texts = [text_of(each) for each in allowed]
        return tuple(none + [(each, each) for each in texts])
    if kind == "bool":
        return (*none, ("true", "true"), ("false", "false"))
    return ()
