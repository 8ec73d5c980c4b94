"""A plan's SKU and properties."""

from typing import Any

import pytest

from nameplate.core.errors import BadRequest
from nameplate.providers import server_farm_properties as documents
from nameplate.resource_manager.records import Resource
from tests.providers.stand import PLAN


@pytest.mark.parametrize(
    ("given", "tier", "family", "capacity"),
    [
        (None, "Free", "F", 1),
        ({"name": "B1"}, "Basic", "B", 1),
        ({"name": "P1v2"}, "PremiumV2", "Pv2", 1),
        ({"size": "S2", "capacity": 3}, "Standard", "S", 3),
        ({"name": "Y1", "tier": "dynamic"}, "Dynamic", "Y", 0),
        ({"name": "EP1"}, "ElasticPremium", "EP", 1),
        ({"name": "P0mv3"}, "PremiumMV3", "Pmv3", 1),
        ({"name": "Z9", "tier": "Later"}, "Later", "", 1),
        ({"name": "oddly named", "tier": "T", "family": "F"}, "T", "F", 1),
    ],
)
def test_a_skus_name_says_the_rest(given: Any, tier: str, family: str, capacity: int) -> None:
    found = documents.sku(given)
    assert (found["tier"], found["family"], found["capacity"]) == (tier, family, capacity)


def test_a_skus_members_stand_in_the_recorded_order() -> None:
    given = {"capacity": 2, "tier": "Basic", "name": "B1", "locations": []}
    assert list(documents.sku(given)) == [
        *("name", "tier", "size", "family", "capacity", "locations")
    ]


def test_a_sku_of_another_shape_is_refused() -> None:
    with pytest.raises(BadRequest):
        documents.sku({"name": 1})


@pytest.mark.parametrize(
    ("version", "written", "echoed"),
    [("2022-03-01", True, True), ("2022-03-01", False, False), ("2019-08-01", True, False)],
)
def test_newer_answers_to_a_put_have_the_sku_twice(
    version: str, *, written: bool, echoed: bool
) -> None:
    plan = Resource(
        id=PLAN,
        type="Microsoft.Web/serverfarms",
        name="plan1",
        location="westus",
        kind="linux",
        tags=None,
        sku=documents.sku({"name": "Y1"}),
        properties={"reserved": True, "somethingNewer": 1},
    )
    found = documents.shown(plan, sites=2, written=written, api_version=version)

    assert ("sku" in found) is echoed
    assert (found["computeMode"], found["reserved"], found["somethingNewer"]) == (
        "Dynamic",
        True,
        1,
    )
    assert (found["geoRegion"], found["webSpace"]) == ("West US", "local-WestUSwebspace")
    assert list(found)[:2] == ["serverFarmId", "name"]


def test_computed_members_are_not_taken_from_a_body() -> None:
    given = {"reserved": True, "status": "Ready", "sku": {}, "newer": 1, "isXenon": None}
    assert documents.kept(given) == {"reserved": True, "newer": 1}
    assert (documents.kind_of(given), documents.kind_of({})) == ("linux", "app")
