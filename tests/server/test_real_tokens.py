"""A run's own endpoint and proxy, before a server's: over sockets."""

import http.client
import socket
from pathlib import Path

import pytest

from nameplate.config.settings import Settings, load_settings
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import InternalFailure
from nameplate.core.secret_value import SecretValue
from nameplate.edge.http import Request
from nameplate.server.real_tokens import RealTokenNetwork, RunFacts, choice_of, passing_on
from tests.edge.loops import on_uvloop
from tests.fakes.tcp_server import HttpOrigin, tcp_server

SECRET = "AB" * 16
AZ = """#!/bin/sh
echo '{"accessToken": "real", "expires_on": 4102444800}'
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "az").write_text(AZ)
    (tmp_path / "az").chmod(0o755)
    return {"PATH": f"{tmp_path}:/usr/bin:/bin", "NAMEPLATE_HOME": str(tmp_path / "home")}


def network(
    environment: dict[str, str], refused: list[str], ports: tuple[int, int] = (1, 1)
) -> RealTokenNetwork:
    settings: Settings = load_settings(environment, {})
    facts = RunFacts(
        cloud=AZURE_PUBLIC,
        ports=ports,
        secret=SecretValue(SECRET),
        environment=environment,
        is_registered_here=lambda _: False,
        tell=refused.append,
        tell_refused=lambda host, _: refused.append(host),
    )
    return RealTokenNetwork(settings, choice_of(settings, AZURE_PUBLIC, 1, ["azure-cli"]), facts)


def asked(port: int, resource: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    path = f"/msi/token/?api-version=2019-08-01&resource={resource}"
    connection.request("GET", path, headers={"X-IDENTITY-HEADER": SECRET})
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    finally:
        connection.close()


def tunnelled(port: int, host: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        return connection.recv(1000).split(b"\r\n")[0]


def test_a_real_audience_and_its_names(environment: dict[str, str]) -> None:
    refused: list[str] = []
    environment["HTTPS_PROXY"] = "http://127.0.0.1:1"  # the network is a proxy that is not there
    with network(environment, refused) as found:
        status, body = asked(found.token, "https://management.azure.com/")
        assert (status, b'"access_token":"real"' in body) == (200, True)
        outside = tunnelled(found.proxy, "management.azure.com")
        here = tunnelled(found.proxy, "contoso.vault.azure.net")
    assert b"127.0.0.1" in outside, "it goes to the network that was there"
    assert b"the listener behind this proxy" in here
    assert refused == []
    with pytest.raises(OSError, match=r"refused"):
        socket.create_connection(("127.0.0.1", found.token), timeout=5).close()


def test_a_server_that_is_gone_is_a_failure(environment: dict[str, str]) -> None:
    with network(environment, []) as found:
        assert asked(found.token, "https://vault.azure.net")[0] == 500


@on_uvloop
async def test_a_request_is_passed_on_as_it_came() -> None:
    server = HttpOrigin(b'{"a":1}')
    async with tcp_server(server) as port:
        headers = [(b"host", b"127.0.0.1:5"), (b"secret", b"s"), (b"content-length", b"3")]
        request = Request("POST", "/msi/token", query_string=b"a=%20", headers=headers, body=b"x=1")
        answer = await passing_on(port)(request)
    assert (answer.status, answer.body) == (200, b'{"a":1}')
    assert server.heads[0].split("\r\n")[:4] == [
        "POST /msi/token?a=%20 HTTP/1.1",
        "host: 127.0.0.1:5",
        "secret: s",
        "content-length: 3",
    ]
    assert server.bodies == [b"x=1"]
    with pytest.raises(InternalFailure):
        await passing_on(1)(request)
