"""Storage accounts: names, endpoints, services."""

from typing import Any

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from tests.conformance.providers import STORAGE_BODY
from tests.providers.stand import STORAGE, SUB, Stand

CHECK = f"{SUB}/providers/Microsoft.Storage/checkNameAvailability"


async def test_az_finds_the_endpoints_that_it_needs(stand: Stand) -> None:
    made = await stand.put(STORAGE, STORAGE_BODY)
    endpoints = made.body["properties"]["primaryEndpoints"]

    assert {"blob", "queue", "table", "file"} <= set(endpoints)
    assert endpoints["blob"] == f"https://store1.blob.{AZURE_PUBLIC.storage_suffix}/"
    assert (made.body["kind"], made.body["sku"]) == (
        *("StorageV2", {"name": "Standard_LRS", "tier": "Standard"}),
    )
    assert made.body["properties"]["networkAcls"]["defaultAction"] == "Allow"
    assert "nothing here acts on it" in made.body["inert"]


async def test_names_are_one_namespace(stand: Stand) -> None:
    other = f"{SUB}/resourceGroups/other"
    await stand.put(other, {"location": "westeurope"})
    await stand.put(STORAGE, STORAGE_BODY)

    found = await stand.put(STORAGE.replace("/local/", "/other/"), STORAGE_BODY)
    assert (found.status, found.error) == (409, "StorageAccountAlreadyTaken")


@pytest.mark.parametrize("name", ["ab", "Store", "a-b", "x" * 25])
async def test_what_no_account_is_called(stand: Stand, name: str) -> None:
    found = await stand.put(STORAGE.replace("store1", name), STORAGE_BODY)
    assert (found.status, found.error) == (400, "AccountNameInvalid")


@pytest.mark.parametrize("sku", [None, {}, {"name": 1}, {"name": "Gold"}])
async def test_a_sku_is_required(stand: Stand, sku: Any) -> None:
    found = await stand.put(STORAGE, {"location": "westeurope", "sku": sku})
    assert (found.status, found.error) == (400, "InvalidRequestPropertyValue")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("free1", None), ("store1", "AlreadyExists"), ("A", "AccountNameInvalid")],
)
async def test_names_can_be_asked_for(stand: Stand, name: str, reason: str | None) -> None:
    await stand.put(STORAGE, STORAGE_BODY)
    found = await stand.send("POST", CHECK, {"name": name, "type": "x"})
    assert (found.body["nameAvailable"], found.body.get("reason")) == (reason is None, reason)
    assert (await stand.send("POST", CHECK, {})).status == 400


@pytest.mark.parametrize(
    "below",
    [
        "blobServices/default/containers/images",
        "queueServices/default/queues/jobs",
        "tableServices/default/tables/People",
        "fileServices/default/shares/home",
    ],
)
async def test_services_are_there_and_hold_things(stand: Stand, below: str) -> None:
    path = f"{STORAGE}/{below}"
    lonely = await stand.put(path, {"properties": {}})
    await stand.put(STORAGE, STORAGE_BODY)
    service = await stand.get(path.rsplit("/", 2)[0])
    made = await stand.put(path, {"properties": {"metadata": {"a": "1"}}})
    odd = await stand.put(f"{path.rpartition('/')[0]}/-", {})

    assert lonely.error == "ParentResourceNotFound"
    assert service.status == 200
    assert (made.status, made.body["properties"]) == (201, {"metadata": {"a": "1"}})
    assert odd.error == "InvalidResourceName"
    assert (await stand.delete(STORAGE)).status == 200
    assert await stand.below(STORAGE) == []


async def test_the_oldest_version_says_its_sku_as_account_type(stand: Stand) -> None:
    body = {"location": "westeurope", "properties": {"accountType": "Standard_GRS"}}
    made = await stand.put(STORAGE, body, query="api-version=2015-06-15")
    assert made.body["sku"] == {"name": "Standard_GRS", "tier": "Standard"}
