"""The inline constraints of route templates: ``{id:int:min(1)}``, as ASP.NET Core defines them."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Final

from nameplate_functions.failures import AppProblem

Constraint = Callable[[str], bool]

_INT: Final = re.compile(r"\s*[+-]?[0-9]+\s*")
_REAL: Final = re.compile(r"\s*[+-]?([0-9]+(,[0-9]+)*)?(\.[0-9]*)?([eE][+-]?[0-9]+)?\s*")


def constraint(text: str) -> Constraint:
    """The test that a constraint stands for. Raises ``AppProblem`` for unknown ones."""
    name, _, rest = text.partition("(")
    argument = rest.removesuffix(")")
    if not rest and name in _PLAIN:
        return _PLAIN[name]
    if rest.endswith(")") and name in _WITH_ARGUMENT:
        try:
            return _WITH_ARGUMENT[name](argument)
        except (ValueError, re.error) as problem:
            raise AppProblem(f"route constraint '{text}': {problem}") from None
    raise AppProblem(f"route constraint '{text}' is not known")


def _integer(bits: int) -> Constraint:
    half = 1 << (bits - 1)
    return lambda value: bool(_INT.fullmatch(value)) and -half <= int(value) < half


def _real(value: str) -> bool:
    return bool(_REAL.fullmatch(value)) and any(each.isdigit() for each in value)


def _guid(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True


def _datetime(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _bounds(argument: str) -> tuple[int, int]:
    least, _, most = argument.partition(",")
    return int(least), int(most or least)


def _length(argument: str) -> Constraint:
    least, most = _bounds(argument)
    return lambda value: least <= len(value) <= most


def _range(argument: str) -> Constraint:
    least, most = _bounds(argument)
    return lambda value: bool(_INT.fullmatch(value)) and least <= int(value) <= most


def _least(argument: str) -> Constraint:
    least = int(argument)
    return lambda value: bool(_INT.fullmatch(value)) and int(value) >= least


def _most(argument: str) -> Constraint:
    most = int(argument)
    return lambda value: bool(_INT.fullmatch(value)) and int(value) <= most


def _shortest(argument: str) -> Constraint:
    least = int(argument)
    return lambda value: len(value) >= least


def _longest(argument: str) -> Constraint:
    most = int(argument)
    return lambda value: len(value) <= most


def _regex(argument: str) -> Constraint:
    pattern = re.compile(argument, re.IGNORECASE)
    return lambda value: pattern.search(value) is not None


_PLAIN: Final[dict[str, Constraint]] = {
    "int": _integer(32),
    "long": _integer(64),
    "bool": lambda value: value.lower() in ("true", "false"),
    "guid": _guid,
    "datetime": _datetime,
    "decimal": _real,
    "double": _real,
    "float": _real,
    "alpha": lambda value: bool(re.fullmatch(r"[A-Za-z]*", value)),
    "required": bool,
}
_WITH_ARGUMENT: Final[dict[str, Callable[[str], Constraint]]] = {
    "length": _length,
    "minlength": _shortest,
    "maxlength": _longest,
    "min": _least,
    "max": _most,
    "range": _range,
    "regex": _regex,
}
