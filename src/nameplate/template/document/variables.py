"""Variables: evaluated once, each after those that it names; loops make arrays of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nameplate.template.document.materialize import expressions, is_property_copy, materialize
from nameplate.template.document.ordering import Cycle, in_order
from nameplate.template.document.sections import member_of, spelled
from nameplate.template.errors import ExpressionFault, variable_invalid
from nameplate.template.language.frame import Frame
from nameplate.template.language.nodes import Literal, calls
from nameplate.template.language.parser import parse
from nameplate.template.marks import NOWHERE, JsonObject, Mark, mark_of


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable: a value with expressions, or a loop."""

    name: str
    value: Any
    loop: bool
    mark: Mark = NOWHERE


def declared_variables(section: JsonObject) -> dict[str, Variable]:
    """A template's variables, by their names in lower case."""
    found: dict[str, Variable] = {}
    loops = spelled(section, "copy")
    for name, value in section.items():
        if name == loops and is_property_copy(value):
            for at, loop in enumerate(value):
                own = str(member_of(loop, "name"))
                found[own.lower()] = Variable(own, loop, loop=True, mark=mark_of(value, at))
        else:
            found[name.lower()] = Variable(name, value, loop=False, mark=mark_of(section, name))
    return found


class VariableValues:
    """The values of a template's variables."""

    def __init__(self, declared: Mapping[str, Variable]) -> None:
        self._declared = declared
        self._values: dict[str, Any] = {}
        self._busy: set[str] = set()
        self._frame: Frame | None = None

    def complete(self, frame: Frame) -> None:
        """Evaluate all of them: one that cannot be is refused though nothing may use it."""
        self._frame = frame
        keys = list(self._declared)
        places = {key: at for at, key in enumerate(keys)}
        needs = [
            {places[name] for name in _names(self._declared[key].value) if name in places}
            for key in keys
        ]
        try:
            for at in in_order(needs):
                self.value(self._declared[keys[at]].name)
        except Cycle as cycle:
            names = [self._declared[keys[at]].name for at in cycle.members]
            trail = "' -> '".join([*names, names[0]])
            raise variable_invalid(
                names[0],
                f"Circular dependency detected: '{trail}'",
                self._declared[keys[cycle.members[0]]].mark,
            ) from None

    def value(self, name: str) -> Any:
        """A variable's value. Raises ``ExpressionFault`` where there is no such variable."""
        key = name.lower()
        if key in self._values:
            return self._values[key]
        variable = self._declared.get(key)
        if variable is None or self._frame is None:
            raise ExpressionFault(
                f"The template variable '{name}' is not found. Please see "
                "https://aka.ms/arm-syntax-variables for usage details"
            )
        if key in self._busy:
            raise ExpressionFault(f"Circular dependency detected on template variable '{name}'")
        self._busy.add(key)
        try:
            made = _made(variable, self._frame)
        except ExpressionFault as fault:
            raise variable_invalid(variable.name, fault.message, variable.mark) from None
        self._values[key] = made
        return made


def _made(variable: Variable, frame: Frame) -> Any:
    if not variable.loop:
        return materialize(variable.value, frame)
    (made,) = materialize({"copy": [variable.value]}, frame).values()
    return made


def _names(value: Any) -> Iterator[str]:
    """The variables that a value names."""
    for text in expressions(value):
        try:
            node = parse(text)
        except ExpressionFault:
            continue
        for call in calls(node):
            if call.name.lower() == "variables" and call.arguments:
                name = call.arguments[0]
                if isinstance(name, Literal):
                    yield str(name.value).lower()
