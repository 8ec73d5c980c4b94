"""``format``: .NET's composite formatting, ``{index[,alignment][:format]}``."""

import re
from collections.abc import Sequence
from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.dotnet_numbers import format_number, number_text
from nameplate.template.json_writer import TooLarge, quoted
from nameplate.template.language.budget import check_length

_HOLE: Final = re.compile(r"\{(\d{1,7})\s*(?:,\s*(-?\d{1,7})\s*)?(?::((?:[^{}]|\{\{|\}\})*))?\}")
_PLAIN: Final = re.compile(r"[^{}]+")


def display(value: Any) -> str:
    """A value as .NET's ``ToString`` shows it."""
    match value:
        case None:
            return ""
        case bool():
            return "True" if value else "False"
        case int() | float():
            return number_text(value)
        case str():
            return value
        case _:
            try:
                return quoted(value)
            except TooLarge:
                raise ExpressionFault(
                    "The value is too large to be converted to a string"
                ) from None


def composite(pattern: str, values: Sequence[Any]) -> str:
    """Fill the holes of a format string."""
    parts: list[str] = []
    at = length = 0
    while at < len(pattern):
        part, at = _part(pattern, at, values)
        length += len(part)
        check_length(length)
        parts.append(part)
    return "".join(parts)


def _part(pattern: str, at: int, values: Sequence[Any]) -> tuple[str, int]:
    plain = _PLAIN.match(pattern, at)
    if plain:
        return plain[0], plain.end()
    if pattern[at : at + 2] in ("{{", "}}"):
        return pattern[at], at + 2
    hole = _HOLE.match(pattern, at)
    if hole is None:
        raise _invalid("Input string was not in a correct format.")
    index = int(hole[1])
    if index >= len(values):
        raise _invalid(
            "Index (zero based) must be greater than or equal to zero and less than the size of "
            "the argument list."
        )
    return _aligned(_formatted(values[index], hole[3] or ""), hole[2]), hole.end()


def _formatted(value: Any, form: str) -> str:
    if form and isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return format_number(value, form.replace("{{", "{").replace("}}", "}"))
        except ExpressionFault as fault:
            raise _invalid(fault.message) from None
    return display(value)


def _aligned(text: str, alignment: str | None) -> str:
    if not alignment:
        return text
    width = int(alignment)
    check_length(abs(width))
    return text.rjust(width) if width > 0 else text.ljust(-width)


def _invalid(reason: str) -> ExpressionFault:
    return ExpressionFault(
        f"Unable to evaluate language function 'format': the format is invalid: '{reason}'. Please "
        "see https://aka.ms/arm-function-format for usage details."
    )
