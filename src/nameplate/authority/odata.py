"""The part of OData's query options that directory clients use (OData 4.01 part 2, section 5.1).

``$filter`` with ``eq``, ``startswith`` and ``any``, joined by ``and``; ``$select``, ``$top`` and
``$skiptoken``. Whatever else there is in a filter is refused, never ignored.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from nameplate.core.errors import BadRequest
from nameplate.edge.http import Request

_PAGE: Final = 100
_LARGEST: Final = 999
_TEXT: Final = r"'(?P<text>(?:[^']|'')*)'"
_CLAUSES: Final = (
    ("eq", re.compile(rf"(?P<name>\w+)\s+eq\s+(?:{_TEXT}|(?P<bare>true|false))")),
    ("startswith", re.compile(rf"startswith\(\s*(?P<name>\w+)\s*,\s*{_TEXT}\s*\)")),
    ("any", re.compile(rf"(?P<name>\w+)/any\(\s*(\w+)\s*:\s*\2\s+eq\s+{_TEXT}\s*\)")),
)
_AND: Final = re.compile(r"\s+and\s+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition on a property. Text is compared without case, as Graph compares it."""

    operator: str
    name: str
    value: str

    def holds(self, document: Mapping[str, Any]) -> bool:
        """Whether a document meets the condition."""
        found, wanted = document.get(self.name), self.value.casefold()
        if self.operator == "any":
            return any(_text(each) == wanted for each in found or ())
        if self.operator == "startswith":
            return _text(found).startswith(wanted)
        return _text(found) == wanted


def parse_filter(text: str, properties: Collection[str]) -> tuple[Clause, ...]:
    """The conditions of a ``$filter``. Raises BadRequest ``Request_UnsupportedQuery``."""
    clauses, at = [], 0
    text = text.strip()
    while at < len(text):
        clause, at = _clause(text, at)
        if clause.name not in properties:
            raise _unsupported(f"the property '{clause.name[:50]}' cannot be filtered by")
        clauses.append(clause)
        joint = _AND.match(text, at)
        if joint is None and at < len(text):
            raise _unsupported(f"something unexpected stands at position {at}")
        at = at if joint is None else joint.end()
    return tuple(clauses)


def page(
    request: Request, documents: Sequence[Mapping[str, Any]], properties: Collection[str]
) -> tuple[list[Mapping[str, Any]], int | None]:
    """The documents that a query asks for, and where its next page begins."""
    clauses = parse_filter(request.query.get("$filter") or "", properties)
    found = [each for each in documents if all(clause.holds(each) for clause in clauses)]
    start = _number(request, "$skiptoken", 0, len(documents))
    size = _number(request, "$top", _PAGE, _LARGEST) or _PAGE
    following = start + size
    return found[start:following], following if following < len(found) else None


def next_link(request: Request, base: str, following: int) -> str:
    """The address of the next page: this one's with another ``$skiptoken``."""
    kept = [pair for pair in request.query.items() if pair[0] != "$skiptoken"]
    pairs = (*kept, ("$skiptoken", str(following)))
    query = "&".join(f"{quote(name, safe='$')}={quote(value, safe='')}" for name, value in pairs)
    return f"{base}?{query}"


def selected(request: Request, document: Mapping[str, Any]) -> dict[str, Any]:
    """A document with the properties of ``$select``, all of them where there is none."""
    wanted = {name.strip() for name in (request.query.get("$select") or "").split(",")} - {""}
    if not wanted or "*" in wanted:
        return dict(document)
    return {
        name: value
        for name, value in document.items()
        if name in wanted or name.startswith("@odata.")
    }


def _clause(text: str, at: int) -> tuple[Clause, int]:
    for operator, pattern in _CLAUSES:
        found = pattern.match(text, at)
        if found is not None:
            parts = found.groupdict()
            literal = parts["text"] if parts["text"] is not None else parts["bare"]
            return Clause(operator, parts["name"], literal.replace("''", "'")), found.end()
    raise _unsupported(f"no condition that is known here stands at position {at}")


def _number(request: Request, name: str, default: int, largest: int) -> int:
    given = request.query.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        raise BadRequest("BadRequest", f"Invalid value specified for '{name}' query option.")
    return min(int(given), largest)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.casefold() if isinstance(value, str) else ""


def _unsupported(why: str) -> BadRequest:
    message = f"Unsupported or invalid query filter clause specified: {why}."
    return BadRequest("Request_UnsupportedQuery", message)
