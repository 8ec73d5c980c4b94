"""The clients that people sign in with."""

import pytest

from nameplate.authority.clients import FAMILY, FIRST_PARTY
from nameplate.core.errors import BadRequest
from nameplate.directory.records import ApplicationSettings
from tests.authority.world import CLOUD, World


@pytest.mark.parametrize("client_id", sorted(FAMILY))
async def test_azures_own_tools_are_known_and_public(world: World, client_id: str) -> None:
    client = await world.clients.find(client_id.upper())
    assert (client.app_id, client.display_name) == (client_id, FIRST_PARTY[client_id])
    assert client.fallback_public
    assert client.web_redirect_uris == ()
    native = f"{CLOUD.authority}/common/oauth2/nativeclient"
    assert client.public_redirect_uris == ("http://localhost", native)


async def test_an_application_is_what_it_says(world: World) -> None:
    settings = ApplicationSettings(
        web_redirect_uris=("https://a.example/cb",), public_redirect_uris=("app://cb",)
    )
    work = world.begin()
    made = world.directory.register_application(work, "shop", settings=settings)
    await work.commit()
    client = await world.clients.find(made.app_id)
    assert client.web_redirect_uris == ("https://a.example/cb",)
    assert client.public_redirect_uris == ("app://cb",)
    assert not client.fallback_public


async def test_nobody_knows_a_stranger(world: World) -> None:
    with pytest.raises(BadRequest, match="AADSTS700016"):
        await world.clients.find("11111111-1111-1111-1111-111111111111")
