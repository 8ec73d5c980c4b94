"""Types of parameters, outputs and functions: the built-in ones, and those of ``definitions``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from nameplate.core.secret_value import SecretValue
from nameplate.template.document.sections import member_of
from nameplate.template.errors import located, parse_failed, validation_failed
from nameplate.template.functions.comparison import same
from nameplate.template.functions.composite_format import display
from nameplate.template.functions.words import INT64, is_int, type_name
from nameplate.template.marks import mark_of, member
from nameplate.template.secrets import conceal

_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "string": ("String", "String, Uri"),
    "securestring": ("SecureString", "String, Uri"),
    "int": ("Int", "Integer"),
    "bool": ("Bool", "Boolean"),
    "object": ("Object", "Object"),
    "secureobject": ("SecureObject", "Object"),
    "array": ("Array", "Array"),
    "any": ("Object", "Object"),
}
_SECURE: Final = ("securestring", "secureobject")
_ANY: Final = "any"
_HOPS: Final = 32


class TypeFault(Exception):
    """A value that does not fit; ``path`` leads to it from the value that was checked."""

    def __init__(self, path: str, reason: str, *, shown: str | None = None) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason
        self.shown = shown
        """The value, where the sentence quotes it and it is no secret."""


class WrongType(TypeFault):
    """A value of another type."""

    def __init__(self, path: str, expected: str, value: Any) -> None:
        self.expected = expected
        self.actual = type_name(value)
        super().__init__(
            path,
            f"Expected a value of type '{expected}', but received a value of type '{self.actual}'.",
        )


@dataclass(frozen=True, slots=True)
class Resolved:
    """A declaration with its ``$ref`` followed: members of the reference, then its own."""

    kind: str
    """In lower case."""
    members: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The type as deployments show it: ``SecureString``."""
        return _NAMES[self.kind][0]

    @property
    def secure(self) -> bool:
        return self.kind in _SECURE

    @property
    def nullable(self) -> bool:
        return self.members.get("nullable") is True


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a template."""

    definitions: Mapping[str, Any] = field(default_factory=dict)
    loose: bool = False
    """Whether a declaration may leave its type out: then any value fits (language 2.0)."""

    def resolve(self, declaration: Any) -> Resolved:
        """The type that a declaration means. Raises ``InvalidTemplate`` when it is none."""
        merged = dict(_object_of(declaration))
        for _ in range(_HOPS):
            pointer = merged.pop("$ref", None)
            if pointer is None:
                break
            merged = {**self._follow(pointer, declaration), **merged}
        given = member_of(merged, "type")
        if given is None and self.loose:
            return Resolved(_ANY, merged)
        if not isinstance(given, str) or given.lower() not in _NAMES or given.lower() == _ANY:
            mark = mark_of(declaration, "type")
            if given is None:
                raise parse_failed(
                    located("Required property 'type' not found in JSON.", mark), mark
                )
            raise parse_failed(
                located(
                    f"Error converting value \"{display(given)}\" to type 'TemplateParameterType'.",
                    mark,
                ),
                mark,
            )
        return Resolved(given.lower(), merged)

    def _follow(self, pointer: Any, declaration: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a ``#/definitions/...`` pointer leads to."""
        found: Any = None
        if isinstance(pointer, str) and pointer.startswith("#/definitions/"):
            found = self.definitions
            for part in pointer.removeprefix("#/definitions/").split("/"):
                key = unquote(part).replace("~1", "/").replace("~0", "~")
                found = _step(found, key)
        if not isinstance(found, Mapping):
            raise validation_failed(
                f"The type reference '{display(pointer)}' is not valid: the template has no such "
                "definition. Please see https://aka.ms/arm-syntax-parameters for usage details.",
                mark_of(declaration, "$ref"),
            )
        return found

    def check(self, value: Any, declaration: Mapping[str, Any], path: str = "") -> Any:
        """The value as its type holds it: secure ones concealed. Raises ``TypeFault``."""
        resolved = self.resolve(declaration)
        hidden = resolved.secure or isinstance(value, SecretValue)
        bare = value.reveal() if isinstance(value, SecretValue) else value
        if bare is None and (resolved.nullable or resolved.kind == _ANY):
            return None
        if not _is(resolved.kind, bare):
            raise WrongType(path, _NAMES[resolved.kind][1], bare)
        _allowed(resolved.members, bare, path, hidden=hidden)
        _limits(resolved.members, bare, path)
        held = bare
        if isinstance(bare, dict):
            held = self._object(bare, resolved.members, path)
        elif isinstance(bare, list):
            held = self._array(bare, resolved.members, path)
        return conceal(held) if hidden else held

    def _object(self, value: dict[str, Any], declared: Mapping[str, Any], path: str) -> Any:
        declared = self._variant(value, declared, path)
        properties = _object_of(declared.get("properties") or {})
        if not properties and "additionalProperties" not in declared:
            return value
        keys = {name.lower(): name for name in value}
        made = dict(value)
        for name, each in properties.items():
            key = keys.pop(name.lower(), None)
            if key is not None:
                made[key] = self.check(value[key], each, member(path, key))
            elif not self.resolve(each).nullable:
                raise TypeFault(path, f"The required property '{name}' is missing.")
        extra = declared.get("additionalProperties")
        for key in keys.values():
            if extra is False or declared.get("sealed") is True:
                known = ", ".join(properties)
                raise TypeFault(
                    path, f"The property '{key}' is not allowed; the type has '{known}'."
                )
            if isinstance(extra, Mapping):
                made[key] = self.check(value[key], extra, member(path, key))
        return made

    def _variant(
        self, value: dict[str, Any], declared: Mapping[str, Any], path: str
    ) -> Mapping[str, Any]:
        """Of a discriminated union, the member that a value names."""
        discriminator = declared.get("discriminator")
        if not isinstance(discriminator, Mapping):
            return declared
        name = str(discriminator.get("propertyName", ""))
        chosen = member_of(value, name)
        mapping = _object_of(discriminator.get("mapping") or {})
        if not isinstance(chosen, str) or chosen not in mapping:
            known = ",".join(mapping)
            raise TypeFault(
                member(path, name),
                f"The value of the discriminator '{name}' is not part of the allowed value(s): "
                f"'{known}'.",
            )
        variant = self.resolve({"type": "object", **_object_of(mapping[chosen])}).members
        properties = {
            **_object_of(declared.get("properties") or {}),
            **_object_of(variant.get("properties") or {}),
        }
        properties.setdefault(name, {"type": "string"})
        return {**declared, **variant, "properties": properties}

    def _array(self, value: list[Any], declared: Mapping[str, Any], path: str) -> Any:
        prefix = declared.get("prefixItems")
        prefix = prefix if isinstance(prefix, list) else []
        rest = declared.get("items")
        if len(value) < len(prefix):
            raise TypeFault(path, f"The array must have at least '{len(prefix)}' elements.")
        if rest is False and len(value) > len(prefix):
            raise TypeFault(path, f"The array must have exactly '{len(prefix)}' elements.")
        made = list(value)
        for at, held in enumerate(value):
            each = prefix[at] if at < len(prefix) else rest
            if isinstance(each, Mapping):
                made[at] = self.check(held, each, f"{path}[{at}]")
        return made


def _object_of(value: Any) -> Mapping[str, Any]:
    """A part of a type that must be an object."""
    if not isinstance(value, Mapping):
        raise parse_failed(
            f"Expected a value of type 'Object' in a type, but found '{type_name(value)}'."
        )
    return value


def _step(found: Any, key: str) -> Any:
    if isinstance(found, Mapping):
        return member_of(found, key)
    if isinstance(found, list) and key.isdigit() and int(key) < len(found):
        return found[int(key)]
    return None


def _is(kind: str, value: Any) -> bool:
    match kind:
        case "string" | "securestring":
            return isinstance(value, str)
        case "int":
            return is_int(value) and value in INT64
        case "bool":
            return isinstance(value, bool)
        case "array":
            return isinstance(value, list)
        case "any":
            return True
        case _:
            return isinstance(value, dict)


def _allowed(members: Mapping[str, Any], value: Any, path: str, *, hidden: bool) -> None:
    """An array fits when it is allowed itself, or when each of its elements is."""
    allowed = members.get("allowedValues")
    if not isinstance(allowed, list) or any(same(value, each) for each in allowed):
        return
    if isinstance(value, list) and all(any(same(held, x) for x in allowed) for held in value):
        return
    known = ",".join(map(display, allowed))
    raise TypeFault(
        path,
        f"The parameter value is not part of the allowed value(s): '{known}'.",
        shown=None if hidden else display(value),
    )


def _limits(members: Mapping[str, Any], value: Any, path: str) -> None:
    if isinstance(value, str | list):
        size, what = len(value), "Length of the value"
        least, most = members.get("minLength"), members.get("maxLength")
    elif isinstance(value, int) and not isinstance(value, bool):
        size, what = value, "The value"
        least, most = members.get("minValue"), members.get("maxValue")
    else:
        return
    if isinstance(least, int) and size < least:
        raise TypeFault(path, f"{what} should be greater than or equal to '{least}'.")
    if isinstance(most, int) and size > most:
        raise TypeFault(path, f"{what} should be less than or equal to '{most}'.")
