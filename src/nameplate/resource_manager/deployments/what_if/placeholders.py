"""Stand-ins for what a nested deployment will be given by resources that are not there yet.

A nested template is bound twice, each time with other stand-ins: what differs then (an id, a body)
depends on what is not known. Stand-ins look like GUIDs, which most properties take, and are shown
as the expressions that they stand for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from nameplate.template.secrets import reveal

_SPACE: Final = UUID("5f0e6d52-8c4e-4d57-9d0a-3a1f6f2c9b11")


@dataclass(slots=True)
class Placeholders:
    """Every stand-in of one what-if."""

    expressions: dict[str, str] = field(default_factory=dict)
    """What each stands for."""

    def put(self, value: Any, turn: str) -> Any:
        """A value with a stand-in of this turn for each expression that is still in it."""
        if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
            made = str(uuid5(_SPACE, f"{turn} {value}"))
            self.expressions[made] = value
            return made
        if isinstance(value, Mapping):
            return {name: self.put(each, turn) for name, each in value.items()}
        return [self.put(each, turn) for each in value] if isinstance(value, list) else value

    def written(self, value: Any) -> Any:
        """A value as the template writes it."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Mapping):
            return {name: self.written(each) for name, each in value.items()}
        return [self.written(each) for each in value] if isinstance(value, list) else value

    def _text(self, text: str) -> str:
        for made, expression in self.expressions.items():
            text = text.replace(made, expression)
        return text


def differ(one: Any, other: Any) -> bool:
    """Whether two evaluations of the same say different things."""
    return bool(reveal(one) != reveal(other))
