"""Functions that take a lambda: ``lambda('x', <expression with lambdaVariables('x')>)``."""

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any, Final

from nameplate.core.secret_value import SecretValue
from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import Function, Sees
from nameplate.template.functions.words import expect, see, type_name
from nameplate.template.language.frame import Frame
from nameplate.template.language.nodes import Call, Literal
from nameplate.template.secrets import conceal

_LAMBDA: Final = "lambda"


class _Lambda:
    """A lambda and where it stands; it remembers whether a secret decided anything."""

    __slots__ = ("_body", "_frame", "_names", "function", "hidden")

    def __init__(self, frame: Frame, call: Call, at: int, *, least: int = 1, most: int = 2) -> None:
        self.function = call.name
        self.hidden = False
        node = call.arguments[at]
        if not isinstance(node, Call) or node.name.lower() != _LAMBDA or not node.arguments:
            raise ExpressionFault(
                f"The template language function '{call.name}' expects a lambda function as its "
                f"argument {at + 1}. {see(call.name)}"
            )
        *names, self._body = node.arguments
        self._names = [
            str(name.value).lower()
            for name in names
            if isinstance(name, Literal) and isinstance(name.value, str)
        ]
        if len(self._names) != len(names) or not least <= len(names) <= most:
            raise ExpressionFault(
                f"The template language function '{call.name}' expects a lambda function with "
                f"{least} to {most} variables. {see(call.name)}"
            )
        self._frame = frame

    def __call__(self, *values: Any) -> Any:
        self._frame.scope.budget.spend(1)
        given = dict(zip(self._names, values, strict=False))
        return self._frame.with_lambdas(given).evaluate(self._body)

    def decide(self, *values: Any) -> bool:
        """The lambda as a predicate."""
        found = self._open(self(*values))
        if not isinstance(found, bool):
            raise ExpressionFault(
                f"The template language function '{self.function}' expects its lambda function to "
                f"return a boolean. The returned value is of type '{type_name(found)}'. "
                f"{see(self.function)}"
            )
        return found

    def key(self, *values: Any) -> str:
        """The lambda as a name."""
        found = self._open(self(*values))
        if not isinstance(found, str):
            raise ExpressionFault(
                f"The template language function '{self.function}' expects its key lambda function "
                f"to return a string. The returned value is of type '{type_name(found)}'. "
                f"{see(self.function)}"
            )
        return found

    def _open(self, value: Any) -> Any:
        if isinstance(value, SecretValue):
            self.hidden = True
            return value.reveal()
        return value


def _array(frame: Frame, call: Call) -> list[Any]:
    value = frame.evaluate(call.arguments[0])
    expect(call.name, value, "array")
    return list(value)


def _made(frame: Frame, value: Any, *lambdas: _Lambda) -> Any:
    """A result: weighed, and hidden where a secret decided what is in it."""
    frame.scope.budget.weigh(value)
    return conceal(value) if any(each.hidden for each in lambdas) else value


def select(frame: Frame, call: Call) -> Any:
    keep = _Lambda(frame, call, 1)
    found = [held for at, held in enumerate(_array(frame, call)) if keep.decide(held, at)]
    return _made(frame, found, keep)


def transform(frame: Frame, call: Call) -> Any:
    change = _Lambda(frame, call, 1)
    return _made(frame, [change(held, at) for at, held in enumerate(_array(frame, call))])


def fold(frame: Frame, call: Call) -> Any:
    step = _Lambda(frame, call, 2, least=2, most=3)
    values, result = _array(frame, call), frame.evaluate(call.arguments[1])
    for at, held in enumerate(values):
        result = step(result, held, at)
    return _made(frame, result)


def order(frame: Frame, call: Call) -> Any:
    before = _Lambda(frame, call, 1, least=2)

    def compare(left: Any, right: Any) -> int:
        if before.decide(left, right):
            return -1
        return 1 if before.decide(right, left) else 0

    return _made(frame, sorted(_array(frame, call), key=cmp_to_key(compare)), before)


def _values(frame: Frame, call: Call) -> Callable[[Any], Any]:
    """The optional lambda that says what stands under a key."""
    return _Lambda(frame, call, 2, most=1) if len(call.arguments) > 2 else lambda held: held


def to_object(frame: Frame, call: Call) -> Any:
    key, value = _Lambda(frame, call, 1, most=1), _values(frame, call)
    return _made(frame, {key.key(held): value(held) for held in _array(frame, call)}, key)


def group(frame: Frame, call: Call) -> Any:
    key, value = _Lambda(frame, call, 1, most=1), _values(frame, call)
    groups: dict[str, list[Any]] = {}
    for held in _array(frame, call):
        groups.setdefault(key.key(held), []).append(value(held))
    return _made(frame, groups, key)


def map_values(frame: Frame, call: Call) -> Any:
    change, value = _Lambda(frame, call, 1, most=1), frame.evaluate(call.arguments[0])
    expect(call.name, value, "object")
    return _made(frame, {name: change(held) for name, held in value.items()})


def alone(_frame: Frame, _call: Call) -> Any:
    """A lambda where none is expected."""
    raise ExpressionFault(
        "The template function 'lambda' is not expected at this location. Please see "
        "https://aka.ms/arm-functions for usage details"
    )


def lambda_variable(frame: Frame, name: Any) -> Any:
    expect("lambdaVariables", name, "string")
    if name.lower() not in frame.lambdas:
        raise ExpressionFault(
            f"The lambda variable '{name}' is not found. {see('lambdaVariables')}"
        )
    return frame.lambdas[name.lower()]


def _takes(name: str, summary: str, apply: Any, least: int, most: int) -> Function:
    return Function(
        name=name,
        family="Lambda",
        summary=summary,
        apply=apply,
        least=least,
        most=most,
        sees=Sees.NODES,
    )


FUNCTIONS: Final = (
    _takes("filter", "the elements for which a lambda is true", select, 2, 2),
    _takes("map", "each element as a lambda makes it", transform, 2, 2),
    _takes("reduce", "all elements made into one value, step by step", fold, 3, 3),
    _takes("sort", "elements in the order that a lambda says, kept where it does not", order, 2, 2),
    _takes(
        "toObject", "an object with a key, and maybe a value, made of each element", to_object, 2, 3
    ),
    _takes("groupBy", "elements in arrays under the key that a lambda gives", group, 2, 3),
    _takes("mapValues", "an object with each value as a lambda makes it", map_values, 2, 2),
    Function(
        name="lambda",
        family="Lambda",
        summary="variables and an expression, as an argument of the others",
        apply=alone,
        least=1,
        sees=Sees.NODES,
    ),
    Function(
        name="lambdaVariables",
        family="Lambda",
        summary="the value of a lambda's variable",
        apply=lambda_variable,
        least=1,
        most=1,
        sees=Sees.FRAME,
        carries=True,
        weighed=False,
    ),
)
