"""Plausible parameters for published templates: their own parameter files, with what is meant.

The files that come with the quickstart templates hold words where their own tests put something:
``GEN-UNIQUE-12`` a new name, ``GEN-...-OBJECTID`` a principal, and names of what is there before.
A template without a file, or a word that nobody knows, is filled in by type and limits.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nameplate.template.json_reader import read_json

_WORD: Final = re.compile(r"(GEN|GET)-[A-Z0-9-]+.*")
_UNIQUE: Final = re.compile(r"GEN-UNIQUE(?:-(\d+))?")
_LONGEST: Final = 16


@dataclass(frozen=True, slots=True)
class Before:
    """What is there before a template is deployed, and may be named by it."""

    principal_id: str
    group: str
    identity: str
    vault: str


def plausible(template: Path, before: Before) -> dict[str, Any]:
    """The parameters of a template, as a deployment takes them."""
    document = read_json(template.read_bytes())
    beside = template.with_name(template.name.replace(".json", ".parameters.json"))
    given = read_json(beside.read_bytes())["parameters"] if beside.exists() else {}
    found = {}
    for name, declared in document.get("parameters", {}).items():
        if name in given:
            value = _meant(given[name]["value"], name, before)
        elif "defaultValue" in declared:
            continue
        else:
            value = _by_type(name, declared, before)
        found[name] = {"value": _limited(value, declared)}
    return found


def _meant(value: Any, name: str, before: Before) -> Any:
    """A value with its words replaced, at any depth."""
    if isinstance(value, dict):
        return {key: _meant(each, name, before) for key, each in value.items()}
    if isinstance(value, list):
        return [_meant(each, name, before) for each in value]
    if not isinstance(value, str) or _WORD.fullmatch(value) is None:
        return value
    if unique := _UNIQUE.fullmatch(value):
        return _unique(name)[: int(unique[1] or _LONGEST)]
    return _named(value, before) or _unique(name)[:_LONGEST]


def _named(word: str, before: Before) -> str | None:
    """What is there before, by what a word speaks of."""
    said = word.lower()
    about = {
        "objectid": before.principal_id,
        "resourcegroup": before.group,
        "identity": before.identity,
        "vault": before.vault,
    }
    return next((held for each, held in about.items() if each in said), None)


def _by_type(name: str, declared: Mapping[str, Any], before: Before) -> Any:
    if declared.get("allowedValues"):
        return declared["allowedValues"][0]
    kind = str(declared["type"]).lower()
    if kind in ("string", "securestring"):
        return _named(name, before) or _unique(name)[:_LONGEST]
    empty: dict[str, Any] = {"int": declared.get("minValue", 1), "bool": False, "array": []}
    return empty.get(kind, {})


def _limited(value: Any, declared: Mapping[str, Any]) -> Any:
    if not isinstance(value, str):
        return value
    short = str(value)[: declared.get("maxLength", len(value))]
    return short.ljust(declared.get("minLength", 0), "x")


def _unique(name: str) -> str:
    """A name for everything: letters and digits, a letter first, the same each time."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return f"t{int(digest, 16):x}"
