"""Providers and zones."""

import pytest

from nameplate.template.errors import ExpressionFault
from tests.fakes.template_world import SUBSCRIPTION, environment
from tests.template.evaluating import bind, evaluate


def test_providers_tells_of_a_namespace_or_a_type() -> None:
    assert evaluate("providers('Microsoft.Web').namespace") == "Microsoft.Web"
    assert evaluate("providers('Microsoft.Web', 'sites').apiVersions[0]") == "2023-01-01"


def test_zones_are_picked_from_an_offset() -> None:
    picked = "pickZones('Microsoft.Compute', 'virtualMachines', 'westeurope'"
    assert evaluate(f"{picked})") == ["1"]
    assert evaluate(f"{picked}, 2, 1)") == ["2", "3"]
    assert evaluate("pickZones('Microsoft.Compute', 'virtualMachines', 'nowhere')") == []
    nothing = bind(None, environment(zones=None), variables={"z": f"[{picked})]"})
    assert nothing.variable("z") == []


def test_zones_are_translated_both_ways() -> None:
    place = f"'{SUBSCRIPTION}', 'westeurope'"
    assert evaluate(f"toPhysicalZone({place}, '1')") == "westeurope-az3"
    assert evaluate(f"toLogicalZone({place}, 'westeurope-az3')") == "1"
    there = f"toPhysicalZones({place}, createArray('1', '2'))"
    assert evaluate(f"toLogicalZones({place}, {there})") == ["1", "2"]


@pytest.mark.parametrize(
    "expression",
    [
        "providers('No.Such')",
        "providers(1)",
        "pickZones('a', 'b', 'westeurope', 4)",
        "toPhysicalZone('s', 'westeurope', '9')",
        "toPhysicalZones('s', 'westeurope', '1')",
    ],
)
def test_what_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionFault):
        evaluate(expression)
