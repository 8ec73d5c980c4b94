"""An application's own token."""

from nameplate.directory.records import ServicePrincipal
from tests.authority.world import SCOPE, TENANT, VAULT, World


async def test_a_secret_makes_appidacr_1(world: World) -> None:
    application, principal = await world.application()
    secret = await world.secret_of(application.app_id)
    form = {
        "grant_type": "client_credentials",
        "client_id": application.app_id.upper(),
        "client_secret": secret.reveal(),
        "scope": SCOPE,
    }
    claims = world.verify((await world.post(form)).body["access_token"]).raw
    _assert_names(claims, principal)
    assert claims["appidacr"] == "1"
    assert claims["exp"] - claims["iat"] == 3900


async def test_a_key_makes_appidacr_2(world: World) -> None:
    application, principal = await world.application()
    await world.certificate_of(application.app_id)
    answer = await world.post(world.assertion_form(application.app_id))
    claims = world.verify(answer.body["access_token"]).raw
    _assert_names(claims, principal)
    assert claims["appidacr"] == "2"


def _assert_names(claims: object, principal: ServicePrincipal) -> None:
    assert isinstance(claims, dict)
    assert claims["aud"] == VAULT
    assert claims["tid"] == TENANT.tenant_id
    assert claims["appid"] == principal.app_id
    assert claims["oid"] == claims["sub"] == principal.object_id
    assert claims["idtyp"] == "app"
    assert "xms_mirid" not in claims
