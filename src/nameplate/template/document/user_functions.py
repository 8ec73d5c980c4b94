"""User-defined functions: ``namespace.name(...)`` with typed parameters and a typed output."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from nameplate.template.document.materialize import materialize
from nameplate.template.document.sections import members, optional, required, typed
from nameplate.template.document.types import TypeFault, Types
from nameplate.template.errors import ExpressionFault, validation_failed
from nameplate.template.language.frame import Frame, Place
from nameplate.template.marks import JsonArray, JsonObject, mark_of
from nameplate.template.secrets import conceals

_NAMESPACE: Final = ("namespace", "members")
_FUNCTION: Final = ("parameters", "output", "metadata")


@dataclass(frozen=True, slots=True)
class UserFunction:
    """One function of a template."""

    name: str
    """With its namespace."""
    parameters: tuple[JsonObject, ...]
    output: JsonObject

    def call(self, arguments: list[Any], frame: Frame, types: Types) -> Any:
        """Its value. Raises ``ExpressionFault``."""
        if len(arguments) != len(self.parameters):
            raise ExpressionFault(
                f"Unable to evaluate template language function '{self.name}': function requires "
                f"{len(self.parameters)} argument(s) while {len(arguments)} were provided"
            )
        given = {
            str(parameter["name"]).lower(): self._checked(types, value, parameter)
            for parameter, value in zip(self.parameters, arguments, strict=True)
        }
        if conceals(given):
            frame.scope.note_secrets()
        inner = replace(
            frame,
            place=Place.USER_FUNCTION,
            arguments=given,
            lambdas={},
            copies={},
            references=None,
        )
        value = materialize(required(self.output, "value", "Any"), inner)
        return self._checked(types, value, self.output)

    def _checked(self, types: Types, value: Any, declaration: Mapping[str, Any]) -> Any:
        try:
            return types.check(value, declaration)
        except TypeFault as fault:
            what = declaration.get("name", "output")
            raise ExpressionFault(
                f"The value of '{what}' of the template function '{self.name}' is not valid. "
                f"{fault.reason}"
            ) from None


def declared_functions(section: JsonArray) -> dict[str, UserFunction]:
    """A template's functions, by their full names in lower case."""
    found: dict[str, UserFunction] = {}
    for at, group in enumerate(section):
        typed(group, "Object", mark_of(section, at))
        members(group, "TemplateFunctions", _NAMESPACE)
        namespace = required(group, "namespace", "String")
        for name, declaration in required(group, "members", "Object").items():
            function = _function(f"{namespace}.{name}", declaration)
            if function.name.lower() in found:
                raise validation_failed(
                    f"The template function '{function.name}' is declared more than once. Please "
                    "see https://aka.ms/arm-syntax-functions for usage details.",
                    declaration.mark,
                )
            found[function.name.lower()] = function
    return found


def _function(name: str, declaration: Any) -> UserFunction:
    typed(declaration, "Object", mark_of(declaration))
    members(declaration, "TemplateFunction", _FUNCTION)
    parameters = optional(declaration, "parameters", "Array") or []
    for parameter in parameters:
        typed(parameter, "Object", mark_of(parameter))
        required(parameter, "name", "String")
        if "defaultValue" in parameter:
            raise validation_failed(
                f"The parameter '{parameter['name']}' of the template function '{name}' cannot "
                "have a default value. Please see https://aka.ms/arm-syntax-functions for usage "
                "details.",
                mark_of(parameter, "defaultValue"),
            )
    return UserFunction(name, tuple(parameters), required(declaration, "output", "Object"))
