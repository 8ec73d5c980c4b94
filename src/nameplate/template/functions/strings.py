"""String functions: making and changing text."""

import re
from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions import culture
from nameplate.template.functions.composite_format import composite, display
from nameplate.template.functions.function import Function
from nameplate.template.functions.words import (
    expect,
    expect_all,
    is_array,
    is_int,
    is_text,
    see,
    type_name,
)
from nameplate.template.json_writer import TooLarge, compact
from nameplate.template.language.budget import check_length

_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_SPLIT_LIMIT: Final = 64 * 1024 * 1024
"""Characters times delimiters: at each character every delimiter is tried."""


def concat(*values: Any) -> Any:
    if any(map(is_array, values)):
        if not all(map(is_array, values)):
            raise ExpressionFault(
                "The provided parameters for language function 'concat' are invalid. Either all or "
                f"none of the parameters must be an array. {see('concat')}"
            )
        return [held for value in values for held in value]
    check_length(sum(len(value) for value in values if is_text(value)))
    return "".join(map(display, values))


def format_text(pattern: Any, *values: Any) -> str:
    expect("format", pattern, "string")
    return composite(pattern, values)


def join(values: Any, delimiter: Any) -> str:
    expect_all("join", (values, delimiter), ("array", "string"))
    check_length(len(delimiter) * len(values))
    return str(delimiter).join(map(display, values))


def pad_left(value: Any, width: Any, padding: Any = " ") -> str:
    """Also of an integer; wider values stay as they are."""
    if not (is_text(value) or is_int(value)) or not is_int(width) or not is_text(padding):
        raise ExpressionFault(
            "The template language function 'padLeft' expects its parameters to be of type string "
            f"or integer, integer and string. The provided value is of type '{type_name(value)}', "
            f"'{type_name(width)}' and '{type_name(padding)}'. {see('padLeft')}"
        )
    if len(padding) != 1 or width < 0:
        raise ExpressionFault(
            "The template language function 'padLeft' expects a width that is not negative and a "
            f"single padding character. {see('padLeft')}"
        )
    check_length(width)
    return display(value).rjust(width, padding)


def replace(text: Any, old: Any, new: Any) -> str:
    expect_all("replace", (text, old, new), ("string", "string", "string"))
    if not old:
        raise ExpressionFault("String cannot be of zero length. (Parameter 'oldValue')")
    check_length(len(text) + str(text).count(old) * (len(new) - len(old)))
    return str(text).replace(old, new)


def split(text: Any, delimiter: Any) -> list[str]:
    """The parts of a text between delimiters; several are tried in their order."""
    delimiters = delimiter if is_array(delimiter) else [delimiter]
    if not is_text(text) or not all(map(is_text, delimiters)):
        raise ExpressionFault(
            "The template language function 'split' expects its parameters to be of type string "
            f"and string or array of strings. The provided value is of type '{type_name(text)}' "
            f"and '{type_name(delimiter)}'. {see('split')}"
        )
    marks = [mark for mark in delimiters if mark]
    if len(marks) < 2:
        return text.split(marks[0]) if marks else [text]
    if len(text) * len(marks) > _SPLIT_LIMIT:
        raise ExpressionFault(
            f"A string of '{len(text)}' characters is too long to be split at '{len(marks)}' "
            "delimiters"
        )
    return re.split("|".join(map(re.escape, marks)), text)


def to_string(value: Any) -> str:
    if isinstance(value, dict | list):
        try:
            return compact(value)
        except TooLarge:
            raise ExpressionFault("The value is too large to be converted to a string") from None
    return display(value)


def substring(text: Any, start: Any, length: Any = None) -> str:
    """To the end where no length is given."""
    expect("substring", text, "string")
    if not is_int(start) or not (length is None or is_int(length)):
        given = [type_name(start), *([type_name(length)] if length is not None else [])]
        raise ExpressionFault(
            "The template language function 'substring' expects its index and length to be "
            f"integers. The provided value is of type '{', '.join(given)}'. {see('substring')}"
        )
    count = len(text) - start if length is None else length
    if start < 0 or count < 0 or start + count > len(text):
        raise ExpressionFault(
            "The index and length parameters must refer to a location within the string. The index "
            f"parameter: '{start}', the length parameter: '{count}', the length of the string "
            f"parameter: '{len(text)}'."
        )
    return str(text[start : start + count])


def to_lower(text: Any) -> str:
    expect("toLower", text, "string")
    return culture.lower(text)


def to_upper(text: Any) -> str:
    expect("toUpper", text, "string")
    return culture.upper(text)


def trim(text: Any) -> str:
    expect("trim", text, "string")
    return str(text).strip(_SPACE)


def _string(name: str, summary: str, apply: Any, least: int, most: int | None) -> Function:
    return Function(
        name=name,
        family="String",
        summary=summary,
        apply=apply,
        least=least,
        most=most,
        deep=True,
        slow=name == "format",
    )


FUNCTIONS: Final = (
    Function(
        name="concat",
        family="String",
        summary="joins strings, or arrays, one after the other",
        apply=concat,
        least=1,
        carries=True,
    ),
    _string(
        "format", "fills `{0}`, `{1:N0}`, `{2,-8}` in a .NET format string", format_text, 1, None
    ),
    _string("join", "joins the elements of an array with a delimiter", join, 2, 2),
    _string("padLeft", "aligns text to the right within a width", pad_left, 2, 3),
    _string("replace", "replaces every occurrence of a text", replace, 3, 3),
    _string("split", "cuts text at one delimiter or at any of several", split, 2, 2),
    _string("string", "the text of a value; objects and arrays as compact JSON", to_string, 1, 1),
    _string("substring", "a part of a text, from an index", substring, 2, 3),
    _string("toLower", "lower case", to_lower, 1, 1),
    _string("toUpper", "upper case", to_upper, 1, 1),
    _string("trim", "without white space at either end", trim, 1, 1),
)
