"""``/providers``: what is served."""

import pytest

from tests.providers.stand import SUB, Stand


async def test_every_namespace_with_its_types(stand: Stand) -> None:
    listed = (await stand.get(f"{SUB}/providers")).body["value"]

    assert [each["namespace"] for each in listed] == list(stand.catalogue.namespaces)
    web = (await stand.get(f"{SUB}/providers/microsoft.web")).body
    assert web in listed
    assert web["registrationState"] == "Registered"
    sites = next(each for each in web["resourceTypes"] if each["resourceType"] == "sites")
    assert "2016-08-01" in sites["apiVersions"]
    assert "West Europe" in sites["locations"]


async def test_an_unknown_namespace_names_the_known_ones(stand: Stand) -> None:
    found = await stand.get("/providers/Microsoft.Foo")
    assert (found.status, found.error) == (400, "NoRegisteredProviderFound")
    assert "Microsoft.KeyVault" in found.body["error"]["message"]


@pytest.mark.parametrize("action", ["register", "unregister"])
async def test_registering_changes_nothing(stand: Stand, action: str) -> None:
    path = f"{SUB}/providers/Microsoft.Web"
    found = await stand.send("POST", f"{path}/{action}")
    assert (found.status, found.body) == (200, (await stand.get(path)).body)
    other = await stand.send("POST", f"{SUB}/providers/Microsoft.Foo/{action}")
    assert other.error == "NoRegisteredProviderFound"
