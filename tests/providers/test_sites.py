"""Sites and their slots."""

import pytest

from tests.conformance.providers import PLAN_BODY, SITE_BODY
from tests.providers.stand import PLAN, SITE, SLOT, SUB, TENANT, Stand


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
        "serverFarmId": PLAN,
        "hostingEnvironment": "",
        "clientAffinityEnabled": False,
        "alwaysOn": True,
    }
    body = {"location": "westeurope", "identity": {"type": "SystemAssigned"}, "properties": given}
    await stand.put(PLAN, PLAN_BODY)
    await stand.put(SITE, body, query="api-version=2016-08-01")

    found = (await stand.get(SITE, query="api-version=2016-08-01")).body

    assert {name: found["properties"][name] for name in given} == given
    assert found["identity"]["tenantId"] == TENANT
    assert found["identity"]["principalId"]


async def test_a_name_is_taken_everywhere(stand: Stand) -> None:
    other = f"{SUB}/resourceGroups/other"
    await stand.put(other, {"location": "westeurope"})
    await stand.put(SITE, SITE_BODY)

    found = await stand.put(f"{other}/providers/Microsoft.Web/sites/WEB1", SITE_BODY)

    assert (found.status, found.body["Code"]) == (409, "Conflict")
    assert found.body["Message"] == "Website with given name WEB1 already exists."
    assert len(await stand.directory.service_principals()) == 1


@pytest.mark.parametrize("plan", [PLAN, "plan1"])
async def test_a_plan_that_is_not_there_is_refused_as_recorded(stand: Stand, plan: str) -> None:
    found = await stand.put(SITE, {"location": "westeurope", "properties": {"serverFarmId": plan}})

    assert (found.status, found.body["Code"]) == (404, "NotFound")
    assert found.body["Message"] == "Cannot find ServerFarm with name plan1."
    assert found.body["Details"][2]["ErrorEntity"]["ExtendedCode"] == "51004"
    assert await stand.directory.service_principals() == []


async def test_the_plans_tier_is_shown(stand: Stand) -> None:
    await stand.put(PLAN, {"location": "westeurope", "sku": {"name": "B1"}})
    body = {"location": "westeurope", "properties": {"serverFarmId": "plan1"}}
    found = await stand.put(SITE, body)
    assert found.body["properties"]["sku"] == "Basic"


async def test_a_slots_identity_has_its_own_name(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    slot = await stand.put(SLOT, SITE_BODY)
    both = {
        each.display_name: each.object_id for each in await stand.directory.service_principals()
    }

    assert slot.body["name"] == "web1/staging"
    assert both["web1/slots/staging"] == slot.body["identity"]["principalId"]
    assert both["web1"] != both["web1/slots/staging"]

    await stand.delete(SITE)
    assert await stand.directory.service_principals() == []
    assert (await stand.get(SLOT)).status == 404


async def test_slots_had_no_identity_in_the_founding_document(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    old = "api-version=2016-08-01"

    refused = await stand.put(SLOT, SITE_BODY, query=old)
    plain = await stand.put(SLOT, {"location": "westeurope"}, query=old)

    assert refused.status == 400
    assert "for deployment slots are not yet supported" in refused.body["Message"]
    assert plain.status == 200


async def test_a_slot_takes_plan_and_kind_of_its_site(stand: Stand) -> None:
    await stand.put(PLAN, PLAN_BODY)
    body = {"location": "westeurope", "kind": "functionapp", "properties": {"serverFarmId": PLAN}}
    await stand.put(SITE, body)

    slot = await stand.put(SLOT, {"location": "westeurope"})

    assert (slot.body["kind"], slot.body["properties"]["serverFarmId"]) == ("functionapp", PLAN)


@pytest.mark.parametrize("name", ["production", "Production", "a", "-x", "a_b"])
async def test_what_no_slot_is_called(stand: Stand, name: str) -> None:
    await stand.put(SITE, SITE_BODY)
    found = await stand.put(f"{SITE}/slots/{name}", {"location": "westeurope"})
    assert (found.status, found.error) == (400, "InvalidResourceName")


async def test_a_slot_without_its_site_is_refused(stand: Stand) -> None:
    found = await stand.put(SLOT, {"location": "westeurope"})
    assert (found.status, found.error) == (404, "ParentResourceNotFound")


async def test_items_of_a_list_do_not_say_their_private_endpoints(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)

    (listed,) = (await stand.get(SITE.rpartition("/")[0])).body["value"]

    assert listed["properties"]["privateEndpointConnections"] is None
    assert (await stand.get(SITE)).body["properties"]["privateEndpointConnections"] == []


async def test_a_slot_first_answers_with_a_web_apps_limits(stand: Stand) -> None:
    """As recorded of a function app's slot that was made without saying its kind."""
    await stand.put(SITE, {**SITE_BODY, "kind": "functionapp"})

    made = (await stand.put(SLOT, {"location": "westeurope"})).body["properties"]["siteConfig"]
    again = (await stand.put(SLOT, {"location": "westeurope"})).body["properties"]["siteConfig"]

    assert (made["functionAppScaleLimit"], made["elasticWebAppScaleLimit"]) == (None, 0)
    assert (again["functionAppScaleLimit"], again["elasticWebAppScaleLimit"]) == (0, None)
