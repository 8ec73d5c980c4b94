"""Subscriptions, tenants and regions."""

from tests.providers.stand import STRANGER, SUB, SUBSCRIPTION, TENANT, Stand


async def test_the_one_subscription(stand: Stand) -> None:
    listed = (await stand.get("/subscriptions")).body["value"]

    assert listed == [(await stand.get(SUB)).body]
    assert (listed[0]["subscriptionId"], listed[0]["tenantId"]) == (SUBSCRIPTION, TENANT)
    assert listed[0]["state"] == "Enabled"


async def test_who_has_no_right_sees_no_subscription(stand: Stand) -> None:
    stand.doorkeeper.principal = STRANGER

    assert (await stand.get("/subscriptions")).body == {"value": []}
    assert (await stand.get(SUB)).status == 403


async def test_everybody_sees_the_tenant_and_the_regions(stand: Stand) -> None:
    stand.doorkeeper.principal = STRANGER

    (tenant,) = (await stand.get("/tenants")).body["value"]
    regions = (await stand.get(f"{SUB}/locations")).body["value"]

    assert (tenant["tenantId"], tenant["defaultDomain"]) == (TENANT, "contoso.example")
    assert {"name": "westeurope", "displayName": "West Europe"}.items() <= next(
        each for each in regions if each["name"] == "westeurope"
    ).items()
