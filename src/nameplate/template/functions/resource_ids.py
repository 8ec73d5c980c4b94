"""The functions that make resource ids, and the ids of types and names."""

import re
from typing import Any, Final

from nameplate.template.environment import Level
from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import Function, Sees
from nameplate.template.functions.words import is_text, see, shortened, type_name
from nameplate.template.language.frame import Frame

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
GROUPS: Final = "microsoft.resources/resourcegroups"
_SUBSCRIPTIONS: Final = "microsoft.resources/subscriptions"


def id_of(scope: str, resource_type: str, names: list[str]) -> str:
    """The id of a resource: ``{scope}/providers/NS/TYPE/NAME...``."""
    if resource_type.lower() == GROUPS:
        return f"{scope}/resourceGroups/{names[0]}"
    if resource_type.lower() == _SUBSCRIPTIONS:
        return f"/subscriptions/{names[0]}"
    namespace, *types = resource_type.split("/")
    pairs = "/".join(f"{kind}/{name}" for kind, name in zip(types, names, strict=True))
    return f"{scope}/providers/{namespace}/{pairs}"


def _parts(
    function: str, values: tuple[Any, ...], leading: int
) -> tuple[list[str], str, list[str]]:
    """The optional ids in front, the type and the names."""
    for value in values:
        if not is_text(value):
            raise ExpressionFault(
                f"Unable to evaluate template language function '{function}': all function "
                f"arguments should be string literals. The provided value is of type "
                f"'{type_name(value)}'. {see(function)}"
            )
    at = next((n for n, value in enumerate(values) if n <= leading and "/" in value), None)
    if at is None:
        raise ExpressionFault(
            f"Unable to evaluate template language function '{function}': function requires fully "
            f"qualified resource type '{shortened(values[0])}' as one of first {leading + 1} "
            f"argument(s). {see(function)}"
        )
    resource_type, names = values[at].strip("/"), list(values[at + 1 :])
    wanted = resource_type.count("/")
    if wanted == 0 or wanted != len(names) or "" in names:
        raise ExpressionFault(
            f"Unable to evaluate template language function '{function}': the type "
            f"'{shortened(resource_type)}' requires '{wanted}' resource name argument(s). "
            f"{see(function)}"
        )
    return list(values[:at]), resource_type, names


def resource_id(frame: Frame, *values: Any) -> str:
    """``resourceId([subscription], [group], type, name...)``."""
    before, resource_type, names = _parts("resourceId", values, 2)
    environment = frame.scope.environment
    match before:
        case [subscription, group]:
            scope = f"/subscriptions/{subscription}/resourceGroups/{group}"
        case [given] if environment.level is not Level.GROUP and _GUID.fullmatch(given):
            scope = f"/subscriptions/{given}"
        case [group]:
            scope = f"/subscriptions/{environment.subscription_id}/resourceGroups/{group}"
        case _:
            below = environment.level in (Level.GROUP, Level.SUBSCRIPTION)
            scope = environment.scope if below else ""
            if resource_type.lower() == GROUPS and environment.subscription_id:
                scope = f"/subscriptions/{environment.subscription_id}"
    return id_of(scope, resource_type, names)


def subscription_resource_id(frame: Frame, *values: Any) -> str:
    before, resource_type, names = _parts("subscriptionResourceId", values, 1)
    subscription = before[0] if before else frame.scope.environment.subscription_id
    if not subscription:
        raise ExpressionFault(
            "Unable to evaluate template language function 'subscriptionResourceId': a "
            f"subscription id is required above subscriptions. {see('subscriptionResourceId')}"
        )
    return id_of(f"/subscriptions/{subscription}", resource_type, names)


def tenant_resource_id(*values: Any) -> str:
    _, resource_type, names = _parts("tenantResourceId", values, 0)
    return id_of("", resource_type, names)


def management_group_resource_id(frame: Frame, *values: Any) -> str:
    before, resource_type, names = _parts("managementGroupResourceId", values, 1)
    group = before[0] if before else (frame.scope.environment.management_group or {}).get("name")
    if not group:
        raise ExpressionFault(
            "Unable to evaluate template language function 'managementGroupResourceId': a "
            f"management group is required here. {see('managementGroupResourceId')}"
        )
    scope = f"/providers/Microsoft.Management/managementGroups/{group}"
    return id_of(scope, resource_type, names)


def extension_resource_id(base: Any, *values: Any) -> str:
    if not is_text(base) or not (base.startswith("/") or base == ""):
        raise ExpressionFault(
            "Unable to evaluate template language function 'extensionResourceId': the first "
            f"argument should be a resource id. The provided value is '{shortened(base)}'. "
            f"{see('extensionResourceId')}"
        )
    _, resource_type, names = _parts("extensionResourceId", values, 0)
    return id_of(base.rstrip("/"), resource_type, names)


def _id(name: str, summary: str, apply: Any, least: int, sees: Sees = Sees.FRAME) -> Function:
    return Function(
        name=name, family="Resource", summary=summary, apply=apply, least=least, sees=sees
    )


FUNCTIONS: Final = (
    _id("resourceId", "the id of a resource here or in another group", resource_id, 2),
    _id("subscriptionResourceId", "of one in a subscription", subscription_resource_id, 2),
    _id("managementGroupResourceId", "in a management group", management_group_resource_id, 2),
    _id(
        "tenantResourceId", "the id of a resource of the tenant", tenant_resource_id, 2, Sees.VALUES
    ),
    _id(
        "extensionResourceId",
        "the id of a resource that extends another",
        extension_resource_id,
        3,
        Sees.VALUES,
    ),
)
