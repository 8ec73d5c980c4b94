"""Resources as they will be deployed: loops unrolled, names, ids and conditions known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nameplate.template.document.materialize import COPY_LIMIT, copy_count, materialize
from nameplate.template.document.resources import Declaration, Loop
from nameplate.template.document.sections import member_of
from nameplate.template.environment import Environment
from nameplate.template.errors import (
    ExpressionFault,
    InvalidTemplate,
    resource_invalid,
    validation_failed,
)
from nameplate.template.functions.resource_ids import id_of
from nameplate.template.functions.words import is_int, is_text, type_name
from nameplate.template.language.frame import Frame
from nameplate.template.marks import Mark
from nameplate.template.secrets import reveal

RESOURCE_LIMIT: Final = 800
_TENANT_TYPES: Final = ("microsoft.management/managementgroups", "microsoft.subscription/aliases")


@dataclass(frozen=True, slots=True)
class Instance:
    """One resource to deploy (or, existing, to refer to)."""

    declaration: Declaration
    frame: Frame
    id: str
    name: str
    api_version: str
    scope: str
    """The id of what it stands in, or of the resource that it extends."""
    active: bool
    """Whether its condition holds."""
    turn: int | None = None
    """Its turn in the loop that made it."""
    batch: int = 0
    """How many turns a serial loop runs at a time; 0 of others."""

    @property
    def type(self) -> str:
        return self.declaration.type

    @property
    def existing(self) -> bool:
        return self.declaration.existing

    @property
    def key(self) -> str:
        return self.id.lower()

    @property
    def mark(self) -> Mark:
        return self.declaration.mark


def instances(
    declarations: Sequence[Declaration], frame: Frame, target: Environment
) -> list[Instance]:
    """Every resource of a template, in the order of the document; ``frame`` is a head's."""
    found: list[Instance] = []
    for each in _all(declarations, frame, target, None):
        found.append(each)
        if len(found) > RESOURCE_LIMIT * 2:
            break
    deployed = sum(not each.existing for each in found)
    if deployed > RESOURCE_LIMIT:
        raise validation_failed(
            "The number of template resources limit exceeded. "
            f"Limit: '{RESOURCE_LIMIT}' and actual count: '{deployed}'. "
            "Please see https://aka.ms/arm-template-limits for usage details."
        )
    return found


def _all(
    declarations: Sequence[Declaration],
    frame: Frame,
    target: Environment,
    parent: Instance | None,
) -> Iterator[Instance]:
    for declaration in declarations:
        for inner, turn, batch in _rounds(declaration, frame):
            made = _instance(declaration, inner, target, parent)
            made = replace(made, turn=turn, batch=batch)
            yield made
            yield from _all(declaration.children, inner, target, made)


def _rounds(declaration: Declaration, frame: Frame) -> Iterator[tuple[Frame, int | None, int]]:
    """The frame of each turn: one turn where there is no loop."""
    loop = declaration.loop
    if loop is None:
        yield frame, None, 0
        return
    try:
        count = copy_count(member_of(loop.holder, "count"), frame, loop.holder.mark)
        batch = _batch(loop, frame)
    except ExpressionFault as fault:
        if fault.message.startswith("The template 'copy' definition"):
            raise validation_failed(f"{fault.message}.", loop.holder.mark) from None
        raise _invalid(declaration, fault) from None
    for turn in range(count):
        yield frame.in_copy(loop.name, turn, own=True), turn, batch


def _batch(loop: Loop, frame: Frame) -> int:
    if not loop.serial:
        return 0
    size = 1 if loop.batch is None else reveal(materialize(loop.batch, frame))
    if not is_int(size) or not 1 <= size <= COPY_LIMIT:
        raise ExpressionFault(
            f"The template 'copy' definition at line '{loop.holder.mark.line}' and column "
            f"'{loop.holder.mark.column}' has an invalid batch size. The batch size must be a "
            f"positive integer value and cannot exceed '{COPY_LIMIT}'. Please see "
            "https://aka.ms/arm-copy for usage details"
        )
    return size


def _instance(
    declaration: Declaration, frame: Frame, target: Environment, parent: Instance | None
) -> Instance:
    active: bool | None = None
    try:
        active = _condition(declaration, frame) and (parent is None or parent.active)
        own = _text(declaration, "name", frame)
        name = f"{parent.name}/{own}" if parent else own
        scope = parent.scope if parent else _scope(declaration, frame, target)
        api_version = _api_version(declaration, frame)
        _check_segments(declaration, name)
    except ExpressionFault as fault:
        if active is False:
            return _nameless(declaration, frame)
        raise _invalid(declaration, fault) from None
    except InvalidTemplate:
        if active is False:
            return _nameless(declaration, frame)
        raise
    resource_id = id_of(scope, declaration.type, name.split("/"))
    return Instance(declaration, frame, resource_id, name, api_version, scope, active)


def _nameless(declaration: Declaration, frame: Frame) -> Instance:
    """A resource whose condition does not hold need not have a name that can be evaluated."""
    return Instance(declaration, frame, id="", name="", api_version="", scope="", active=False)


def _text(declaration: Declaration, member: str, frame: Frame) -> str:
    value = reveal(materialize(declaration.get(member), frame))
    if not is_text(value) or not value:
        raise ExpressionFault(
            f"The '{member}' property must be a string with a value. The provided value is of type "
            f"'{type_name(value)}'"
        )
    return value


def _api_version(declaration: Declaration, frame: Frame) -> str:
    given = declaration.get("apiVersion")
    if given is not None:
        return _text(declaration, "apiVersion", frame)
    mark = declaration.mark
    raise validation_failed(
        f"The template resource '{declaration.written_name}' at line '{mark.line}' and column "
        f"'{mark.column}' is invalid. The api-version is required: the resource has no "
        "'apiVersion'. Please see https://aka.ms/arm-syntax-resources for usage details.",
        mark,
    )


def _condition(declaration: Declaration, frame: Frame) -> bool:
    given = declaration.get("condition")
    if given is None:
        return True
    value = reveal(materialize(given, frame))
    if is_text(value) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise ExpressionFault(
            "The 'condition' property must be a boolean. The provided value is of type "
            f"'{type_name(value)}'"
        )
    return value


def _scope(declaration: Declaration, frame: Frame, target: Environment) -> str:
    """Where a resource stands: its ``scope``, else what is deployed to."""
    given = declaration.get("scope")
    if given is not None:
        return scope_id(_text(declaration, "scope", frame), target)
    elsewhere = _other_group(declaration, frame, target)
    if elsewhere is not None:
        return elsewhere
    return "" if declaration.type.lower() in _TENANT_TYPES else target.scope


def scope_id(text: str, target: Environment) -> str:
    """A scope as an id: one that is relative stands in what is deployed to."""
    if text.startswith("/"):
        return text.rstrip("/")
    if text.lower().startswith("microsoft.management/managementgroups/"):
        return f"/providers/{text}"
    return f"{target.scope}/providers/{text}"


def _other_group(declaration: Declaration, frame: Frame, target: Environment) -> str | None:
    """A nested deployment, or what exists, may be in another subscription or group."""
    group, subscription = (
        reveal(materialize(declaration.get(name), frame))
        for name in ("resourceGroup", "subscriptionId")
    )
    if not group and not subscription:
        return None
    scope = f"/subscriptions/{subscription or target.subscription_id}"
    return f"{scope}/resourceGroups/{group}" if group else scope


def _check_segments(declaration: Declaration, name: str) -> None:
    names = name.split("/")
    if len(names) == declaration.type.count("/") and all(names):
        return
    mark = declaration.mark
    raise validation_failed(
        f"The template resource '{name}' for type '{declaration.type}' at line '{mark.line}' and "
        f"column '{mark.column}' has incorrect segment lengths. A nested resource type must have "
        "identical number of segments as its resource name. A root resource type must have segment "
        "length one greater than its resource name. Please see "
        "https://aka.ms/arm-syntax-resources for usage details.",
        mark,
    )


def _invalid(declaration: Declaration, fault: ExpressionFault) -> InvalidTemplate:
    return resource_invalid(declaration.written_name, fault.message, declaration.mark)
