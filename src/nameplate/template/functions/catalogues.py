"""Functions about what a cloud offers: providers and availability zones."""

from typing import Any, Final

from nameplate.template.errors import ExpressionFault
from nameplate.template.functions.function import Function, Sees
from nameplate.template.functions.words import (
    expect_all,
    is_array,
    see,
    shortened,
    type_name,
)
from nameplate.template.language.frame import Frame


def providers(frame: Frame, namespace: Any, resource_type: Any = None) -> dict[str, Any]:
    given = (namespace,) if resource_type is None else (namespace, resource_type)
    expect_all("providers", given, ("string", "string"))
    known = frame.scope.environment.providers
    found = known.find(namespace, resource_type) if known else None
    if found is None:
        name = "/".join(given)
        raise ExpressionFault(
            f"The resource provider or type '{shortened(name)}' is not known. {see('providers')}"
        )
    return dict(found)


def pick_zones(
    frame: Frame,
    namespace: Any,
    resource_type: Any,
    location: Any,
    count: Any = 1,
    offset: Any = 0,
) -> list[str]:
    """So many zones from an offset; an empty array where a location has none."""
    kinds = ("string", "string", "string", "integer", "integer")
    expect_all("pickZones", (namespace, resource_type, location, count, offset), kinds)
    known = frame.scope.environment.zones
    zones = list(known.of(namespace, resource_type, location)) if known else []
    if not zones:
        return []
    if count < 1 or offset < 0 or offset + count > len(zones):
        raise ExpressionFault(
            f"The template language function 'pickZones' cannot pick '{count}' zones from "
            f"'{offset}': '{shortened(location)}' has '{len(zones)}'. {see('pickZones')}"
        )
    return zones[offset : offset + count]


def _translated(frame: Frame, function: str, values: tuple[Any, Any, Any]) -> str:
    expect_all(function, values, ("string", "string", "string"))
    known = frame.scope.environment.zones
    found = None
    if known:
        translate = known.logical if function.startswith("toLogical") else known.physical
        found = translate(*values)
    if found is None:
        raise ExpressionFault(
            f"The template language function '{function}' knows no zone '{shortened(values[2])}' "
            f"in '{shortened(values[1])}'. {see(function)}"
        )
    return found


def _many(frame: Frame, function: str, values: tuple[Any, Any, Any]) -> list[str]:
    subscription, location, zones = values
    if not is_array(zones):
        raise ExpressionFault(
            f"The template language function '{function}' expects its third parameter to be an "
            f"array. The provided value is of type '{type_name(zones)}'. {see(function)}"
        )
    return [_translated(frame, function, (subscription, location, zone)) for zone in zones]


def to_logical_zone(frame: Frame, *values: Any) -> str:
    return _translated(frame, "toLogicalZone", (values[0], values[1], values[2]))


def to_physical_zone(frame: Frame, *values: Any) -> str:
    return _translated(frame, "toPhysicalZone", (values[0], values[1], values[2]))


def to_logical_zones(frame: Frame, *values: Any) -> list[str]:
    return _many(frame, "toLogicalZones", (values[0], values[1], values[2]))


def to_physical_zones(frame: Frame, *values: Any) -> list[str]:
    return _many(frame, "toPhysicalZones", (values[0], values[1], values[2]))


def _offered(name: str, summary: str, apply: Any, least: int, most: int) -> Function:
    return Function(
        name=name,
        family="Resource",
        summary=summary,
        apply=apply,
        least=least,
        most=most,
        sees=Sees.FRAME,
    )


FUNCTIONS: Final = (
    _offered("providers", "what a resource provider or a type of it offers", providers, 1, 2),
    _offered("pickZones", "availability zones of a type in a location", pick_zones, 3, 5),
    _offered("toLogicalZone", "a subscription's zone for a physical one", to_logical_zone, 3, 3),
    _offered("toLogicalZones", "the same of several", to_logical_zones, 3, 3),
    _offered("toPhysicalZone", "the physical zone behind a logical one", to_physical_zone, 3, 3),
    _offered("toPhysicalZones", "the same of several", to_physical_zones, 3, 3),
)
