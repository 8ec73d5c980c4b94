"""What a deployment would change, as text in az's form: symbols, paths, values, a count. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class _Kind:
    """A type of change: how it is marked, counted and coloured."""

    symbol: str
    counted: str
    colour: int | None = None


_KINDS: Final[Mapping[str, _Kind]] = {  # in the order in which they are shown
    "Delete": _Kind("-", "to delete", 208),
    "Create": _Kind("+", "to create", 77),
    "Deploy": _Kind("!", "to deploy", 39),
    "Modify": _Kind("~", "to modify", 141),
    "Unsupported": _Kind("x", "unsupported", 246),
    "NoChange": _Kind("=", "no change"),
    "Ignore": _Kind("*", "to ignore", 246),
}
_PROPERTIES: Final[Mapping[str, str]] = {
    "Create": "+",
    "Delete": "-",
    "Modify": "~",
    "Array": "~",
    "NoEffect": "x",
}
_UNKNOWN: Final = _Kind("?", "unknown")
_WIDTH: Final = 2

CHANGE_TYPES: Final = tuple(_KINDS)
Change = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes in colour, or does not."""

    coloured: bool

    def write(self, text: str, kind: str) -> str:
        colour = _KINDS.get(kind, _UNKNOWN).colour
        if not self.coloured or colour is None:
            return text
        return f"\x1b[38;5;{colour}m{text}\x1b[0m"


def preview(changes: Sequence[Change], *, coloured: bool) -> str:
    """The whole text; each line of it ended."""
    pen = _Pen(coloured)
    parts = [_legend(changes, pen), *_scopes(changes, pen), f"{_counts(changes)}\n"]
    return "\n".join(part for part in parts if part)


def _legend(changes: Sequence[Change], pen: _Pen) -> str:
    """The symbols that occur, of resources and of properties."""
    used = {str(change.get("changeType")) for change in changes} | set(_deltas(changes))
    kinds = [name for name in _KINDS if name in used]
    if not kinds:
        return ""
    symbols = "these symbols" if len(kinds) > 1 else "this symbol"
    lines = [f"Resource and property changes are indicated with {symbols}:"]
    lines += [pen.write(f"  {_KINDS[name].symbol} {name}", name) for name in kinds]
    return "\n".join(lines) + "\n"


def _deltas(changes: Iterable[Change]) -> Iterator[str]:
    for change in changes:
        for delta in change.get("delta") or change.get("children") or ():
            kind = str(delta.get("propertyChangeType"))
            yield "Modify" if kind == "Array" else kind
            yield from _deltas([delta])


def _scopes(changes: Sequence[Change], pen: _Pen) -> Iterator[str]:
    by_scope: dict[str, list[tuple[str, Change]]] = {}
    names: dict[str, str] = {}
    for change in changes:
        scope, name = split_id(str(change.get("resourceId", "")))
        names.setdefault(scope.lower(), scope)
        by_scope.setdefault(scope.lower(), []).append((name, change))
    if not by_scope:
        return
    yield f"The deployment will update the following scope{'s' if len(by_scope) > 1 else ''}:\n"
    for scope in sorted(by_scope):
        yield f"Scope: {names[scope] or '/'}\n"
        for name, change in sorted(by_scope[scope], key=_order):
            yield _resource(name, change, pen)


def _order(entry: tuple[str, Change]) -> tuple[int, str]:
    name, change = entry
    kind = str(change.get("changeType"))
    return (list(_KINDS).index(kind) if kind in _KINDS else len(_KINDS), name.lower())


def split_id(resource: str) -> tuple[str, str]:
    """A resource's id as its scope and what it is called there."""
    parts = resource.split("/")
    low = [part.lower() for part in parts]
    if low[1:2] == ["subscriptions"]:
        if low[3:4] == ["resourcegroups"]:
            if len(parts) == 5:
                return "/".join(parts[:3]), "/".join(parts[3:])
            return "/".join(parts[:5]), _below(parts[5:])
        return "/".join(parts[:3]), _below(parts[3:])
    if low[1:4] == ["providers", "microsoft.management", "managementgroups"] and len(parts) > 5:
        return "/".join(parts[:5]), _below(parts[5:])
    return "", _below(parts[1:])


def _below(parts: Sequence[str]) -> str:
    return "/".join(parts[1:] if parts[:1] and parts[0].lower() == "providers" else parts)


def _resource(name: str, change: Change, pen: _Pen) -> str:
    kind = str(change.get("changeType"))
    before, after = change.get("before"), change.get("after")
    version = _version(after) or _version(before)
    head = f"  {_KINDS.get(kind, _UNKNOWN).symbol} {name}{f' [{version}]' if version else ''}"
    lines = [pen.write(head, kind)]
    if kind == "Unsupported" and change.get("unsupportedReason"):
        lines.append(f"      {change['unsupportedReason']}")
    whole = {"Create": after, "Delete": before}.get(kind)
    if change.get("delta"):
        lines += _delta_lines(change["delta"], "    ", pen)
    elif isinstance(whole, Mapping):
        lines += ["", *(pen.write(line, kind) for line in _value_lines(whole, " " * 6))]
    while not lines[-1]:
        lines.pop()
    return "\n".join(lines) + "\n"


def _version(resource: object) -> str:
    return str(resource.get("apiVersion") or "") if isinstance(resource, Mapping) else ""


def _delta_lines(deltas: Sequence[Change], indent: str, pen: _Pen) -> Iterator[str]:
    width = max((len(str(each.get("path"))) for each in deltas if not _is_deep(each)), default=0)
    for each in deltas:
        kind, path = str(each.get("propertyChangeType")), str(each.get("path"))
        head = f"{indent}{_PROPERTIES.get(kind, '?')} {path}:"
        if kind in ("Array", "Modify") and each.get("children"):
            yield f"{pen.write(head, 'Modify')} ["
            yield from _delta_lines(each["children"], f"{indent}  ", pen)
            yield f"{indent}  ]"
        elif kind == "Modify":
            space = " " * (width - len(path) + 1)
            text = f"{head}{space}{_short(each.get('before'))} => {_short(each.get('after'))}"
            yield pen.write(text, kind)
        else:
            value = each.get("before" if kind == "Delete" else "after")
            if value is None:
                value = each.get("before")
            for line in _entry(head, value, f"{indent}  ", max(width + 1 - len(path), 1)):
                yield pen.write(line, kind)


def _is_deep(delta: Change) -> bool:
    return bool(delta.get("children"))


def _value_lines(value: Mapping[str, Any], indent: str) -> Iterator[str]:
    """The leaves of an object, one a line, with their values in one column."""
    leaves = list(_leaves(value, ""))
    width = max((len(path) for path, leaf in leaves if _is_plain(leaf)), default=0)
    for path, leaf in leaves:
        yield from _entry(f"{indent}{path}:", leaf, indent, max(width - len(path) + 1, 1))


def _leaves(value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for name in sorted(value, key=str.lower):
        path, inner = f"{prefix}{name}", value[name]
        if isinstance(inner, Mapping) and inner:
            yield from _leaves(inner, f"{path}.")
        else:
            yield path, inner


def _entry(head: str, value: Any, indent: str, space: int) -> Iterator[str]:
    if _is_plain(value):
        yield f"{head}{' ' * space}{_short(value)}"
    elif isinstance(value, Mapping):
        yield head
        yield ""
        yield from _value_lines(value, f"{indent}{' ' * _WIDTH}")
        yield ""
    else:
        yield f"{head} ["
        deeper = f"{indent}{' ' * _WIDTH}"
        for index, item in enumerate(value):
            yield from _entry(f"{deeper}{index}:", item, deeper, 1)
        yield f"{indent}]"


def _is_plain(value: Any) -> bool:
    return not value or not isinstance(value, Mapping | list)


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _counts(changes: Sequence[Change]) -> str:
    if not changes:
        return "Resource changes: no change."
    found = [str(change.get("changeType")) for change in changes]
    parts = [
        f"{found.count(name)} {kind.counted}" for name, kind in _KINDS.items() if name in found
    ]
    return f"Resource changes: {', '.join(parts)}."
