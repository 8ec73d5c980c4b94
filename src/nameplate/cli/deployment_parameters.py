"""The parameters of a deployment from the words of ``--parameters``, and asked for.

A word is ``@file``, a file's path, inline JSON or ``KEY=VALUE``; later ones win. ``KEY=VALUE`` is
typed as the template declares ``KEY``; ``KEY=@file`` takes the file's content.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from nameplate.cli.failures import CommandFailure, usage
from nameplate.cli.template_text import Declared, read_relaxed, read_text

Parameters = dict[str, Any]
"""``{"name": {"value": ...}}`` or ``{"name": {"reference": ...}}``."""

_SCHEMA: Final = "deploymentparameters.json"
_WRAPPED: Final = ("value", "reference", "expression")
_TRUTH: Final = {"true": True, "false": False}


def gather(words: Sequence[str], declared: Mapping[str, Declared] | None) -> Parameters:
    """The parameters that the words give. ``declared`` is ``None`` where that is not known."""
    found: Parameters = {}
    for word in words:
        for name, value in _read(word, declared):
            spelt = _spelt(name, declared)
            for same in [held for held in found if held.lower() == spelt.lower()]:
                del found[same]
            found[spelt] = value
    return found


def of_document(document: Any, where: str) -> Parameters:
    """The parameters of a parameter file, or of a bare object of them."""
    if not isinstance(document, dict):
        raise usage(f"{where} is no object of parameters")
    inner = document.get("parameters")
    if isinstance(inner, dict) and _is_file(document):
        return dict(inner)
    return {name: _wrapped(value) for name, value in document.items() if name != "$schema"}


def _read(word: str, declared: Mapping[str, Declared] | None) -> Iterator[tuple[str, Any]]:
    if word.startswith("@"):
        yield from _of_file(Path(word[1:])).items()
    elif word.lstrip().startswith("{"):
        yield from of_document(_json(word, "--parameters"), "--parameters").items()
    elif _is_a_file(word):
        yield from _of_file(Path(word)).items()
    else:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise usage(f"--parameters takes files, JSON and KEY=VALUE; '{name}' is none of these")
        yield name, {"value": _typed(name, _content(text), declared)}


def _is_a_file(word: str) -> bool:
    try:
        return Path(word).exists() and not Path(word).is_dir()
    except (OSError, ValueError):  # too long a name, or what no name can hold
        return False


def _of_file(path: Path) -> Parameters:
    where = f"the parameter file {path}"
    return of_document(_json(read_text(path, "parameter file"), where), where)


def _json(text: str, where: str) -> Any:
    try:
        return read_relaxed(text)
    except ValueError as problem:
        raise usage(f"{where} is not JSON: {problem}") from None


def _is_file(document: Mapping[str, Any]) -> bool:
    """A parameter file, and not parameters of which one is called ``parameters``."""
    named = str(document.get("$schema", "")).lower().rstrip("#").endswith(_SCHEMA)
    return named or "contentVersion" in document or set(document) <= {"$schema", "parameters"}


def _wrapped(value: Any) -> Any:
    if isinstance(value, dict) and any(name in value for name in _WRAPPED):
        return value
    return {"value": value}


def _content(text: str) -> str:
    return read_text(Path(text[1:]), "file") if text.startswith("@") else text


def _spelt(name: str, declared: Mapping[str, Declared] | None) -> str:
    one = (declared or {}).get(name.lower())
    return one.name if one is not None else name


def _typed(name: str, text: str, declared: Mapping[str, Declared] | None) -> Any:
    """A value as its parameter's type says; messages do not hold it: it may be a secret."""
    if declared is None:
        return _guessed(text)
    one = declared.get(name.lower())
    if one is None:
        known = ", ".join(sorted(each.name for each in declared.values())) or "none"
        raise usage(f"the template has no parameter '{name}'; it has: {known}")
    try:
        return typed(one.type, text)
    except ValueError:
        raise usage(f"the parameter '{one.name}' takes {_wanted(one.type)}") from None


def typed(kind: str, text: str) -> Any:
    """A text as a value of a template's type. Raises ``ValueError``."""
    if kind in ("string", "securestring"):
        return text
    if kind == "int":
        return int(text)
    if kind == "bool":
        if text.strip().lower() not in _TRUTH:
            raise ValueError(kind)
        return _TRUTH[text.strip().lower()]
    if kind in ("object", "secureobject", "array"):
        value = read_relaxed(text)
        if not isinstance(value, list if kind == "array" else dict):
            raise ValueError(kind)
        return value
    return _guessed(text)


def _wanted(kind: str) -> str:
    words = {"int": "a whole number", "bool": "true or false", "array": "a JSON array"}
    return words.get(kind, "a JSON object")


def _guessed(text: str) -> Any:
    """JSON where it is that and no text, else the text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return text if isinstance(value, str) else value


def missing(declared: Mapping[str, Declared] | None, given: Parameters) -> list[Declared]:
    """What the template needs and nobody gave."""
    have = {name.lower() for name in given}
    return [one for name, one in (declared or {}).items() if one.required and name not in have]


def ask(wanted: Sequence[Declared]) -> Parameters:
    """Ask for parameters on the terminal; secure ones without echo."""
    found: Parameters = {}
    for one in wanted:
        if one.description:
            print(f"{one.name}: {one.description}", file=sys.stderr)
        found[one.name] = {"value": _asked(one)}
    return found


def _asked(one: Declared) -> Any:
    choices = "".join(f"\n  {value}" for value in one.allowed)
    if choices:
        print(f"One of:{choices}", file=sys.stderr)
    while True:
        text = _line(f"{one.name} ({one.type}): ", secure=one.secure)
        try:
            value = typed(one.type, text)
        except ValueError:
            print(f"That is not {_wanted(one.type)}.", file=sys.stderr)
            continue
        if one.allowed and value not in one.allowed:
            print("That is none of these.", file=sys.stderr)
            continue
        return value


def _line(question: str, *, secure: bool) -> str:
    if secure:
        from getpass import getpass  # noqa: PLC0415 - only when asked for

        return getpass(question)
    print(question, end="", file=sys.stderr, flush=True)
    text = sys.stdin.readline()
    if not text:
        raise CommandFailure("nothing was deployed: a parameter is missing")
    return text.removesuffix("\n")


def refuse(wanted: Sequence[Declared]) -> CommandFailure:
    """What to say where nobody can be asked."""
    names = "".join(f"\n  {one.name} ({one.type})" for one in wanted)
    return usage(f"the template needs parameters that are missing:{names}\nGive them by -p.")
