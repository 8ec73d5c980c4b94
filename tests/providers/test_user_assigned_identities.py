"""User-assigned identities."""

from tests.providers.stand import GROUP, IDENTITY, SITE, TENANT, Stand


async def test_an_identity_as_recorded(stand: Stand) -> None:
    made = await stand.put(IDENTITY, {"location": "westeurope"})

    assert made.status == 201
    assert f"{made.body['id']}?api-version=" in made.headers["location"]
    assert list(made.body) == ["location", "tags", "id", "name", "type", "properties"]
    assert list(made.body["properties"]) == ["tenantId", "principalId", "clientId"]
    assert made.body["properties"]["tenantId"] == TENANT
    assert "/resourcegroups/" in made.body["id"]


async def test_nobody_chooses_its_principal(stand: Stand) -> None:
    made = await stand.put(IDENTITY, {"location": "westeurope", "properties": {"clientId": "mine"}})
    again = await stand.put(
        IDENTITY, {"location": "westeurope", "properties": {"principalId": "mine"}}
    )

    assert made.body["properties"] == again.body["properties"]
    assert "mine" not in made.body["properties"].values()


async def test_deleting_it_ends_its_tokens(stand: Stand) -> None:
    made = await stand.put(IDENTITY, {"location": "westeurope"})
    object_id = made.body["properties"]["principalId"]
    assert await stand.directory.principal(object_id) is not None

    await stand.delete(IDENTITY)

    assert await stand.directory.principal(object_id) is None
    again = await stand.put(IDENTITY, {"location": "westeurope"})
    assert again.body["properties"]["principalId"] != object_id


async def test_lists_of_a_group_and_of_the_subscription(stand: Stand) -> None:
    await stand.put(IDENTITY, {"location": "westeurope"})
    below = IDENTITY.rpartition("/")[0]

    group = await stand.get(below)
    everywhere = await stand.get(below.replace(GROUP, stand.at.subscription))

    assert group.body == everywhere.body
    assert len(group.body["value"]) == 1


async def test_it_tells_who_may_act_as_it(stand: Stand) -> None:
    await stand.put(IDENTITY, {"location": "westeurope"})
    none = await stand.send("POST", f"{IDENTITY}/listAssociatedResources")
    block = {"type": "UserAssigned", "userAssignedIdentities": {IDENTITY: {}}}
    await stand.put(SITE, {"location": "westeurope", "identity": block})

    found = await stand.send("POST", f"{IDENTITY}/listAssociatedResources")

    assert none.body == {"totalCount": 0, "value": []}
    assert found.body["totalCount"] == 1
    assert found.body["value"][0]["id"] == SITE
    assert found.body["value"][0]["type"] == "microsoft.web/sites"
    missing = await stand.send("POST", f"{IDENTITY}2/listAssociatedResources")
    assert (missing.status, missing.error) == (404, "NotFound")
