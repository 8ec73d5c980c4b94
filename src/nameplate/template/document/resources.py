"""Resources as a template declares them, read and checked before anything is evaluated."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from nameplate.template.document.sections import member_of, optional, required, spelled, typed
from nameplate.template.errors import validation_failed
from nameplate.template.language.parser import is_expression
from nameplate.template.marks import JsonArray, JsonObject, Mark, mark_of

DEPLOYMENTS: Final = "microsoft.resources/deployments"
OUTSIDE_BODY: Final = frozenset(
    (
        *("condition", "copy", "dependson", "resources", "comments", "existing", "scope"),
        *("apiversion", "name", "type", "metadata", "import", "extension", "options", "asserts"),
        *("resourcegroup", "subscriptionid"),
    )
)
"""Members that are said to the deployment, not to the resource's provider (lower case)."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A resource's ``copy``."""

    holder: JsonObject
    name: str
    serial: bool
    batch: Any
    """The size of a batch in serial mode, maybe an expression."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One resource of a template."""

    body: JsonObject
    type: str
    """With the types of the resources that it is nested in."""
    symbol: str | None
    loop: Loop | None
    children: "tuple[Declaration, ...]"
    existing: bool

    @property
    def mark(self) -> Mark:
        return self.body.mark

    @property
    def written_name(self) -> str:
        """The name as written, for messages before it is evaluated."""
        return str(member_of(self.body, "name"))

    @property
    def is_deployment(self) -> bool:
        return self.type.lower() == DEPLOYMENTS

    def get(self, name: str) -> Any:
        return member_of(self.body, name)

    def mark_of(self, name: str) -> Mark:
        return mark_of(self.body, spelled(self.body, name))


def declared_resources(section: JsonObject | JsonArray, *, symbolic: bool) -> list[Declaration]:
    """The resources of a template: an array, or with symbolic names an object."""
    return list(_declared(section, "", symbolic=symbolic))


def _declared(
    section: JsonObject | JsonArray, parent: str, *, symbolic: bool
) -> Iterator[Declaration]:
    if symbolic:
        for symbol, body in typed(section, "Object", mark_of(section)).items():
            yield _declaration(typed(body, "Object", mark_of(section, symbol)), parent, symbol)
        return
    for at, body in enumerate(typed(section, "Array", mark_of(section))):
        yield _declaration(typed(body, "Object", mark_of(section, at)), parent, None)


def _declaration(body: JsonObject, parent: str, symbol: str | None) -> Declaration:
    for refused in ("import", "extension"):
        if member_of(body, refused) is not None:
            raise validation_failed(
                f"The template resource '{symbol or member_of(body, 'name')}' uses the extension "
                f"'{member_of(body, refused)}'. Extensibility providers are not supported here; "
                "only resources of Azure Resource Manager are",
                body.mark,
            )
    kind = str(required(body, "type", "String")).strip("/")
    name = required(body, "name", "String")
    if is_expression(kind):
        raise validation_failed(
            f"The template resource '{name}' at line '{body.mark.line}' and column "
            f"'{body.mark.column}' is not valid. The type property cannot be an expression. Please "
            "see https://aka.ms/arm-syntax-resources for usage details.",
            body.mark,
        )
    full = f"{parent}/{kind}" if parent else kind
    if "/" not in full:
        raise validation_failed(
            f"The template resource '{name}' at line '{body.mark.line}' and column "
            f"'{body.mark.column}' is invalid. The type '{full}' must be fully qualified. Please "
            "see https://aka.ms/arm-syntax-resources for usage details.",
            body.mark,
        )
    children = optional(body, "resources", "Any")
    return Declaration(
        body,
        full,
        symbol,
        _loop(body),
        tuple(_declared(children, full, symbolic=isinstance(children, dict)) if children else ()),
        member_of(body, "existing") is True,
    )


def _loop(body: JsonObject) -> Loop | None:
    holder = optional(body, "copy", "Object")
    if holder is None:
        return None
    mode = str(member_of(holder, "mode") or "parallel").lower()
    if mode not in ("parallel", "serial"):
        raise validation_failed(
            f"The template 'copy' definition at line '{holder.mark.line}' and column "
            f"'{holder.mark.column}' has the invalid mode '{mode}'. The mode is 'parallel' or "
            "'serial'. Please see https://aka.ms/arm-copy for usage details.",
            holder.mark,
        )
    required(holder, "count", "Any")
    return Loop(
        holder,
        str(required(holder, "name", "String")),
        mode == "serial",
        member_of(holder, "batchSize"),
    )
