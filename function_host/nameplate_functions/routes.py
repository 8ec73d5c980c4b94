"""Route templates and which function answers a path (ASP.NET Core's attribute routing).

``products/{category:alpha}/{id:int?}``, ``{name=everyone}``, ``files/{*rest}``. The more definite
template goes first: a literal before a constrained parameter, that before a free one, a rest last.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from typing import Final, Generic, TypeVar
from urllib.parse import unquote

from nameplate_functions.failures import AppProblem
from nameplate_functions.route_constraints import Constraint, constraint

T = TypeVar("T")

_FORBIDDEN: Final = frozenset("?*~")


class _Rank(IntEnum):
    LITERAL = 1
    MIXED = 2
    CONSTRAINED = 3
    FREE = 4
    REST_CONSTRAINED = 5
    REST = 6


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    optional: bool = False
    rest: bool = False
    default: str | None = None
    constraints: tuple[Constraint, ...] = ()

    def accepts(self, value: str) -> bool:
        return all(each(value) for each in self.constraints)


@dataclass(frozen=True, slots=True)
class _Segment:
    """``v{major}.{minor}`` is texts and parameters in turn; mostly it is one of either."""

    parts: tuple[str | _Parameter, ...]

    @property
    def alone(self) -> _Parameter | None:
        """The parameter that is the whole of the segment."""
        first = self.parts[0]
        return first if len(self.parts) == 1 and isinstance(first, _Parameter) else None

    @property
    def rank(self) -> _Rank:
        if all(isinstance(each, str) for each in self.parts):
            return _Rank.LITERAL
        alone = self.alone
        if alone is None:
            return _Rank.MIXED
        if alone.rest:
            return _Rank.REST_CONSTRAINED if alone.constraints else _Rank.REST
        return _Rank.CONSTRAINED if alone.constraints else _Rank.FREE

    def match(self, text: str) -> dict[str, str] | None:
        """The values of its parameters when a path's segment fits."""
        return _match_parts(self.parts, text)


def _match_parts(parts: Sequence[str | _Parameter], text: str) -> dict[str, str] | None:
    if not parts:
        return {} if not text else None
    first, rest = parts[0], parts[1:]
    if isinstance(first, str):
        if text[: len(first)].lower() != first.lower():
            return None
        return _match_parts(rest, text[len(first) :])
    lengths = range(len(text), 0, -1) if rest else (len(text),)
    for length in lengths:
        value = text[:length]
        if value and first.accepts(value):
            found = _match_parts(rest, text[length:])
            if found is not None:
                return {first.name: value, **found}
    return None


@dataclass(frozen=True, slots=True)
class Template:
    """A route template, read."""

    text: str
    _segments: tuple[_Segment, ...] = field(repr=False)

    @property
    def order(self) -> tuple[tuple[int, ...], int]:
        """Smaller goes first."""
        return tuple(each.rank for each in self._segments), -len(self._segments)

    def match(self, path: str) -> dict[str, str] | None:
        """The values of the parameters when a raw path (without its first slash) fits."""
        given = [_decoded(each) for each in path.rstrip("/").split("/")] if path.strip("/") else []
        values: dict[str, str] = {}
        for index, segment in enumerate(self._segments):
            alone = segment.alone
            if alone is not None and alone.rest:
                return _with_rest(values, alone, "/".join(given[index:]))
            if index >= len(given):
                if alone is None or not (alone.optional or alone.default is not None):
                    return None
                if alone.default is not None:
                    values[alone.name] = alone.default
                continue
            found = segment.match(given[index])
            if found is None:
                return None
            values |= found
        return values if len(given) <= len(self._segments) else None


def _with_rest(values: dict[str, str], rest: _Parameter, text: str) -> dict[str, str] | None:
    if not text:
        text = rest.default or ""
        return {**values, rest.name: text} if text else values
    return {**values, rest.name: text} if rest.accepts(text) else None


def _decoded(segment: str) -> str:
    """A segment without escapes; an escaped slash stays one, so that it parts nothing."""
    return "%2F".join(unquote(each) for each in segment.replace("%2f", "%2F").split("%2F"))


def parse_template(text: str) -> Template:
    """Read a template. Raises ``AppProblem``."""
    bare = text.strip().removeprefix("~").strip("/")
    segments = tuple(_segment(each, text) for each in _split(bare, text)) if bare else ()
    names = [p.name for s in segments for p in s.parts if isinstance(p, _Parameter)]
    if len({each.lower() for each in names}) != len(names):
        raise AppProblem(f"route '{text}' names a parameter twice")
    for each in segments[:-1]:
        if each.alone is not None and each.alone.rest:
            raise AppProblem(f"route '{text}': only its last segment may take the rest")
    return Template(text, segments)


def _split(bare: str, whole: str) -> list[str]:
    """Segments: slashes within braces (a regex) part nothing."""
    segments, depth, start = [], 0, 0
    for index, letter in enumerate(bare):
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            raise AppProblem(f"route '{whole}' closes a brace that was not opened")
        if letter == "/" and not depth:
            segments.append(bare[start:index])
            start = index + 1
    if depth:
        raise AppProblem(f"route '{whole}' leaves a brace open")
    return [*segments, bare[start:]]


def _segment(text: str, whole: str) -> _Segment:
    if not text:
        raise AppProblem(f"route '{whole}' has an empty segment")
    parts: list[str | _Parameter] = []
    while text:
        if text[0] == "{":
            end = _closing(text)
            parts.append(_parameter(text[1:end], whole))
            text = text[end + 1 :]
        else:
            literal, brace, rest = text.partition("{")
            if _FORBIDDEN & set(literal):
                raise AppProblem(f"route '{whole}': '{literal}' holds one of ? * ~")
            parts.append(literal)
            text = brace + rest
    if len(parts) > 1:
        _check_mixed(parts, whole)
    return _Segment(tuple(parts))


def _check_mixed(parts: list[str | _Parameter], whole: str) -> None:
    kinds = [isinstance(each, _Parameter) for each in parts]
    if any(a and b for a, b in pairwise(kinds)):
        raise AppProblem(f"route '{whole}': two parameters need a text between them")
    if any(isinstance(each, _Parameter) and (each.rest or each.optional) for each in parts):
        raise AppProblem(f"route '{whole}': an optional parameter stands alone in its segment")


def _closing(text: str) -> int:
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter == "{") - (letter == "}")
        if not depth:
            return index
    raise AppProblem("a brace is left open")


def _parameter(text: str, whole: str) -> _Parameter:
    rest = text.startswith("*")
    text = text.lstrip("*")
    head, *constraints = _constraints(text)
    last = constraints[-1] if constraints else head
    optional = last.endswith("?")
    last = last.removesuffix("?")
    last, has_default, default = last.partition("=") if "(" not in last else (last, "", "")
    if constraints:
        constraints[-1] = last
    else:
        head = last
    if not head.replace("_", "").replace("-", "").isalnum():
        raise AppProblem(f"route '{whole}': '{head}' is no name of a parameter")
    if rest and optional:
        raise AppProblem(f"route '{whole}': the rest is optional by itself")
    return _Parameter(
        head,
        optional,
        rest,
        default if has_default else None,
        tuple(constraint(each) for each in constraints),
    )


def _constraints(text: str) -> list[str]:
    """``id:int:regex(a:b)`` at its colons outside of parentheses."""
    pieces, depth, start = [], 0, 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == ":" and not depth:
            pieces.append(text[start:index])
            start = index + 1
    return [*pieces, text[start:]]


@dataclass(frozen=True, slots=True)
class Route(Generic[T]):
    """A template, the methods it answers (none given: all), and who answers."""

    template: Template
    methods: frozenset[str]
    target: T

    def allows(self, method: str) -> bool:
        return not self.methods or method.upper() in self.methods


class Routes(Generic[T]):
    """Finds who answers. As at the real host, another method is as good as another path: 404."""

    def __init__(self, routes: Iterable[Route[T]]) -> None:
        self._routes = sorted(routes, key=lambda each: each.template.order)

    def find(self, method: str, path: str) -> tuple[T, Mapping[str, str]] | None:
        """Who answers a raw path (without its first slash), and the path's parameters."""
        for route in self._routes:
            if route.allows(method):
                values = route.template.match(path)
                if values is not None:
                    return route.target, values
        return None
