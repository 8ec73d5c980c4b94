"""The services that the endpoints share are one each."""

from tests.fakes.workloads import installation


async def test_every_source_has_the_same_token_cache() -> None:
    house = await installation()
    target = "resource=https%3A%2F%2Fvault.azure.net"
    imds = f"/imds/{house.secret}/metadata/identity/oauth2/token?{target}&api-version=2018-02-01"

    first = (await house.ask(f"/msi/token?{target}&api-version=2019-08-01")).json()
    second = (await house.ask(imds, headers={"metadata": "true"})).json()

    assert first["access_token"] == second["access_token"]
    assert house.endpoint.parts is house.endpoint.parts
