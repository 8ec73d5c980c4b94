"""From an expression to its value: the one place where functions are called.

Here stand the rules that no function may forget: arity, place, limits, and secrets, which are
opened for a function and hidden again in its result and in what it refuses.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from nameplate.core.secret_value import SecretValue
from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import Function, Sees
from nameplate.template.functions.words import type_name
from nameplate.template.language.frame import Frame
from nameplate.template.language.nodes import Call, Item, Literal, Member, Node, calls
from nameplate.template.secrets import conceal, conceals, reveal


class Evaluator:
    """Evaluates expressions with a catalogue of functions."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self._functions = functions

    def function(self, name: str) -> Function | None:
        """The function of a name, in any casing; ``list`` and anything after it is one."""
        key = name.lower()
        found = self._functions.get(key)
        if found is None and key.startswith("list") and "." not in key:
            return self._functions.get("list*")
        return found

    def evaluate(self, node: Node, frame: Frame) -> Any:
        """The value of a node. Raises ``ExpressionFault`` (or ``references.Awaiting``)."""
        match node:
            case Literal(value):
                return value
            case Call():
                return self._call(node, frame)
            case Member(target, name, safe):
                return select(self.evaluate(target, frame), name, safe=safe)
            case Item(target, index, safe):
                held, key = self.evaluate(target, frame), self.evaluate(index, frame)
                if isinstance(key, SecretValue):
                    return conceal(select(reveal(held), key.reveal(), safe=safe, hide=True))
                return select(held, key, safe=safe)

    def verify(self, node: Node, frame: Frame) -> None:
        """Refuse functions that do not exist or may not stand here, in every branch."""
        for call in calls(node):
            function = self.function(call.name)
            if function is not None and frame.place not in function.places:
                raise ExpressionFault(function.misplaced(call.name))
            if function is None and not frame.scope.knows(call.name):
                raise _unknown(call.name)

    def _call(self, call: Call, frame: Frame) -> Any:
        budget = frame.scope.budget
        budget.enter()
        try:
            function = self.function(call.name)
            if function is None:
                return self._user_function(call, frame)
            if frame.place not in function.places:
                raise ExpressionFault(function.misplaced(call.name))
            function.check(len(call.arguments))
            if function.sees is Sees.NODES:
                return function.apply(frame, call)
            arguments = [self.evaluate(argument, frame) for argument in call.arguments]
            budget.charge(arguments, deep=function.deep, slow=function.slow)
            return _apply(function, frame, arguments)
        finally:
            budget.leave()

    def _user_function(self, call: Call, frame: Frame) -> Any:
        if not frame.scope.knows(call.name):
            raise _unknown(call.name)
        arguments = [self.evaluate(argument, frame) for argument in call.arguments]
        return frame.scope.call(call.name, arguments, frame)


def _unknown(name: str) -> ExpressionFault:
    return ExpressionFault(
        f"The template function '{name}' is not valid. Please see https://aka.ms/arm-functions for "
        "usage details"
    )


def _apply(function: Function, frame: Frame, arguments: list[Any]) -> Any:
    hidden = frame.scope.secretive and conceals(arguments)
    if hidden and not (function.carries and not any(map(_is_secret, arguments))):
        return _apply_hidden(function, frame, arguments)
    value = _value(function, frame, arguments)
    if function.weighed:
        frame.scope.budget.weigh(value)
    return value


def _is_secret(value: Any) -> bool:
    return isinstance(value, SecretValue)


def _apply_hidden(function: Function, frame: Frame, arguments: list[Any]) -> Any:
    """Open the secrets for the function, and hide all that comes of it."""
    if function.carries and function.holds:
        value = _value(function, frame, arguments)
        frame.scope.budget.weigh(value)
        return value
    try:
        value = _value(function, frame, reveal(arguments))
        frame.scope.budget.weigh(value)
    except ExpressionFault:
        raise ExpressionFault(
            f"The template language function '{function.name}' was invoked with a parameter that "
            "is not valid"
        ) from None
    return conceal(value)


def _value(function: Function, frame: Frame, arguments: Sequence[Any]) -> Any:
    if function.sees is Sees.FRAME:
        return function.apply(frame, *arguments)
    return function.apply(*arguments)


def select(target: Any, key: Any, *, safe: bool = False, hide: bool = False) -> Any:
    """A member of an object or an element of an array."""
    if isinstance(target, SecretValue):
        hide, target = True, target.reveal()
    if target is None and safe:
        return None
    if isinstance(target, dict) and isinstance(key, str):
        return _member(target, key, safe=safe, hide=hide)
    if isinstance(target, list) and isinstance(key, int) and not isinstance(key, bool):
        if 0 <= key < len(target):
            return target[key]
        if safe:
            return None
        raise ExpressionFault(
            f"The language expression property array index '{key}' is out of bounds"
        )
    shown = "***" if hide else key
    if isinstance(target, list):
        raise ExpressionFault(
            f"The language expression property '{shown}' can't be evaluated, property name must be "
            "an integer"
        )
    if isinstance(target, dict):
        raise ExpressionFault(
            f"The language expression property '{shown}' can't be evaluated, property name must be "
            f"a string. The provided value is of type '{type_name(key)}'"
        )
    raise ExpressionFault(f"The language expression property '{shown}' can't be evaluated")


def _member(target: Mapping[str, Any], name: str, *, safe: bool, hide: bool) -> Any:
    if name in target:
        return target[name]
    lower = name.lower()
    for key, value in target.items():
        if key.lower() == lower:
            return value
    if safe:
        return None
    if hide or conceals(target):
        raise ExpressionFault("The language expression property doesn't exist")
    known = ", ".join(target)
    raise ExpressionFault(
        f"The language expression property '{name}' doesn't exist, available properties are "
        f"'{known}'"
    )
