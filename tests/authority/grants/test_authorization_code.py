"""Codes for tokens."""

from base64 import urlsafe_b64decode

import orjson
import pytest

from nameplate.crypto.jws import UnverifiedToken
from nameplate.directory.records import User
from tests.authority.browser import REDIRECT, VERIFIER, code_for, redeem
from tests.authority.sign_in import CLI
from tests.authority.test_authorize_endpoint import SHOP, shop
from tests.authority.world import CLOUD, TENANT, VAULT, World

POWERSHELL = "1950a258-227b-4e31-a9cf-717495945fc2"


@pytest.fixture
async def ann(world: World) -> User:
    return await world.person()


async def test_a_code_gets_everything_that_a_client_keeps(world: World, ann: User) -> None:
    answer = await redeem(world, await code_for(world))
    assert answer.status == 200, answer.body
    assert list(answer.body) == [
        *("token_type", "scope", "expires_in", "ext_expires_in", "access_token"),
        *("refresh_token", "foci", "id_token", "client_info"),
    ]
    claims = UnverifiedToken.parse(answer.body["access_token"]).claims
    expected = {
        "aud": VAULT,
        "amr": ["pwd"],
        "appid": CLI,
        "name": "ann",
        "oid": ann.object_id,
        "scp": "user_impersonation",
        "tid": TENANT.tenant_id,
        "unique_name": ann.user_principal_name,
        "upn": ann.user_principal_name,
    }
    assert {name: claims[name] for name in expected} == expected
    assert "idtyp" not in claims
    told = UnverifiedToken.parse(answer.body["id_token"]).claims
    assert (told["nonce"], told["aud"], told["oid"]) == ("n-1", CLI, ann.object_id)
    info = orjson.loads(urlsafe_b64decode(answer.body["client_info"] + "=="))
    assert info == {"uid": ann.object_id, "utid": TENANT.tenant_id}
    assert world.trail.events[-1].reason == "authorization code"


async def test_a_second_use_ends_the_sign_in(world: World, ann: User) -> None:
    code = await code_for(world)
    token = (await redeem(world, code)).body["refresh_token"]
    again = await redeem(world, code)
    assert (again.number, again.body["error"]) == (54005, "invalid_grant")
    form = {"grant_type": "refresh_token", "client_id": CLI, "refresh_token": token}
    assert (await world.post(form)).number == 50173
    actions = [event.action for event in world.trail.events]
    assert "microsoft.directory/users/revokeSignInSessions" in actions


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"client_id": POWERSHELL}, 700007),
        ({"redirect_uri": "http://localhost:1"}, 500112),
        ({"redirect_uri": None}, 500112),
        ({"code_verifier": None}, 501481),
        ({"code_verifier": "w" * 43}, 501481),
        ({"code_verifier": "short"}, 501481),
    ],
)
async def test_it_is_bound_to_client_redirect_and_challenge_and_used_up_by_a_wrong_one(
    world: World, ann: User, changes: dict[str, str | None], number: int
) -> None:
    code = await code_for(world)
    assert (await redeem(world, code, **changes)).number == number
    assert (await redeem(world, code)).number == 54005


@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({"code": "guess"}, 9002313),
        ({"code": None}, 900144),
        ({"client_id": None}, 900144),
        ({"client_secret": "x"}, 700025),
    ],
)
async def test_what_is_wrong_with_the_request_uses_nothing_up(
    world: World, ann: User, changes: dict[str, str | None], number: int
) -> None:
    code = await code_for(world)
    refused = await redeem(world, code, **changes)
    assert refused.number == number
    assert "guess" not in str(refused.body)
    assert (await redeem(world, code)).status == 200


async def test_it_expires_and_goes_with_its_user(world: World, ann: User) -> None:
    code = await code_for(world)
    world.clock.advance(600)
    assert (await redeem(world, code)).number == 70008
    code = await code_for(world)
    work = world.begin()
    await world.directory.set_enabled(work, ann.object_id, enabled=False)
    await work.commit()
    assert (await redeem(world, code)).number == 50057


async def test_a_web_application_proves_itself_each_time(world: World, ann: User) -> None:
    made = await shop(world)
    secret = (await world.secret_of(made.app_id)).reveal()
    client = {"client_id": made.app_id, "redirect_uri": SHOP}
    code = await code_for(world, **client)
    assert (await redeem(world, code, **client)).number == 7000218
    assert (await redeem(world, code, **client, client_secret="no")).number == 7000215
    answer = await redeem(world, code, **client, client_secret=secret)
    assert UnverifiedToken.parse(answer.body["access_token"]).claims["appidacr"] == "1"

    token = answer.body["refresh_token"]
    form = {"grant_type": "refresh_token", "client_id": made.app_id, "refresh_token": token}
    assert (await world.post(form)).number == 7000218
    proven = await world.post({**form, "client_secret": secret})
    assert UnverifiedToken.parse(proven.body["access_token"]).claims["appidacr"] == "1"
    assert "foci" not in proven.body


async def test_a_verifier_without_a_challenge_is_refused(world: World, ann: User) -> None:
    """Somebody took the challenge out on the way (RFC 9700 section 4.8.2)."""
    made = await shop(world)
    secret = (await world.secret_of(made.app_id)).reveal()
    client = {"client_id": made.app_id, "redirect_uri": SHOP}
    code = await code_for(world, **client, code_challenge=None, code_challenge_method=None)
    assert (await redeem(world, code, **client, client_secret=secret)).number == 501481
    code = await code_for(world, **client, code_challenge=None, code_challenge_method=None)
    answer = await redeem(world, code, **client, client_secret=secret, code_verifier=None)
    assert answer.status == 200


async def test_version_one_at_both_ends(world: World, ann: User) -> None:
    code = await code_for(world, version="", scope=None, resource=VAULT)
    form = {
        "grant_type": "authorization_code",
        "client_id": CLI,
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
    }
    answer = await world.post(form, path=f"/{TENANT.tenant_id}/oauth2/token")
    assert (answer.body["resource"], "refresh_token" in answer.body) == (VAULT, True)


async def test_who_only_wants_to_be_known_gets_a_token_for_graph(world: World, ann: User) -> None:
    code = await code_for(world, scope="openid profile")
    answer = await redeem(world, code, scope="openid profile")
    assert UnverifiedToken.parse(answer.body["access_token"]).claims["aud"] == CLOUD.graph_audience
    assert "refresh_token" not in answer.body
