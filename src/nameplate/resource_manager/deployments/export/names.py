"""How an exported template calls things: names are parameters, its own ids ``resourceId()``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.resource_manager.address import Address, parse

_NOT_A_WORD: Final = re.compile(r"[^A-Za-z0-9]")


@dataclass(slots=True)
class Names:
    """Expressions for the resources of one template; the parameters that they need gather here."""

    ids: Mapping[str, str]
    """The ids of what is exported, by key."""
    literal: bool
    """Whether names stand as they are."""
    parameters: dict[str, str] = field(default_factory=dict)
    """Names of resources, by the parameter that holds one."""
    _called: dict[tuple[str, str], str] = field(default_factory=dict)

    def name(self, address: Address) -> str:
        """A resource's name: the first part is a parameter, what is below it stands as it is."""
        if self.literal:
            return escaped("/".join(address.names))
        first, *rest = address.names
        head = f"parameters('{self._parameter(address.types[0], first)}')"
        return f"[concat({head}, {_quoted('/' + '/'.join(rest))})]" if rest else f"[{head}]"

    def id(self, resource_id: str) -> str:
        """The ``resourceId()`` of something that is exported too."""
        return f"[{self._id(parse(resource_id))}]"

    def referring(self, value: Any, found: set[str]) -> Any:
        """A value with every id in it that is exported too as a reference; ``found`` gathers them.

        A text that would read as an expression is escaped.
        """
        if isinstance(value, str):
            return self._text(value, found)
        if isinstance(value, Mapping):
            return {
                self._text(name, found): self.referring(each, found) for name, each in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.referring(each, found) for each in value]
        return value

    def _text(self, text: str, found: set[str]) -> str:
        known = self.ids.get(text.lower()) if text.startswith("/") else None
        if known is None:
            return escaped(text)
        found.add(known)
        return self.id(known)

    def _id(self, address: Address) -> str:
        kind = "/".join((address.namespace, *address.types))
        if self.literal:
            parts = [_quoted(name) for name in address.names]
        else:
            first, *rest = address.names
            own = f"parameters('{self._parameter(address.types[0], first)}')"
            parts = [own, *(_quoted(name) for name in rest)]
        return f"resourceId('{kind}', {', '.join(parts)})"

    def _parameter(self, kind: str, name: str) -> str:
        """``sites_web1_name``: two names that would be called alike are told apart."""
        wanted = (kind.lower(), name.lower())
        if wanted not in self._called:
            stem = f"{kind}_{_NOT_A_WORD.sub('_', name)}"
            taken = {each.lower() for each in self.parameters}
            parameter, turn = f"{stem}_name", 1
            while parameter.lower() in taken:
                turn += 1
                parameter = f"{stem}_{turn}_name"
            self._called[wanted] = parameter
            self.parameters[parameter] = name
        return self._called[wanted]


def escaped(text: str) -> str:
    """A text that is no expression."""
    return f"[{text}" if text.startswith("[") else text


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
