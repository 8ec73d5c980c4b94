"""A template: read once, checked for what is wrong with it whatever the parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nameplate.core.errors import ContentTooLarge
from nameplate.template.document.bound import BoundTemplate
from nameplate.template.document.nested import Nested
from nameplate.template.document.outputs import check_outputs
from nameplate.template.document.parameters import (
    KeyVaultReference,
    KeyVaultSecrets,
    Parameter,
    ParameterValues,
    declared_parameters,
    wanted_secrets,
)
from nameplate.template.document.resources import Declaration, declared_resources
from nameplate.template.document.sections import (
    members,
    optional,
    placed,
    required,
    spelled,
    typed,
)
from nameplate.template.document.syntax import check_syntax
from nameplate.template.document.types import Types
from nameplate.template.document.user_functions import UserFunction, declared_functions
from nameplate.template.document.variables import Variable, declared_variables
from nameplate.template.environment import Environment
from nameplate.template.errors import parse_failed, validation_failed
from nameplate.template.json_reader import SIZE_LIMIT, JsonFault, read_json
from nameplate.template.language.budget import Budget
from nameplate.template.marks import NOWHERE, JsonObject, Mark, Source, mark_of

_MEMBERS: Final = (
    *("$schema", "languageVersion", "contentVersion", "apiProfile", "definitions", "parameters"),
    *("functions", "variables", "resources", "outputs", "metadata", "imports", "extensions"),
    *("rules", "asserts"),
)
_SCHEMA_VERSIONS: Final = (
    *("2014-04-01-preview", "2015-01-01", "2018-05-01", "2019-04-01", "2019-08-01"),
)
_SCHEMA: Final = re.compile(
    rf"https?://schema\.management\.azure\.com/schemas/({'|'.join(_SCHEMA_VERSIONS)})"
    # the service takes a parameter file's schema for a template's, too (recorded: res-0067)
    r"/(?:(?:subscription|managementGroup|tenant)?deploymentTemplate|deploymentParameters)\.json#?",
    re.IGNORECASE,
)
_LIMITS: Final = {"parameters": 256, "variables": 512, "outputs": 64}


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was read; ``bind`` it to deploy it."""

    document: JsonObject = field(repr=False)
    content_version: str
    symbolic: bool
    """Whether resources have symbolic names: ``languageVersion`` 2.0."""
    types: Types = field(repr=False)
    parameters: Mapping[str, Parameter] = field(repr=False)
    functions: Mapping[str, UserFunction] = field(repr=False)
    variables: Mapping[str, Variable] = field(repr=False)
    resources: tuple[Declaration, ...] = field(repr=False)
    outputs: JsonObject = field(repr=False)

    @classmethod
    def parse(cls, data: bytes | str) -> "Template":
        """Read a template's text. Raises ``InvalidTemplate`` or ``ContentTooLarge``."""
        if len(data) > SIZE_LIMIT:
            raise ContentTooLarge(
                "RequestContentTooLarge",
                f"The request content size exceeds the maximum size of {SIZE_LIMIT} bytes.",
            )
        try:
            return cls.read(read_json(data))
        except JsonFault as fault:
            raise parse_failed(fault.message, fault.mark) from None

    @classmethod
    def read(cls, document: Any) -> "Template":
        """Read a template that stands in a document already, with its places if it has them."""
        root = typed(placed(document), "Object", NOWHERE)
        found = members(root, "Template", _MEMBERS)
        schema = required(root, "$schema", "String")
        content_version = required(root, "contentVersion", "String")
        _refuse_extensions(root, found)
        check_syntax(root)
        symbolic = _symbolic(root)
        types = Types(_section(root, "definitions"), loose=symbolic)
        resources = required(root, "resources", "Object" if symbolic else "Array")
        functions = optional(root, "functions", "Array")
        outputs = _section(root, "outputs")
        check_outputs(outputs, types)
        template = cls(
            document=root,
            content_version=content_version,
            symbolic=symbolic,
            types=types,
            parameters=declared_parameters(_section(root, "parameters"), types),
            functions=declared_functions(functions) if functions else {},
            variables=declared_variables(_section(root, "variables")),
            resources=tuple(declared_resources(resources, symbolic=symbolic)),
            outputs=outputs,
        )
        _check_schema(schema, mark_of(root, spelled(root, "$schema")))
        _check_limits(template)
        return template

    def wanted_secrets(self, parameters: Mapping[str, Any]) -> tuple[KeyVaultReference, ...]:
        """The vault secrets that ``bind`` needs to be given for these parameters."""
        return tuple(wanted_secrets(parameters))

    def bind(
        self,
        parameters: Mapping[str, Any],
        environment: Environment,
        *,
        secrets: KeyVaultSecrets | None = None,
        budget: Budget | None = None,
    ) -> BoundTemplate:
        """Give it parameters (``{"name": {"value": ...}}``) and surroundings.

        ``budget`` is given where several templates may compute only so much together.
        Raises ``InvalidTemplate`` for parameters that do not fit, and for defaults and variables
        that cannot be evaluated.
        """
        values = ParameterValues(self.parameters, self.types)
        values.give(parameters, secrets)
        bound = BoundTemplate(self, environment, budget=budget)
        if values.secretive:
            bound.note_secrets()
        bound.complete(values)
        return bound

    def bind_nested(
        self,
        nested: Nested,
        environment: Environment,
        *,
        secrets: KeyVaultSecrets | None = None,
    ) -> BoundTemplate:
        """Bind a nested deployment's template (its own, or the one that was fetched for it)."""
        if nested.outer is None:
            return self.bind(nested.parameters, environment, secrets=secrets)
        return BoundTemplate(self, environment, outer=nested.outer, copies=nested.copies)


def _section(root: JsonObject, name: str) -> JsonObject:
    found = optional(root, name, "Object")
    return JsonObject(Source(""), 0, name) if found is None else found


def _symbolic(root: JsonObject) -> bool:
    version = optional(root, "languageVersion", "String")
    if version is None or version == "1.0":
        return False
    if version.split("-")[0] in ("1.9", "1.10", "2.0", "2.1"):
        return True
    mark = mark_of(root, "languageVersion")
    raise validation_failed(
        f"The template language version '{version}' is not supported. The supported versions are "
        "'1.0, 2.0'. Please see https://aka.ms/arm-syntax for usage details.",
        mark,
    )


def _refuse_extensions(root: JsonObject, found: Mapping[str, str]) -> None:
    for name in ("imports", "extensions"):
        key = found.get(name)
        if key and root[key]:
            known = ", ".join(root[key]) if isinstance(root[key], dict) else "those listed"
            raise validation_failed(
                f"The template uses the extensions '{known}'. Extensibility providers are not "
                "supported here; only resources of Azure Resource Manager are.",
                mark_of(root, key),
            )


def _check_schema(schema: str, mark: Mark) -> None:
    if _SCHEMA.fullmatch(schema) is None:
        raise validation_failed(
            f"The template schema '{schema}' is not supported. Supported versions are "
            f"'{','.join(_SCHEMA_VERSIONS)}'. Please see https://aka.ms/arm-template for usage "
            "details.",
            mark,
        )


def _check_limits(template: Template) -> None:
    counts = {
        "parameters": len(template.parameters),
        "variables": len(template.variables),
        "outputs": len(template.outputs),
    }
    for name, limit in _LIMITS.items():
        if counts[name] > limit:
            raise validation_failed(
                f"The number of template {name} limit exceeded. Limit: '{limit}' and actual count: "
                f"'{counts[name]}'. Please see https://aka.ms/arm-template-limits for usage "
                "details."
            )
