"""``identities/default``: a resource's own identity, with its client id."""

from tests.providers.stand import SITE, Stand

OWN = f"{SITE}/providers/Microsoft.ManagedIdentity/identities/default"


async def test_it_tells_the_client_id(stand: Stand) -> None:
    body = {"location": "westeurope", "identity": {"type": "SystemAssigned"}}
    site = await stand.put(SITE, body)

    found = (await stand.get(OWN)).body

    principal = await stand.directory.service_principal(site.body["identity"]["principalId"])
    assert principal is not None
    assert (found["id"], found["location"]) == (OWN, "westeurope")
    assert found["properties"]["clientId"] == principal.app_id
    assert found["properties"]["principalId"] == principal.object_id


async def test_without_one_there_is_nothing(stand: Stand) -> None:
    await stand.put(SITE, {"location": "westeurope"})

    assert (await stand.get(OWN)).status == 404
    assert (await stand.get(OWN.replace("default", "other"))).status == 404
    assert (await stand.put(OWN, {})).status == 405
