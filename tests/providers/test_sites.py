"""Sites, and whether a name is free."""

from typing import Any

import pytest

from tests.conformance.providers import SITE_BODY
from tests.providers.stand import SITE, SUB, Stand

CHECK = f"{SUB}/providers/Microsoft.Web/checknameavailability"


async def test_a_site_in_azures_order(stand: Stand) -> None:
    made = await stand.put(SITE, SITE_BODY)

    assert made.status == 200
    assert list(made.body) == [
        *("id", "name", "type", "kind", "location", "tags", "properties", "identity"),
    ]
    assert (made.body["kind"], made.body["properties"]["httpsOnly"]) == ("app", True)


async def test_without_tags_and_identity_there_are_none(stand: Stand) -> None:
    made = await stand.put(SITE, {"location": "westeurope"})
    assert not {"tags", "identity"} & set(made.body)


async def test_the_founding_documents_resource(stand: Stand) -> None:
    """Its properties of 2016-08-01 come back as they were given."""
    given = {
        "name": "web1",
        "serverFarmId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/serverfarms/p",
        "hostingEnvironment": "",
        "clientAffinityEnabled": False,
        "siteConfig": {"alwaysOn": True},
    }
    body = {"location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": given}
    await stand.put(SITE, body, query="api-version=2016-08-01")

    found = (await stand.get(SITE, query="api-version=2016-08-01")).body

    for name in ("serverFarmId", "hostingEnvironment", "clientAffinityEnabled"):
        assert found["properties"][name] == given[name]
    assert found["properties"]["siteConfig"]["alwaysOn"] is True
    assert found["identity"]["principalId"]


async def test_a_name_is_taken_everywhere(stand: Stand) -> None:
    other = f"{SUB}/resourceGroups/other"
    await stand.put(other, {"location": "westeurope"})
    await stand.put(SITE, SITE_BODY)

    found = await stand.put(f"{other}/providers/Microsoft.Web/sites/WEB1", SITE_BODY)

    assert (found.status, found.body["Code"]) == (409, "Conflict")
    assert found.body["Message"] == "Website with given name WEB1 already exists."
    assert len(await stand.directory.service_principals()) == 1


@pytest.mark.parametrize(
    ("name", "available", "reason"),
    [("free", True, ""), ("WEB1", False, "AlreadyExists"), ("a_b", False, "Invalid")],
)
async def test_names_can_be_asked_for(stand: Stand, name: str, available: Any, reason: str) -> None:
    await stand.put(SITE, SITE_BODY)

    found = await stand.send("POST", CHECK, {"name": name, "type": "Site"})

    assert (found.status, found.body["nameAvailable"]) == (200, available)
    assert found.body["reason"] == reason


async def test_asking_for_no_name_is_refused(stand: Stand) -> None:
    assert (await stand.send("POST", CHECK, {})).status == 400
    assert (await stand.get(CHECK)).status == 405
