"""App Service plans: what sites name, and what stays as long as they do."""

from tests.conformance.providers import PLAN_BODY
from tests.providers.stand import GROUP, PLAN, SITE, SUB, Stand

SITE_IN_IT = {"location": "westeurope", "properties": {"serverFarmId": PLAN}}


async def test_a_plan_in_azures_order(stand: Stand) -> None:
    made = await stand.put(PLAN, PLAN_BODY)

    assert made.status == 200
    assert list(made.body) == [
        *("id", "name", "type", "kind", "location", "tags", "properties", "sku"),
    ]
    assert made.body["sku"] == {
        "name": "P1v3",
        "capacity": 2,
        "tier": "PremiumV3",
        "size": "P1v3",
        "family": "Pv3",
    }


async def test_it_counts_its_sites_and_stays_while_they_do(stand: Stand) -> None:
    await stand.put(PLAN, PLAN_BODY)
    await stand.put(SITE, SITE_IN_IT)

    shown = await stand.get(PLAN)
    refused = await stand.delete(PLAN)
    await stand.delete(SITE)
    gone = await stand.delete(PLAN)

    assert shown.body["properties"]["numberOfSites"] == 1
    assert (refused.status, refused.body["Code"]) == (409, "Conflict")
    assert "web1" in refused.body["Message"]
    assert gone.status == 200


async def test_a_group_takes_plan_and_sites_along(stand: Stand) -> None:
    await stand.put(PLAN, PLAN_BODY)
    await stand.put(SITE, SITE_IN_IT)
    assert (await stand.delete(GROUP)).status == 202
    assert await stand.below(GROUP) == []


async def test_a_plan_of_another_groups_site_keeps_its_group(stand: Stand) -> None:
    other = f"{SUB}/resourceGroups/other"
    await stand.put(other, {"location": "westeurope"})
    await stand.put(PLAN, PLAN_BODY)
    await stand.put(f"{other}/providers/Microsoft.Web/sites/web1", SITE_IN_IT)
    assert (await stand.delete(GROUP)).status == 409


async def test_a_missing_plan_is_spelled_as_azure_does(stand: Stand) -> None:
    found = await stand.get(PLAN)
    assert found.status == 404
    assert "'Microsoft.Web/serverFarms/plan1'" in found.body["error"]["message"]
