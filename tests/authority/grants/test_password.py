"""No password is right."""

import pytest

from tests.authority.world import SCOPE, TENANT, World


@pytest.mark.parametrize(
    ("username", "number", "suberror"),
    [
        ("nobody@contoso.example", 50034, "bad_token"),
        ("Operator@contoso.example", 50126, None),
        ("", 900144, None),
    ],
)
async def test_passwords_are_refused_as_entra_refuses_them(
    world: World, username: str, number: int, suberror: str | None
) -> None:
    await world.operator()
    answer = await world.post(
        {
            "grant_type": "password",
            "client_id": "a",
            "username": username,
            "password": "hunter2",
            "scope": SCOPE,
        }
    )
    assert (answer.status, answer.number) == (400, number)
    assert answer.body.get("suberror") == suberror
    assert "hunter2" not in str(answer.body) + str(world.trail.events)


async def test_the_directory_is_named(world: World) -> None:
    form = {"grant_type": "password", "username": "user", "password": "p"}
    answer = await world.post(form)
    assert f"in the {TENANT.tenant_id} directory." in answer.body["error_description"]
