"""``$filter`` of roles and assignments: terms joined by ``and``, each known or refused by name."""

import re
from collections.abc import Mapping
from typing import Final

from nameplate.core.errors import BadRequest

_TERM: Final = re.compile(
    r"\s*(?:(?P<call>\w+)\s*\(\s*(?P<argument>'(?:[^']|'')*')?\s*\)"
    r"|(?P<name>\w+)\s+eq\s+(?P<value>'(?:[^']|'')*'|[^\s']+))\s*"
)
_AND: Final = re.compile(r"and\b", re.IGNORECASE)


def terms(text: str, known: tuple[str, ...]) -> Mapping[str, str]:
    """The terms of a filter by name in lower case; a call without argument has the value ``""``.

    Raises BadRequest for what cannot be read and for a term that is not one of ``known``.
    """
    found: dict[str, str] = {}
    at = 0
    while text[at:].strip():
        match = _TERM.match(text, at)
        if match is None:
            raise _invalid(text, known)
        name = match["call"] or match["name"]
        if name.lower() not in {each.lower() for each in known}:
            raise _invalid(text, known)
        found[name.lower()] = _bare(match["argument"] or match["value"] or "")
        at = match.end()
        joint = _AND.match(text, at)
        if joint is None and text[at:].strip():
            raise _invalid(text, known)
        at = joint.end() if joint else at
    return found


def _bare(value: str) -> str:
    if value.startswith("'"):
        return value[1:-1].replace("''", "'")
    return value


def _invalid(text: str, known: tuple[str, ...]) -> BadRequest:
    return BadRequest(
        "InvalidFilter",
        f"The filter '{text[:300]}' is not supported. Terms, joined by 'and', are: "
        f"{', '.join(known)}.",
        target="$filter",
    )
