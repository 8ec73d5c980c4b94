"""Outputs: evaluated when the resources are deployed, checked, and hidden where they must be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from nameplate.template.document.materialize import copy_count, materialize
from nameplate.template.document.sections import member_of, members, required, spelled, typed
from nameplate.template.document.types import TypeFault, Types, WrongType
from nameplate.template.errors import ExpressionFault, outputs_failed
from nameplate.template.language.frame import Frame
from nameplate.template.marks import JsonObject, mark_of
from nameplate.template.secrets import conceals, reveal

_MEMBERS: Final = (
    *("type", "$ref", "value", "condition", "copy", "metadata", "nullable", "allowedValues"),
    *("minValue", "maxValue", "minLength", "maxLength", "properties", "additionalProperties"),
    *("items", "prefixItems", "discriminator", "sealed"),
)
_LOOP: Final = "output"


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a deployment."""

    type: str
    value: Any
    """With ``Concealed`` leaves where a secret went into it, or where the type is secure."""

    @property
    def document(self) -> dict[str, Any]:
        """As the deployment shows it: the value only where nothing in it is secret."""
        if conceals(self.value) or self.type.startswith("Secure"):
            return {"type": self.type}
        return {"type": self.type, "value": self.value}


def check_outputs(section: JsonObject, types: Types) -> None:
    """Refuse declarations that are none."""
    for name, declaration in section.items():
        typed(declaration, "Object", mark_of(section, name))
        members(declaration, "TemplateOutputParameter", _MEMBERS)
        types.resolve(declaration)
        if spelled(declaration, "copy") is None:
            required_value(declaration)


def required_value(declaration: JsonObject) -> Any:
    """An output's value; null is one too."""
    key = spelled(declaration, "value")
    return declaration[key] if key else required(declaration, "value", "Any")


def outputs_of(section: JsonObject, types: Types, frame: Frame) -> dict[str, Output]:
    """Every output. Raises one ``InvalidTemplate`` for all that cannot be evaluated."""
    found: dict[str, Output] = {}
    failures: list[tuple[str, str]] = []
    for name, declaration in section.items():
        try:
            found.update(_output(name, declaration, types, frame))
        except ExpressionFault as fault:
            failures.append((name, fault.message))
    if failures:
        raise outputs_failed(failures)
    return found


def _output(
    name: str, declaration: JsonObject, types: Types, frame: Frame
) -> Iterator[tuple[str, Output]]:
    condition = member_of(declaration, "condition")
    if condition is not None and reveal(materialize(condition, frame)) is False:
        return
    resolved = types.resolve(declaration)
    value = _value(declaration, frame)
    try:
        yield name, Output(resolved.name, types.check(value, declaration))
    except WrongType as fault:
        raise ExpressionFault(
            f"Template output JToken type is not valid. Expected '{fault.expected}'. Actual "
            f"'{fault.actual}'. Please see https://aka.ms/arm-syntax-outputs for usage details."
        ) from None
    except TypeFault as fault:
        raise ExpressionFault(fault.reason) from None


def _value(declaration: JsonObject, frame: Frame) -> Any:
    loop = member_of(declaration, "copy")
    if not isinstance(loop, dict):
        return materialize(required_value(declaration), frame)
    count = copy_count(member_of(loop, "count"), frame, mark_of(loop))
    body = member_of(loop, "input")
    return [materialize(body, frame.in_copy(_LOOP, at, own=True)) for at in range(count)]
