"""The wire that stands before both services."""

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import InternalFailure
from nameplate.edge.http import Request
from nameplate.managed_identity.endpoint import IdentityEndpoint
from tests.fakes.asgi import scope
from tests.fakes.workloads import VAULT, installation


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


async def test_a_machine_may_have_further_names() -> None:
    """For a container that calls its host."""
    house = await installation()
    endpoint = IdentityEndpoint(
        house.directory,
        house.issuer,
        house.keys,
        house.trail,
        house.clock,
        house.epoch,
        clouds=(AZURE_PUBLIC,),
        extra_hosts=("host.containers.internal",),
    )
    house.endpoint = endpoint
    target = f"/msi/token?resource={VAULT}&api-version=2019-08-01"

    assert (await house.ask(target, host="host.containers.internal:8141")).status == 200


async def test_a_token_that_is_forgotten_is_not_ready_either() -> None:
    """Neither among the tokens nor among the answers that hold it."""
    house = await installation()
    target = f"/msi/token?resource={VAULT}&api-version=2019-08-01"
    first = (await house.ask(target)).json()["access_token"]
    assert (await house.ask(target)).json()["access_token"] == first

    house.endpoint.forget(house.system.object_id)

    assert (await house.ask(target)).json()["access_token"] != first
