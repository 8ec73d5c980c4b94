"""Parameters: what a template declares, what a deployment gives, and what comes of both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nameplate.core.secret_value import SecretValue
from nameplate.template.document.materialize import expressions, materialize
from nameplate.template.document.ordering import Cycle, in_order
from nameplate.template.document.sections import member_of, members, spelled
from nameplate.template.document.types import Resolved, TypeFault, Types, WrongType
from nameplate.template.errors import (
    ExpressionFault,
    InvalidTemplate,
    resource_invalid,
    validation_failed,
)
from nameplate.template.functions.deployment import parameter_not_found
from nameplate.template.language.frame import Frame
from nameplate.template.language.nodes import Literal, calls
from nameplate.template.language.parser import parse
from nameplate.template.marks import JsonObject, Mark
from nameplate.template.secrets import conceals

_MEMBERS: Final = (
    *("type", "$ref", "defaultValue", "allowedValues", "minValue", "maxValue", "minLength"),
    *("maxLength", "metadata", "nullable", "properties", "additionalProperties", "items"),
    *("prefixItems", "discriminator", "sealed"),
)


@dataclass(frozen=True, slots=True)
class KeyVaultReference:
    """A parameter whose value is a secret of a vault: somebody else has to read it."""

    vault_id: str
    secret_name: str
    secret_version: str = ""


class KeyVaultSecrets(Protocol):
    """The secrets that a deployment was allowed to read."""

    def find(self, reference: KeyVaultReference) -> SecretValue: ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """A declared parameter."""

    name: str
    declaration: JsonObject
    resolved: Resolved

    @property
    def mark(self) -> Mark:
        return self.declaration.mark

    @property
    def has_default(self) -> bool:
        return spelled(self.declaration, "defaultValue") is not None

    @property
    def default(self) -> Any:
        return member_of(self.declaration, "defaultValue")


def declared_parameters(section: JsonObject, types: Types) -> dict[str, Parameter]:
    """A template's parameters, by their names in lower case."""
    found: dict[str, Parameter] = {}
    for name, declaration in section.items():
        if not isinstance(declaration, JsonObject):
            raise validation_failed(
                f"The template parameter '{name}' is not valid: it must be an object. Please see "
                "https://aka.ms/arm-syntax-parameters for usage details."
            )
        members(declaration, "TemplateInputParameter", _MEMBERS)
        if name.lower() in found:
            raise validation_failed(
                f"The template parameter '{name}' is declared more than once. Please see "
                "https://aka.ms/arm-syntax-parameters for usage details.",
                declaration.mark,
            )
        found[name.lower()] = Parameter(name, declaration, types.resolve(declaration))
    return found


def wanted_secrets(given: Mapping[str, Any]) -> Iterator[KeyVaultReference]:
    """The vault secrets that given parameters refer to."""
    for name, holder in given.items():
        reference = _reference(name, holder)
        if reference is not None:
            yield reference


def _reference(name: str, holder: Any) -> KeyVaultReference | None:
    found = member_of(holder, "reference") if isinstance(holder, Mapping) else None
    if found is None:
        return None
    vault = member_of(found, "keyVault") if isinstance(found, Mapping) else None
    vault_id = member_of(vault, "id") if isinstance(vault, Mapping) else None
    secret = member_of(found, "secretName") if isinstance(found, Mapping) else None
    if not isinstance(vault_id, str) or not isinstance(secret, str):
        raise validation_failed(
            f"The key vault parameter reference of the template parameter '{name}' is not valid: "
            "it must have 'keyVault.id' and 'secretName'. Please see "
            "https://aka.ms/arm-keyvault-parameter for usage details."
        )
    return KeyVaultReference(vault_id, secret, str(member_of(found, "secretVersion") or ""))


class ParameterValues:
    """The values of a template's parameters, checked; defaults are evaluated once, in order."""

    def __init__(self, declared: Mapping[str, Parameter], types: Types) -> None:
        self._declared = declared
        self._types = types
        self._values: dict[str, Any] = {}
        self._busy: set[str] = set()
        self._frame: Frame | None = None

    def give(self, given: Mapping[str, Any], secrets: KeyVaultSecrets | None) -> None:
        """Take the values of a deployment: ``{"name": {"value": ...}}``."""
        unknown = [name for name in given if name.lower() not in self._declared]
        if unknown:
            known = ", ".join(parameter.name for parameter in self._declared.values())
            raise validation_failed(
                f"The template parameters '{', '.join(unknown)}' in the parameters file are not "
                "valid; they are not present in the original template and can therefore not be "
                "provided at deployment time. The only supported parameters for this template are "
                f"'{known}'. Please see https://aka.ms/arm-pass-parameter-values for usage details."
            )
        for name, holder in given.items():
            parameter = self._declared[name.lower()]
            self._take(parameter, holder, secrets)

    def _take(self, parameter: Parameter, holder: Any, secrets: KeyVaultSecrets | None) -> None:
        reference = _reference(parameter.name, holder)
        if reference is not None:
            if secrets is None:
                raise validation_failed(
                    f"The secret of the template parameter '{parameter.name}' was not provided."
                )
            self._set(parameter, secrets.find(reference))
        elif not isinstance(holder, Mapping) or spelled(holder, "value") is None:
            raise not_provided(parameter)
        elif member_of(holder, "value") is not None or parameter.resolved.nullable:
            self._set(parameter, member_of(holder, "value"))
        elif not parameter.has_default:
            self._set(parameter, None)

    def complete(self, frame: Frame) -> None:
        """Evaluate the defaults of those not given; one that has none is refused."""
        self._frame = frame
        missing = [key for key in self._declared if key not in self._values]
        places = {key: at for at, key in enumerate(missing)}
        needs = [
            {places[n] for n in _names(self._declared[key].default) if n in places}
            for key in missing
        ]
        try:
            for at in in_order(needs):
                self.value(self._declared[missing[at]].name)
        except Cycle as cycle:
            parameter = self._declared[missing[cycle.members[0]]]
            raise _circular(parameter) from None

    def value(self, name: str) -> Any:
        """A parameter's value. Raises ``ExpressionFault`` where there is no such parameter."""
        key = name.lower()
        if key in self._values:
            return self._values[key]
        parameter = self._declared.get(key)
        if parameter is None:
            raise parameter_not_found(name)
        if key in self._busy:
            raise _circular(parameter)
        self._busy.add(key)
        self._default(parameter)
        return self._values[key]

    def _default(self, parameter: Parameter) -> None:
        if not parameter.has_default or self._frame is None:
            if not parameter.resolved.nullable:
                raise not_provided(parameter)
            self._values[parameter.name.lower()] = None
            return
        try:
            value = materialize(parameter.default, self._frame)
        except ExpressionFault as fault:
            raise resource_invalid(parameter.name, fault.message, parameter.mark) from None
        self._set(parameter, value)

    def _set(self, parameter: Parameter, value: Any) -> None:
        try:
            checked = self._types.check(value, parameter.declaration)
        except TypeFault as fault:
            raise _unfit(parameter, fault) from None
        self._values[parameter.name.lower()] = checked
        if self._frame is not None and conceals(checked):
            self._frame.scope.note_secrets()

    @property
    def secretive(self) -> bool:
        return any(conceals(value) for value in self._values.values())

    def shown(self) -> dict[str, Any]:
        """The parameters as a deployment's history shows them: types, and values of no secret."""
        found: dict[str, Any] = {}
        for key, parameter in self._declared.items():
            value = self._values.get(key)
            entry: dict[str, Any] = {"type": parameter.resolved.name}
            if not parameter.resolved.secure and not conceals(value):
                entry["value"] = value
            found[parameter.name] = entry
        return found


def _names(default: Any) -> Iterator[str]:
    """The parameters that a default value names."""
    for text in expressions(default):
        try:
            node = parse(text)
        except ExpressionFault:
            continue
        for call in calls(node):
            if call.name.lower() == "parameters" and call.arguments:
                name = call.arguments[0]
                if isinstance(name, Literal):
                    yield str(name.value).lower()


def not_provided(parameter: Parameter) -> InvalidTemplate:
    mark = parameter.mark
    return validation_failed(
        f"The value for the template parameter '{parameter.name}' at line '{mark.line}' and column "
        f"'{mark.column}' is not provided. Please see https://aka.ms/arm-create-parameter-file for "
        "usage details.",
        mark,
    )


def _circular(parameter: Parameter) -> InvalidTemplate:
    return resource_invalid(
        parameter.name, "Circular dependency detected between parameters", parameter.mark
    )


def _unfit(parameter: Parameter, fault: TypeFault) -> InvalidTemplate:
    """A value that its parameter does not take, in Azure's words."""
    mark = parameter.mark
    path = f".{fault.path}" if fault.path and fault.path[0] != "[" else fault.path
    name = f"{parameter.name}{path}"
    if isinstance(fault, WrongType):
        return validation_failed(
            f"The provided value for the template parameter '{name}' is not valid. {fault.reason} "
            "Please see https://aka.ms/arm-create-parameter-file for usage details.",
            mark,
        )
    value = "" if fault.shown is None else f" '{fault.shown}'"
    return validation_failed(
        f"The provided value{value} for the template parameter '{name}' at line '{mark.line}' and "
        f"column '{mark.column}' is not valid. {fault.reason} Please see "
        "https://aka.ms/arm-syntax-parameters for usage details.",
        mark,
    )
