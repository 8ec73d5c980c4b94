"""What a person's client is given beside its access token."""

from base64 import urlsafe_b64decode

import orjson
import pytest

from nameplate.authority.grants.grant import Granted, SignIn
from nameplate.core.errors import NameplateError
from nameplate.crypto.jws import UnverifiedToken
from nameplate.directory.records import RefreshToken
from tests.authority.sign_in import CLI, signed_in
from tests.authority.world import CLOUD, SCOPE, TENANT, VAULT, World

OTHER = "7c0b0f5c-0000-4000-8000-000000000000"


async def test_the_members_and_their_order_are_entra_s(world: World) -> None:
    answer = await signed_in(world, await world.operator(), client_info="1")
    assert list(answer.body) == [
        "token_type",
        "scope",
        "expires_in",
        "ext_expires_in",
        "access_token",
        "refresh_token",
        "foci",
        "id_token",
        "client_info",
    ]
    assert answer.body["foci"] == "1"


async def test_the_id_token_names_the_person_to_the_client(world: World) -> None:
    operator = await world.operator()
    answer = await signed_in(world, operator)
    text = answer.body["id_token"]
    issuer = CLOUD.issuer_v2(TENANT.tenant_id)
    configuration = f"/{TENANT.tenant_id}/v2.0/.well-known/openid-configuration"
    assert (await world.get(configuration)).body["issuer"] == issuer
    claims = UnverifiedToken.parse(text).claims
    assert (claims["aud"], claims["iss"], claims["tid"]) == (CLI, issuer, TENANT.tenant_id)
    assert (claims["oid"], claims["preferred_username"]) == (
        operator.object_id,
        operator.user_principal_name,
    )
    assert claims["sub"] == world.verify(answer.body["access_token"]).raw["sub"]


async def test_client_info_is_whose_account_it_is(world: World) -> None:
    operator = await world.operator()
    text = (await signed_in(world, operator, client_info="1")).body["client_info"]
    assert orjson.loads(urlsafe_b64decode(text + "==")) == {
        "uid": operator.object_id,
        "utid": TENANT.tenant_id,
    }
    assert "client_info" not in (await signed_in(world, operator)).body


@pytest.mark.parametrize(
    ("scope", "given"),
    [
        (SCOPE, set()),
        (f"{SCOPE} openid", {"id_token"}),
        (f"{SCOPE} offline_access", {"refresh_token", "foci"}),
        (f"{VAULT}/user_impersonation profile", set()),
    ],
)
async def test_each_is_given_for_its_word(world: World, scope: str, given: set[str]) -> None:
    answer = await signed_in(world, await world.operator(), scope=scope)
    beside = {"refresh_token", "foci", "id_token", "client_info"}
    assert beside & answer.body.keys() == given


async def test_other_clients_are_of_no_family(world: World) -> None:
    answer = await signed_in(world, await world.operator(), client_id=OTHER)
    assert "refresh_token" in answer.body
    assert "foci" not in answer.body


async def test_an_application_gets_nothing_beside(world: World) -> None:
    application, _ = await world.application()
    secret = await world.secret_of(application.app_id)
    answer = await world.post(
        {
            "grant_type": "client_credentials",
            "client_id": application.app_id,
            "client_secret": secret.reveal(),
            "scope": f"{SCOPE} openid offline_access",
            "client_info": "1",
        }
    )
    assert list(answer.body)[-1] == "access_token"


async def test_a_sign_in_that_is_revoked_meanwhile_is_refused(world: World) -> None:
    """Between the check of a refresh token and the writing of the next one."""
    operator = await world.operator()
    await signed_in(world, operator)
    (live,) = world.records.refresh_tokens.values()
    granted = Granted(world.subject(operator), "refresh token", sign_in=SignIn(live.scope, live))
    await revoke(world, live)
    with pytest.raises(NameplateError, match="AADSTS50173"):
        await world.sign_ins.keep(granted)


async def revoke(world: World, token: RefreshToken) -> None:
    work = world.begin()
    world.directory.revoke_refresh_family(work, token)
    await work.commit()
