"""The wire that stands before both services."""

import pytest

from nameplate.core.errors import InternalFailure
from nameplate.edge.http import Request
from tests.fakes.asgi import scope
from tests.fakes.workloads import SITE, VAULT, Installation, installation


@pytest.mark.parametrize(
    ("path", "first"),
    [("/msi/token", "statusCode"), ("/METADATA/x", "error"), ("/elsewhere", "statusCode")],
)
async def test_an_unexpected_failure_has_the_shape_of_its_path(path: str, first: str) -> None:
    """And tells nothing of its cause."""
    house = await installation()
    failure = InternalFailure("InternalServerError", "the cause")

    answer = house.endpoint.render(failure, Request("GET", path))

    assert answer.status == 500
    assert answer.body.startswith(b'{"%s"' % first.encode())
    assert b"the cause" not in answer.body


async def test_a_cold_request_has_no_fast_answer() -> None:
    """The long way comes first."""
    house = await installation()

    assert house.endpoint.fast(scope("GET", f"/msi/token?resource={VAULT}")) is None


HOST = "host.docker.internal"
TARGET = f"/msi/token?resource={VAULT}&api-version=2019-08-01"


async def bound_at(house: Installation, *hosts: str) -> dict[str, str]:
    """The header of a process whose secret is good under names alone."""
    work = house.units.begin()
    _, secret = house.directory.bind_workload(work, SITE, expires=None, hosts=hosts)
    await work.commit()
    return {"X-IDENTITY-HEADER": secret.reveal()}


async def test_a_secret_of_a_name_is_good_under_it_alone() -> None:
    """For a container that calls its host; warm, too."""
    house = await installation()
    shown = await bound_at(house, HOST, "host.containers.internal")

    async def status(host: str, headers: dict[str, str] = shown) -> int:
        return (await house.ask(TARGET, host=host, headers=headers)).status

    assert [await status(f"{HOST}:8141") for _ in range(2)] == [200, 200]
    assert await status("host.containers.internal") == 200
    assert await status("127.0.0.1") == 401
    assert await status("evil.example") == 421
    assert await status(f"x.{HOST}") == 421
    named = {"X-IDENTITY-HEADER": f"{shown['X-IDENTITY-HEADER']}@{HOST}"}
    assert await status("127.0.0.1", named) == 401


async def test_a_name_opens_nothing_for_another_apps_secret() -> None:
    house = await installation()
    await bound_at(house, HOST)

    for headers in ({"X-IDENTITY-HEADER": house.secret}, {"Secret": house.secret}, {}):
        assert (await house.ask(TARGET, host=HOST, headers=headers)).status == 421
    shown = await bound_at(house, HOST)
    refused = await house.ask(TARGET, host=HOST, headers={**shown, "Origin": "http://x"})
    assert refused.status == 403
    imds = f"/imds/{shown['X-IDENTITY-HEADER']}/metadata/identity/oauth2/token"
    query = f"?resource={VAULT}&api-version=2018-02-01"
    found = await house.ask(f"{imds}{query}", host=HOST, headers={"Metadata": "true", **shown})
    assert found.status == 421


async def test_a_token_that_is_forgotten_is_not_ready_either() -> None:
    """Neither among the tokens nor among the answers that hold it."""
    house = await installation()
    target = f"/msi/token?resource={VAULT}&api-version=2019-08-01"
    first = (await house.ask(target)).json()["access_token"]
    assert (await house.ask(target)).json()["access_token"] == first

    house.endpoint.forget(house.system.object_id)

    assert (await house.ask(target)).json()["access_token"] != first
