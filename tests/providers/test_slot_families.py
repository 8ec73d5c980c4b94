"""A site and its slots, and the ids of their content."""

import pytest

from nameplate.providers.site_names import site_name
from nameplate.providers.slot_families import (
    SlotFamilies,
    deployment_id,
    member_key,
    site_key,
    slot_of,
)
from tests.providers.stand import SITE, SLOT, Stand

BODY = {"location": "westeurope"}


@pytest.fixture
async def family(stand: Stand) -> SlotFamilies:
    """A site with a slot, and another site."""
    for path in (SITE, SLOT, f"{SITE}2"):
        await stand.put(path, BODY)
    return SlotFamilies(stand.store.resources)


async def test_members_are_the_site_and_its_slots(stand: Stand, family: SlotFamilies) -> None:
    for path in (SITE, SLOT):
        found = await family.members(path.lower(), stand.store.resources.find)
        assert [each.id for each in found] == [SITE, SLOT]
        assert [slot_of(each) for each in found] == ["production", "staging"]


def test_keys_of_a_family_follow_from_one_another() -> None:
    slot, site = SLOT.lower(), SITE.lower()
    assert (site_key(slot), site_key(site)) == (site, site)
    assert member_key(slot, "Production") == site
    assert member_key(site, "Staging") == slot


async def test_a_slot_gets_an_id_as_recorded_and_keeps_it(stand: Stand) -> None:
    await stand.put(SITE, BODY)
    made = (await stand.put(SLOT, BODY)).body["properties"]["deploymentId"]
    assert made.startswith("web1__")
    assert len(made) == len("web1__4caa")
    given = {**BODY, "properties": {"deploymentId": "web1"}}
    assert (await stand.put(SLOT, given)).body["properties"]["deploymentId"] == made
    assert (await stand.get(SITE)).body["properties"]["deploymentId"] == "web1"


async def test_a_slot_made_again_never_gets_what_its_site_has_now(
    stand: Stand, family: SlotFamilies
) -> None:
    slot = await stand.store.resources.find(SLOT.lower())
    assert slot is not None
    called, find = site_name(SLOT), stand.store.resources.find
    fresh = await family.fresh_id(SLOT.lower(), called, find)
    assert fresh != deployment_id(slot)
    assert fresh == await family.fresh_id(SLOT.lower(), called, find)
