"""Doors on a container engine's network: which network, and who is admitted."""

import base64

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.core.secret_value import SecretValue
from nameplate.server.containers import admitting, network_of
from tests.fakes.workloads import SITE, installation

HOST = "host.docker.internal"


def test_the_network_is_the_interfaces() -> None:
    assert str(network_of("127.0.0.1")) == "127.0.0.0/8"
    with pytest.raises(ConfigurationError, match=r"203\.0\.113\.7 is not an address of this"):
        network_of("203.0.113.7")


async def test_a_neighbour_with_the_secret_of_its_name_is_admitted() -> None:
    house = await installation()
    work = house.units.begin()
    _, secret = house.directory.bind_workload(work, SITE, expires=None, hosts=(HOST,))
    await work.commit()
    admits = admitting(house.directory, lambda peer: peer == "172.17.0.2")

    def shown(host: str, text: SecretValue | str, kind: str = "Basic") -> str:
        plain = text.reveal() if isinstance(text, SecretValue) else text
        return f"{kind} {base64.b64encode(f'{host}:{plain}'.encode()).decode()}"

    assert await admits("172.17.0.2", shown(HOST, secret))
    assert await admits("172.17.0.2", shown(HOST, secret, "basic"))
    refused = (
        None,
        "",
        "Basic",
        "Basic ä",
        "Basic !!!!",
        shown(HOST, house.secret),
        shown("other.example", secret),
        shown("", house.secret),
        shown(HOST, ""),
        shown(HOST, secret, "Bearer"),
    )
    for each in refused:
        assert not await admits("172.17.0.2", each), each
    assert not await admits("172.17.0.3", shown(HOST, secret))
