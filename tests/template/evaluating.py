"""How the tests evaluate: one expression, or a template written as Python."""

from collections.abc import Mapping
from typing import Any

from nameplate.template.document.bound import BoundTemplate
from nameplate.template.document.template import Template
from nameplate.template.environment import Environment
from nameplate.template.errors import ExpressionFault, InvalidTemplate
from nameplate.template.references import Answers, References
from tests.fakes.template_world import environment

SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
_TYPES: dict[type, str] = {
    str: "string",
    int: "int",
    bool: "bool",
    list: "array",
    dict: "object",
}


def document(**sections: Any) -> dict[str, Any]:
    """A template's document; what is not said is empty."""
    return {"$schema": SCHEMA, "contentVersion": "1.0.0.0", "resources": [], **sections}


def bind(
    values: Mapping[str, Any] | None = None,
    world: Environment | None = None,
    /,
    **sections: Any,
) -> BoundTemplate:
    """A template, read and bound; the parameters' values are plain."""
    given = {name: {"value": value} for name, value in (values or {}).items()}
    return Template.read(document(**sections)).bind(given, world or environment())


def evaluate(expression: str, references: References | None = None, /, **values: Any) -> Any:
    """The value of an expression in which ``parameters('name')`` are the given values.

    Raises ``ExpressionFault`` with the function's own sentence.
    """
    declared = {
        name: {"type": _TYPES.get(type(value), "string"), "defaultValue": _escaped(value)}
        for name, value in values.items()
        if value is not None
    }
    declared |= {
        name: {"type": "string", "nullable": True}
        for name, value in values.items()
        if value is None
    }
    kinds = {"languageVersion": "2.0", "resources": {}}
    bound = bind(
        None,
        None,
        parameters=declared,
        outputs={"o": {"type": "array", "value": [f"[{expression}]"]}},
        **kinds,
    )
    try:
        return bound.outputs(references or Answers())["o"].value[0]
    except InvalidTemplate as failure:
        message = failure.details[0].message
        prefix = "The template output 'o' is not valid: "
        raise ExpressionFault(message.removeprefix(prefix).removesuffix(".")) from None


def _escaped(value: Any) -> Any:
    """A value as it is written in a template: text in brackets is no expression."""
    if isinstance(value, str):
        return f"[{value}" if value.startswith("[") and value.endswith("]") else value
    if isinstance(value, list):
        return [_escaped(held) for held in value]
    if isinstance(value, dict):
        return {_escaped(name): _escaped(held) for name, held in value.items()}
    return value
