"""What a function is, as the host sees it: its name, its trigger, its bindings, what to call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

RETURN: Final = "$return"
"""The name of the binding that takes what a function returns."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A trigger, an input or an output, as ``function.json`` would say it."""

    name: str
    """The parameter that takes it, or ``$return``."""
    type: str
    """``httpTrigger``, ``queue``, ``blob``..."""
    output: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        """An option that is a text."""
        value = self.options.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool | None:
        """An option that is on or off; ``None`` when nothing is said."""
        value = self.options.get(name)
        if value is None or isinstance(value, bool):
            return value
        return str(value).strip().lower() == "true"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function that can be called."""

    name: str
    call: Callable[..., Any] = field(repr=False)
    asynchronous: bool
    trigger: Binding
    inputs: tuple[Binding, ...] = ()
    outputs: tuple[Binding, ...] = ()
    takes_context: bool = False
    annotations: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """The types that its parameters were given."""
    retry: Mapping[str, Any] | None = None
    """Its retry policy, as it was declared."""
    script: str = "function_app.py"

    @property
    def bindings(self) -> tuple[Binding, ...]:
        return (self.trigger, *self.inputs, *self.outputs)

    @property
    def out_parameters(self) -> tuple[Binding, ...]:
        """The outputs that it sets, rather than returns."""
        return tuple(each for each in self.outputs if each.name != RETURN)

    @property
    def http_output(self) -> Binding | None:
        """The binding that takes the answer to an HTTP request."""
        return next((each for each in self.outputs if each.type == "http"), None)
