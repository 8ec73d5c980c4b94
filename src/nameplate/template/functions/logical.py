"""Logical functions; ``if``, ``and`` and ``or`` evaluate only what they need."""

from typing import Any, Final

from nameplate.core.secret_value import SecretValue
from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import Function, Sees
from nameplate.template.functions.words import expect, see, type_name
from nameplate.template.language.frame import Frame
from nameplate.template.language.nodes import Call
from nameplate.template.secrets import conceal


def choose(frame: Frame, call: Call) -> Any:
    """Only the branch that is taken is evaluated; a hidden condition hides it."""
    condition = frame.evaluate(call.arguments[0])
    hidden = isinstance(condition, SecretValue)
    taken = condition.reveal() if isinstance(condition, SecretValue) else condition
    if not isinstance(taken, bool):
        raise ExpressionFault(
            "The template language function 'if' expects its first parameter to be of type "
            f"'Boolean'. The provided value is of type '{type_name(taken)}'. {see('if')}"
        )
    value = frame.evaluate(call.arguments[1 if taken else 2])
    return conceal(value) if hidden else value


def _decided(frame: Frame, call: Call, name: str, *, until: bool) -> Any:
    """Evaluate until one argument decides."""
    hidden, found = False, not until
    for argument in call.arguments:
        value = frame.evaluate(argument)
        if isinstance(value, SecretValue):
            hidden, value = True, value.reveal()
        if not isinstance(value, bool):
            raise ExpressionFault(
                f"The template language function '{name}' expects its parameters to be of type "
                f"'Boolean'. The provided value is of type '{type_name(value)}'. {see(name)}"
            )
        if value is until:
            found = until
            break
    return conceal(found) if hidden else found


def conjunction(frame: Frame, call: Call) -> Any:
    return _decided(frame, call, "and", until=False)


def disjunction(frame: Frame, call: Call) -> Any:
    return _decided(frame, call, "or", until=True)


def negation(value: Any) -> bool:
    expect("not", value, "boolean")
    return not value


def to_bool(value: Any) -> bool:
    match value:
        case bool():
            return value
        case int():
            return value != 0
        case str() if value.strip().lower() in ("true", "false", "1", "0"):
            return value.strip().lower() in ("true", "1")
        case _:
            raise ExpressionFault(
                "The template language function 'bool' was invoked with a parameter that is not "
                "valid. The value cannot be converted to the target type."
            )


def _logical(name: str, summary: str, apply: Any, count: int) -> Function:
    return Function(
        name=name, family="Logical", summary=summary, apply=apply, least=count, most=count
    )


def _lazy(name: str, summary: str, apply: Any, least: int, most: int | None) -> Function:
    return Function(
        name=name,
        family="Logical",
        summary=summary,
        apply=apply,
        least=least,
        most=most,
        sees=Sees.NODES,
    )


FUNCTIONS: Final = (
    _lazy("if", "one value or the other; only that one is evaluated", choose, 3, 3),
    _lazy("and", "whether all are true, evaluated until one is not", conjunction, 2, None),
    _lazy("or", "whether any is true, evaluated until one is", disjunction, 2, None),
    _logical("not", "the opposite", negation, 1),
    _logical("bool", "a truth value from text or a number", to_bool, 1),
    _logical("true", "true", lambda: True, 0),
    _logical("false", "false", lambda: False, 0),
)
