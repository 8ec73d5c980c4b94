"""The end of a swap, asked for at its Location."""

import uuid

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.providers.slot_operations import accepted
from tests.providers.stand import SITE, SLOT, Stand

BODY = {"location": "westeurope"}


@pytest.fixture
async def swapped(stand: Stand) -> str:
    """The path of an operation: a swap of a site and its slot."""
    await stand.put(SITE, BODY)
    await stand.put(SLOT, BODY)
    answer = await stand.send("POST", f"{SLOT}/slotsswap", {"targetSlot": "production"})
    assert (answer.status, answer.body) == (202, None)
    path, _, query = answer.headers["location"].partition("?")
    assert query.startswith("api-version=")
    return path.removeprefix(AZURE_PUBLIC.resource_manager)


async def test_it_ends_with_the_slot(stand: Stand, swapped: str) -> None:
    assert swapped.startswith(f"{SLOT}/operationresults/")
    uuid.UUID(swapped.rpartition("/")[2])
    done = await stand.get(swapped)
    assert done.status == 200
    assert done.headers["etag"]
    assert (done.body["id"], done.body["name"]) == (SLOT, "web1/staging")
    assert done.body["properties"]["slotSwapStatus"]["destinationSlotName"] == "Production"


async def test_an_operation_is_of_its_slot_and_was_before_now(stand: Stand, swapped: str) -> None:
    name = swapped.rpartition("/")[2]
    site = await stand.store.resources.find(SLOT.lower())
    assert site is not None
    later = accepted(site, AZURE_PUBLIC, "2022-03-01", now=stand.clock.now() + 60)
    for wrong in (
        f"{SITE}/operationresults/{name}",
        f"{SLOT}/operationresults/{uuid.UUID(int=7)}",
        f"{SLOT}/operationresults/soon",
        dict(later.headers)["Location"].partition("?")[0].partition(".com")[2],
    ):
        assert (await stand.get(wrong)).status == 404
