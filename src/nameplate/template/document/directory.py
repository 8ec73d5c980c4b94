"""Which resource a name, a symbol or an id means, within one template."""

import re
from collections.abc import Iterable, Sequence

from nameplate.template.document.instances import Instance


class Resources:
    """The resources of a bound template, by everything that they are called."""

    def __init__(self, every: Sequence[Instance], loops: Iterable[str] = ()) -> None:
        """``loops`` are the names and symbols of all loops, also of those without a turn."""
        self.every = every
        self.empty_loops = frozenset(name.lower() for name in loops)
        self._ids: dict[str, list[Instance]] = {}
        self._symbols: dict[str, list[Instance]] = {}
        self._loops: dict[str, list[Instance]] = {}
        self._names: dict[str, list[Instance]] = {}
        for each in every:
            declaration = each.declaration
            if declaration.symbol is not None:
                _add(self._symbols, declaration.symbol, each)
                if each.turn is not None:
                    _add(self._symbols, f"{declaration.symbol}[{each.turn}]", each)
            if declaration.loop is not None:
                _add(self._loops, declaration.loop.name, each)
            if each.id:
                _add(self._ids, each.id, each)
                for name in _called(each):
                    _add(self._names, name, each)

    def loop(self, symbol: str) -> bool:
        """Whether a symbol stands for a loop."""
        found = self._symbols.get(symbol.lower(), [])
        return bool(found) and found[0].turn is not None and not symbol.endswith("]")

    def declared(self, name: str) -> Instance | tuple[Instance, ...] | None:
        """What ``reference`` and its like mean by a name: one resource, or a loop of them."""
        key = name.lower()
        symbols = self._symbols.get(key)
        if symbols:
            return tuple(symbols) if self.loop(name) else symbols[0]
        for index in (self._ids, self._names):
            found = index.get(_normal(key) if index is self._names else key.rstrip("/"))
            if found:
                return next((each for each in found if each.active), found[0])
        return None

    def depended(self, text: str) -> list[Instance]:
        """What an entry of ``dependsOn`` means: ids, names, symbols, loops; empty when nothing."""
        key = text.lower()
        for index, spelling in (
            (self._symbols, key),
            (self._ids, key.rstrip("/")),
            (self._loops, key),
            (self._names, _normal(key)),
            (self._names, _tail(key)),
        ):
            found = index.get(spelling)
            if found:
                return found
        return []


def _add(index: dict[str, list[Instance]], name: str, each: Instance) -> None:
    index.setdefault(name.lower(), []).append(each)


def _called(each: Instance) -> Iterable[str]:
    """The name, the type before the name, and the type and name in pairs."""
    yield each.name
    yield f"{each.type}/{each.name}"
    pairs = each.id.rpartition(f"{each.scope}/providers/")[2]
    if pairs != f"{each.type}/{each.name}":
        yield pairs


def _normal(text: str) -> str:
    return re.sub("/+", "/", text).strip("/")


def _tail(text: str) -> str:
    """What stands behind the scope of an id: a nested deployment may be meant in another group."""
    return _normal(text.rpartition("/providers/")[2])
