"""What an expression can see from where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any, Protocol

from nameplate.template.environment import Environment
from nameplate.template.language.budget import Budget
from nameplate.template.language.nodes import Node
from nameplate.template.references import References


class Place(Enum):
    """Where an expression stands: not every function may be used everywhere."""

    PARAMETER = auto()
    """A parameter's default value."""
    VARIABLE = auto()
    HEAD = auto()
    """Of a resource: what must be known before anything is deployed."""
    BODY = auto()
    """A resource's ``properties``, evaluated when what it depends on is deployed."""
    OUTPUT = auto()
    USER_FUNCTION = auto()


class Declared(Protocol):
    """A resource that the template declares, as the functions that ask for it see it."""

    @property
    def id(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def api_version(self) -> str: ...
    @property
    def existing(self) -> bool: ...


class Scope(Protocol):
    """The names of a bound template."""

    @property
    def environment(self) -> Environment: ...
    @property
    def budget(self) -> Budget: ...
    @property
    def secretive(self) -> bool:
        """Whether any value may hold a secret; looking for them is spared where none can."""
        ...

    def note_secrets(self) -> None:
        """Say that a value with secrets came in."""
        ...

    def parameter(self, name: str) -> Any: ...
    def variable(self, name: str) -> Any: ...
    def call(self, name: str, arguments: list[Any], frame: "Frame") -> Any:
        """Call a user-defined function."""
        ...

    def knows(self, name: str) -> bool:
        """Whether there is a user-defined function of this name."""
        ...

    def declared(self, name: str) -> Declared | tuple[Declared, ...] | None:
        """The resource (or the loop of resources) that a name or an id stands for."""
        ...


class Evaluates(Protocol):
    """The evaluator, as functions use it."""

    def evaluate(self, node: Node, frame: "Frame") -> Any: ...
    def verify(self, node: Node, frame: "Frame") -> None:
        """Refuse what can be seen to fail without evaluating it."""
        ...


@dataclass(frozen=True, slots=True)
class Frame:
    """The surroundings of one evaluation."""

    scope: Scope
    evaluator: Evaluates
    place: Place
    copies: Mapping[str, int] = field(default_factory=dict)
    """The index of each loop around, by its name in lower case; ``""`` is the resource's own."""
    lambdas: Mapping[str, Any] = field(default_factory=dict)
    """Lambda variables, by their name in lower case."""
    arguments: Mapping[str, Any] | None = None
    """The arguments of the user-defined function around, by their name in lower case."""
    references: References | None = None

    def evaluate(self, node: Node) -> Any:
        return self.evaluator.evaluate(node, self)

    def with_lambdas(self, values: Mapping[str, Any]) -> "Frame":
        return replace(self, lambdas={**self.lambdas, **values})

    def in_copy(self, name: str, index: int, *, own: bool = False) -> "Frame":
        """Inside one turn of a loop; a resource's own loop is also the nameless one."""
        copies = {**self.copies, name.lower(): index}
        if own:
            copies[""] = index
        return replace(self, copies=copies)

    def at(self, place: Place, references: References | None = None) -> "Frame":
        return replace(self, place=place, references=references)
