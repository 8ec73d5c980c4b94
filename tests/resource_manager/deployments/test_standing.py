"""What stands for itself in a group, beside what was deployed."""

from nameplate.resource_manager.deployments.standing import standing_beside
from tests.providers.stand import GROUP, PLAN, SITE, Stand

SLOT = f"{SITE}/slots/blue"


async def test_what_is_in_something_that_stands_there_goes_with_it() -> None:
    stand = Stand()
    await stand.with_group()
    await stand.put(PLAN, {"location": "westeurope", "sku": {"name": "S1"}, "properties": {}})
    for each in (SITE, SLOT):
        body = {"location": "westeurope", "properties": {"serverFarmId": PLAN}}
        assert (await stand.put(each, body)).status == 200
    await stand.put(f"{SITE}/config/appsettings", {"properties": {"a": "1"}})

    async def beside(*deployed: str) -> set[str]:
        kept = {each.lower() for each in deployed}
        return {each.id for each, _ in await standing_beside(stand.phases, GROUP, kept)}

    assert await beside() == {PLAN, SITE}
    assert await beside(SITE) == {PLAN, SLOT}
    assert await beside(SITE, SLOT, PLAN) == set()
