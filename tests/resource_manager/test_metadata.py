"""``/metadata/endpoints`` in both forms, for both clouds."""

from nameplate.core.cloud import AZURE_PUBLIC, own_cloud
from nameplate.resource_manager.metadata import endpoints
from tests.providers.stand import Stand


def test_the_object_that_az_registers_a_cloud_from() -> None:
    found = endpoints(own_cloud("localhost", 8443), "2022-09-01")

    assert found["suffixes"]["keyVaultDns"] == "vault.localhost:8443"
    assert found["authentication"]["loginEndpoint"] == "https://login.localhost:8443"
    assert found["authentication"]["audiences"] == ["https://management.localhost:8443/"]
    assert found["name"] == "Nameplate"


def test_the_list_of_the_older_version() -> None:
    (found,) = endpoints(AZURE_PUBLIC, "2019-05-01")
    assert found == endpoints(AZURE_PUBLIC, "2022-09-01")


async def test_nobody_needs_a_token_for_it(stand: Stand) -> None:
    stand.doorkeeper.principal = None

    assert (await stand.get("/Metadata/Endpoints/")).status == 200
    assert (await stand.get("/metadata/endpoints", query="")).error == "MissingApiVersionParameter"
    assert (await stand.send("POST", "/metadata/endpoints")).status == 405
