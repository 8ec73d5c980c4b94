"""Results as text: ``-o json|table|tsv`` and ``--query``, in the way of az.

JSON has sorted keys and two spaces; a table shows what is simple; tsv is for shells. Pure.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nameplate.cli.failures import usage

FORMATS: Final = ("json", "table", "tsv")
_HIDDEN: Final = ("id", "type", "etag")


def render(document: Any, form: str, columns: Sequence[str] = ()) -> str:
    """The text of a result, with its last line ended. ``columns``: ``Header=path`` of a table."""
    if document is None:
        return ""
    if form == "json":
        return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    rows = document if isinstance(document, list) else [document]
    if form == "tsv":
        return "".join(f"{_tsv_row(row)}\n" for row in rows)
    return _table([_cells(row, columns) for row in rows])


def select(document: Any, query: str) -> Any:
    """Apply a JMESPath expression."""
    import jmespath  # noqa: PLC0415 - only when a query is given
    from jmespath.exceptions import JMESPathError  # noqa: PLC0415

    try:
        return jmespath.search(query, document, jmespath.Options(dict_cls=Ordered))
    except JMESPathError as problem:
        first = str(problem).splitlines()[0]
        raise usage(f"--query is no JMESPath expression: {first}") from None


class Ordered(dict[str, Any]):
    """A hash that a query selected: its order is the asker's."""


def _tsv_row(row: Any) -> str:
    if isinstance(row, Ordered):
        return "\t".join(_tsv_cell(value) for value in row.values())
    if isinstance(row, Mapping):
        return "\t".join(_tsv_cell(row[key]) for key in sorted(row))
    if isinstance(row, list):
        return "\t".join(_tsv_cell(value) for value in row)
    return str(row).lower() if isinstance(row, bool) else _tsv_cell(row)


def _tsv_cell(value: Any) -> str:
    if isinstance(value, list):
        return str(len(value))
    if isinstance(value, Mapping):
        return ""
    return "None" if value is None else str(value)


def _cells(row: Any, columns: Sequence[str]) -> dict[str, str]:
    if not isinstance(row, Mapping):
        values = row if isinstance(row, list) else [row]
        names = [f"Column{i}" for i in range(1, len(values) + 1)]
        if not isinstance(row, list):
            names = ["Result"]
        return {name: _cell(value) for name, value in zip(names, values, strict=True)}
    if columns and not isinstance(row, Ordered):
        pairs = (column.partition("=") for column in columns)
        return {header: _cell(_at(row, path)) for header, _, path in pairs}
    keys = list(row) if isinstance(row, Ordered) else sorted(set(row) - set(_HIDDEN))
    return {
        key[:1].upper() + key[1:]: _cell(row[key])
        for key in keys
        if row[key] is not None and not isinstance(row[key], list | Mapping)
    }


def _at(row: Mapping[str, Any], path: str) -> Any:
    found: Any = row
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_cell(item) for item in value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return "" if value is None else str(value)


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    headers = list(dict.fromkeys(header for row in rows for header in row))
    if not headers:
        return ""
    lines = [headers, *([row.get(header, "") for header in headers] for row in rows)]
    clean = [[" ".join(cell.splitlines()) for cell in line] for line in lines]
    widths = [max(len(line[i]) for line in clean) for i in range(len(headers))]
    clean.insert(1, ["-" * width for width in widths])
    return "".join(
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip() + "\n"
        for line in clean
    )
