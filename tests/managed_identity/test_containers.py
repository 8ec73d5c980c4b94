"""The endpoint on a container engine's network: neighbours, and names that are exact."""

import pytest

from nameplate.core.errors import Forbidden, InternalFailure, MisdirectedRequest
from nameplate.edge.http import Request
from nameplate.managed_identity.containers import ContainerEndpoint
from tests.fakes.workloads import SITE, VAULT, Installation, installation

HOST = "host.docker.internal"
QUERY = f"resource={VAULT}&api-version=2019-08-01".encode()


def request(secret: str, *, host: str = HOST, client: str = "172.17.0.2") -> Request:
    headers = [(b"host", host.encode()), (b"x-identity-header", secret.encode())]
    return Request(
        "GET", "/msi/token", host=host, query_string=QUERY, headers=headers, client=client
    )


def endpoint(house: Installation) -> ContainerEndpoint:
    return ContainerEndpoint(house.endpoint, lambda peer: peer.startswith("172.17."))


async def test_a_neighbour_with_a_secret_of_the_name_gets_a_token() -> None:
    house = await installation()
    work = house.units.begin()
    _, secret = house.directory.bind_workload(work, SITE, expires=None, hosts=(HOST,))
    await work.commit()

    assert (await endpoint(house).handle(request(secret.reveal()))).status == 200
    with pytest.raises(Forbidden):
        await endpoint(house).handle(request(secret.reveal(), client="10.0.0.9"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254"])
async def test_names_of_this_machine_for_itself_do_not_count(host: str) -> None:
    """Whoever has a secret of an app of this machine cannot use it from there."""
    house = await installation()
    with pytest.raises(MisdirectedRequest):
        await endpoint(house).handle(request(house.secret, host=host))
    with pytest.raises(MisdirectedRequest):
        await endpoint(house).handle(request(house.secret))


async def test_failures_have_the_endpoints_shape() -> None:
    house = await installation()
    made = endpoint(house).render(InternalFailure("C", "cause"), request(""))
    assert made.body.startswith(b'{"statusCode"')
    assert endpoint(house).fast({}) is None
    assert endpoint(house).logged_path(Request("GET", "/imds/AB12/metadata")) == "imds:/metadata"
