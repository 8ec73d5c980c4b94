"""The proxy as clients see it: what is ours, what is refused, what goes on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.edge.listeners import start
from nameplate.edge.proxy import Proxy, ProxySettings, start_proxy
from nameplate.edge.routes import RouteTable, read_routes
from nameplate.edge.upstream import Upstream
from tests.edge.clients import Client, Reply
from tests.edge.conftest import Trust
from tests.edge.loops import on_uvloop
from tests.fakes.clock import FakeClock
from tests.fakes.tcp_server import HttpOrigin, echo, tcp_server
from tests.fakes.wires import FakeWire

VAULT = "contoso.vault.azure.net"
NOBODY = ("127.0.0.1", 1)
"""A port that refuses connections."""


@contextlib.asynccontextmanager
async def proxying(
    *,
    routes: RouteTable | None = None,
    refused: list[tuple[str, str]] | None = None,
    **options: Any,
) -> AsyncIterator[Proxy]:
    options.setdefault("tls", NOBODY)
    settings = ProxySettings(routes or RouteTable(AZURE_PUBLIC), **options)
    told = refused if refused is not None else []
    proxy = await start_proxy(settings, on_refused=lambda host, why: told.append((host, why)))
    try:
        yield proxy
    finally:
        await proxy.stop()


async def connect(proxy: Proxy, target: str, **headers: str) -> tuple[Client, Reply]:
    client = await Client.to(proxy.port)
    reply = await client.send("CONNECT", target, target, headers=headers)
    return client, reply


async def refusal(proxy: Proxy, target: str) -> Reply:
    client, reply = await connect(proxy, target)
    assert await client.rest() == b""
    await client.close()
    return reply


@contextlib.asynccontextmanager
async def listening(trust: Trust) -> AsyncIterator[tuple[str, int]]:
    table = HostTable({}, {AZURE_PUBLIC.vault_suffix: FakeWire("vault")})
    tls = ServerCertificates(trust.leaves, table.serves)
    listener = await start(Door(table), clock=FakeClock(), tls=tls)
    try:
        yield (listener.host, listener.port)
    finally:
        await listener.stop(grace=1.0)


@on_uvloop
async def test_a_name_that_is_served_reaches_our_tls_listener(trust: Trust) -> None:
    async with listening(trust) as address, proxying(tls=address) as proxy:
        client, reply = await connect(proxy, f"{VAULT}:443")
        assert (reply.status, reply.reason) == (200, "Connection established")
        await client.writer.start_tls(trust.client(), server_hostname=VAULT)
        secure = await client.get(VAULT, "/secrets/a")
        misdirected = await client.get("fabrikam.vault.azure.net")
        await client.close()

    assert (secure.status, secure.json()["host"]) == (200, VAULT)
    assert misdirected.status == 421


@on_uvloop
async def test_a_name_of_the_cloud_that_is_not_served_is_refused_and_told_once() -> None:
    told: list[tuple[str, str]] = []
    async with proxying(refused=told) as proxy:
        first = await refusal(proxy, "data.blob.core.windows.net:443")
        await refusal(proxy, "data.blob.core.windows.net:443")
        async with await Client.to(proxy.port) as client:
            plain = await client.get("x", "http://data.blob.core.windows.net/")

    reason = "data.blob.core.windows.net is not served here and never passed on to the real cloud"
    assert (first.status, first.reason) == (403, reason)
    assert first.body == f"nameplate: {reason}\n".encode()
    assert plain.status == 403
    assert told == [("data.blob.core.windows.net", reason)]


@on_uvloop
async def test_everything_else_goes_straight_to_the_network() -> None:
    async with tcp_server(echo) as port, proxying() as proxy:
        client, reply = await connect(proxy, f"localhost:{port}")
        await client.write(b"anything at all")
        echoed = await client.reader.readexactly(15)
        client.writer.write_eof()
        rest = await client.rest()
        await client.close()

    assert (reply.status, echoed, rest) == (200, b"anything at all", b"")


@on_uvloop
async def test_what_came_with_the_head_is_not_lost() -> None:
    async with tcp_server(echo) as port, proxying() as proxy, await Client.to(proxy.port) as client:
        await client.write(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\nearly" % port)
        await client.reader.readuntil(b"\r\n\r\n")
        assert await client.reader.readexactly(5) == b"early"


@on_uvloop
async def test_an_allow_listed_name_goes_to_the_real_service() -> None:
    routes = read_routes({"*.servicebus.windows.net": "real"}, AZURE_PUBLIC)
    upstream = HttpOrigin()
    async with tcp_server(upstream) as port:
        proxy_url = Upstream(f"http://127.0.0.1:{port}")
        async with proxying(routes=routes, upstream=proxy_url) as proxy:
            client, reply = await connect(proxy, "a.servicebus.windows.net:5671")
            await client.close()

    assert reply.status == 200
    assert upstream.heads[0].startswith("CONNECT a.servicebus.windows.net:5671 HTTP/1.1\r\n")


@pytest.mark.parametrize(
    ("target", "status", "reason"),
    [
        ("127.0.0.1:1", 502, "no connection to 127.0.0.1: "),
        ("nowhere.invalid:443", 502, "nowhere.invalid cannot be resolved: "),
        ("169.254.169.254:443", 403, "address of instance metadata"),
        ("[fe80::1]:443", 403, "address of instance metadata"),
        ("[::ffff:169.254.169.254]:443", 403, "address of instance metadata"),
        ("168.63.129.16:80", 403, "address of instance metadata"),
        (f"{VAULT}:80", 403, "served on port 443 only"),
        (f"{VAULT}:443", 502, "the listener behind this proxy does not answer"),
        ("no-port", 400, "CONNECT needs host:port"),
    ],
)
@on_uvloop
async def test_what_cannot_be_connected_says_why(target: str, status: int, reason: str) -> None:
    async with proxying() as proxy:
        reply = await refusal(proxy, target)

    assert reply.status == status
    assert reason in reply.reason


@on_uvloop
async def test_origin_form_and_noise_are_refused_clearly() -> None:
    async with proxying() as proxy:
        async with await Client.to(proxy.port) as client:
            origin = await client.get("127.0.0.1")
        async with await Client.to(proxy.port) as client:
            await client.write(b"\x16\x03\x01 TLS straight at the proxy\r\n\r\n")
            noise = await client.reply()
        async with await Client.to(proxy.port) as client:
            await client.write(b"GET http://a/ HTTP/1.1\r\nA: " + b"b" * 80_000)
            large = await client.reply()

    assert (origin.status, noise.status, large.status) == (400, 400, 431)
    assert "this is a proxy" in origin.reason


@on_uvloop
async def test_a_head_that_takes_too_long_is_refused() -> None:
    async with proxying(head_seconds=0.02) as proxy, await Client.to(proxy.port) as client:
        await client.write(b"CONNECT a:443")
        assert (await client.reply()).status == 408


@on_uvloop
async def test_a_server_that_does_not_answer_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("nameplate.edge.dial._connect", never)
    async with proxying(connect_seconds=0.02) as proxy:
        reply = await refusal(proxy, "127.0.0.1:443")

    assert (reply.status, reply.reason) == (504, "127.0.0.1:443 did not answer within 0.02 s")


@on_uvloop
async def test_plain_requests_are_forwarded_without_what_is_for_the_proxy() -> None:
    origin = HttpOrigin()
    headers = {"Proxy-Authorization": "Basic x", "Connection": "X-Hop", "X-Hop": "1"}
    async with (
        tcp_server(origin) as port,
        proxying() as proxy,
        await Client.to(proxy.port) as client,
    ):
        url = f"http://127.0.0.1:{port}/a?b=c"
        reply = await client.send("POST", "other", url, headers=headers, body=b"body")

    assert (reply.status, reply.body) == (200, b"hello")
    assert origin.heads[0] == (
        f"POST /a?b=c HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncontent-length: 4\r\n"
        "via: 1.1 nameplate\r\nconnection: close\r\n\r\n"
    )
    assert origin.bodies == [b"body"]


@on_uvloop
async def test_served_names_want_https() -> None:
    async with proxying() as proxy, await Client.to(proxy.port) as client:
        reply = await client.get(VAULT, f"http://{VAULT}/secrets/a")

    assert (reply.status, reply.reason) == (403, f"{VAULT} is served over https only")


@on_uvloop
async def test_instance_metadata_is_ours_or_nobodys() -> None:
    ours = HttpOrigin(b"token")
    target = "http://169.254.169.254/metadata/identity/oauth2/token?resource=x"
    async with (
        tcp_server(ours) as port,
        proxying(metadata=("127.0.0.1", port)) as proxy,
        await Client.to(proxy.port) as client,
    ):
        answered = await client.get("169.254.169.254", target, Metadata="true")
    async with proxying() as proxy, await Client.to(proxy.port) as client:
        refused = await client.get("169.254.169.254", target, Metadata="true")

    assert (answered.status, answered.body) == (200, b"token")
    assert "host: 169.254.169.254\r\n" in ours.heads[0]
    assert "metadata: true\r\n" in ours.heads[0]
    assert refused.status == 403


@on_uvloop
async def test_plain_requests_go_on_to_the_proxy_that_was_there_before() -> None:
    before = HttpOrigin()
    async with tcp_server(before) as port:
        upstream = Upstream(None, f"http://me:pw@127.0.0.1:{port}", ["straight.example"])
        async with proxying(upstream=upstream) as proxy, await Client.to(proxy.port) as client:
            reply = await client.get("x", "http://example.org/a")

    assert reply.body == b"hello"
    assert before.heads[0].startswith("GET http://example.org/a HTTP/1.1\r\nhost: example.org\r\n")
    assert "proxy-authorization: Basic bWU6cHc=\r\n" in before.heads[0]


@on_uvloop
async def test_stopping_cuts_tunnels_and_frees_the_port() -> None:
    async with tcp_server(echo) as port, proxying() as proxy:
        client, _ = await connect(proxy, f"127.0.0.1:{port}")
        await proxy.stop()
        assert await client.rest() == b""
        await client.close()
        with pytest.raises(ConnectionError):
            await Client.to(proxy.port)


@on_uvloop
async def test_a_port_in_use_is_an_error() -> None:
    async with proxying() as proxy:
        with pytest.raises(OSError, match="in use"):
            await start_proxy(ProxySettings(RouteTable(AZURE_PUBLIC), tls=NOBODY, port=proxy.port))


@on_uvloop
async def test_a_proxy_may_ask_who_is_there() -> None:
    """With a challenge, for clients that show nothing unasked."""
    seen: list[tuple[str, str | None]] = []

    async def admits(peer: str, shown: str | None) -> bool:
        seen.append((peer, shown))
        return shown == "Basic eA=="

    async with proxying(admits=admits) as proxy:
        unknown = await refusal(proxy, "contoso.vault.azure.net:443")
        client, known = await connect(
            proxy, "x.azconfig.io:443", **{"Proxy-Authorization": "Basic eA=="}
        )
        await client.close()

    assert unknown.status == 407
    assert unknown.headers["proxy-authenticate"] == 'Basic realm="nameplate"'
    assert (known.status, b"never passed on" in known.body) == (403, True)
    assert seen == [("127.0.0.1", None), ("127.0.0.1", "Basic eA==")]
