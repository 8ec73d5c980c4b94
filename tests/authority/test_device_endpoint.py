"""Where a device code begins."""

import pytest

from tests.authority.world import CLOUD, SCOPE, TENANT, World

CLIENT = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
PATH = f"/{TENANT.tenant_id}/oauth2/v2.0/devicecode"


async def test_the_answer_has_entra_s_members(world: World) -> None:
    form = {"client_id": CLIENT, "scope": f"{SCOPE} openid profile offline_access"}
    for path in (PATH, "/organizations/oauth2/v2.0/devicecode"):
        answer = await world.post(form, path=path)
        assert answer.status == 200
        assert list(answer.body) == [
            "user_code",
            "device_code",
            "verification_uri",
            "expires_in",
            "interval",
            "message",
        ]
        assert (answer.body["expires_in"], answer.body["interval"]) == (900, 5)
        assert answer.body["verification_uri"] == CLOUD.device_sign_in
        assert answer.body["message"].startswith(
            f"To sign in, use a web browser to open the page {CLOUD.device_sign_in} and enter"
        )
        assert answer.headers["cache-control"] == "no-store, no-cache"


@pytest.mark.parametrize(
    ("form", "number"),
    [
        ({"scope": SCOPE}, 900144),
        ({"client_id": CLIENT}, 90014),
        ({"client_id": CLIENT, "scope": "User.Read"}, 70011),
        ({"client_id": "app", "scope": SCOPE}, 700038),
    ],
)
async def test_incomplete_requests(world: World, form: dict[str, str], number: int) -> None:
    assert (await world.post(form, path=PATH)).number == number


async def test_another_tenant_or_method(world: World) -> None:
    form = {"client_id": CLIENT, "scope": SCOPE}
    assert (await world.post(form, path="/x.test/oauth2/v2.0/devicecode")).number == 90002
    assert (await world.get(PATH)).status == 405
