"""Linked templates over real TLS: hosts, sizes, times, redirects, and a proxy in between."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.clock import SystemClock
from nameplate.core.errors import BadRequest
from nameplate.crypto.authorities import create_authority
from nameplate.crypto.leaves import LeafIssuer
from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.upstream import Upstream
from nameplate.server.linked_templates import AllowedTemplates
from tests.edge.conftest import Trust
from tests.fakes.keys import envelope
from tests.fakes.tcp_server import HttpOrigin, tcp_server

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture(scope="module")
def trust() -> Trust:
    """An authority for the test's names, which stands for what the machine trusts."""
    clock = SystemClock()
    authority = create_authority("own", ("example", "localhost"), clock.now(), envelope())
    return Trust(authority, LeafIssuer(authority, envelope(), clock))


def answering(*answers: str, heads: list[str] | None = None) -> Serve:
    """A server that gives one answer after the other, without a body."""
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        if heads is not None:
            heads.append(head)
        writer.write(f"HTTP/1.1 {left.pop(0)}\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()

    return serve


async def fetched(
    trust: Trust,
    serve: Serve,
    path: str = "/x.json?sig=hush",
    *,
    hosts: tuple[str, ...] | None = None,
    upstream: Upstream | None = None,
    **more: Any,
) -> bytes:
    """What is fetched from a server on loopback."""
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    async with tcp_server(serve, tls=tls) as port:
        allowed = AllowedTemplates(
            (f"localhost:{port}",) if hosts is None else hosts,
            lambda: upstream or Upstream(),
            context=trust.client(),
            **more,
        )
        return await allowed.fetch(f"https://localhost:{port}{path}")


async def refused(trust: Trust, serve: Serve, path: str = "/x?sig=hush", **more: Any) -> BadRequest:
    with pytest.raises(BadRequest) as caught:
        await fetched(trust, serve, path, **more)
    assert caught.value.code == "InvalidContentLink"
    assert "hush" not in caught.value.message
    return caught.value


async def test_an_allowed_host_is_asked(trust: Trust) -> None:
    origin = HttpOrigin(b'{"a": 1}')
    assert await fetched(trust, origin) == b'{"a": 1}'
    (head,) = origin.heads
    assert head.startswith("GET /x.json?sig=hush HTTP/1.1")
    assert "authorization" not in head.lower()


@pytest.mark.parametrize(
    ("hosts", "words"),
    [
        ((), "No host is allowed here: the setting 'template_hosts'"),
        (("localhost",), "'template_hosts': localhost."),
        (("files.example:8443", "*.example"), "files.example:8443, *.example"),
    ],
)
async def test_other_hosts_are_not(trust: Trust, hosts: tuple[str, ...], words: str) -> None:
    origin = HttpOrigin()
    found = await refused(trust, origin, hosts=hosts)
    assert words in found.message
    assert "must be an absolute URI" in found.message
    assert origin.heads == []


async def test_a_redirect_on_the_same_host_is_followed(trust: Trust) -> None:
    heads: list[str] = []
    serve = answering("302 Found\r\nLocation: /moved?sig=hush", "200 OK", heads=heads)
    assert await fetched(trust, serve) == b""
    assert heads[1].startswith("GET /moved?sig=hush ")


@pytest.mark.parametrize(
    "to",
    [
        "https://127.0.0.1/",
        "https://[",
        "http://localhost/",
        "//evil.example/x",
        "https://localhost/",
    ],
)
async def test_a_redirect_elsewhere_is_not(trust: Trust, to: str) -> None:
    found = await refused(trust, answering(f"307 Moved\r\nLocation: {to}"))
    assert "redirects to another host" in found.message or "to no URI" in found.message


async def test_redirects_end(trust: Trust) -> None:
    found = await refused(trust, answering(*["302 Found\r\nLocation: /x"] * 9))
    assert "answered 302" in found.message


async def test_only_success_is_a_template(trust: Trust) -> None:
    assert "answered 404" in (await refused(trust, answering("404 Not Found"))).message


async def test_what_is_too_large_is_refused(trust: Trust) -> None:
    found = await refused(trust, HttpOrigin(b"x" * (4 * 1024 * 1024 + 1)))
    assert "larger than 4194304 bytes" in found.message


async def test_an_untrusted_certificate_is_refused(trust: Trust) -> None:
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    async with tcp_server(HttpOrigin(), tls=tls) as port:
        allowed = AllowedTemplates((f"localhost:{port}",), Upstream)
        with pytest.raises(BadRequest, match="no TLS with localhost"):
            await allowed.fetch(f"https://localhost:{port}/x")


async def test_silence_ends(trust: Trust) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    found = await refused(trust, silent, seconds=0.2)
    assert "no answer within 0.2 s" in found.message


async def test_what_breaks_off_is_said(trust: Trust) -> None:
    async def rude(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")

    assert "broke off" in (await refused(trust, rude)).message


async def test_nobody_at_home_is_said() -> None:
    allowed = AllowedTemplates(("localhost:1",), Upstream)
    with pytest.raises(BadRequest, match="no connection to localhost"):
        await allowed.fetch("https://localhost:1/x")


async def test_the_proxy_that_was_there_before_is_used(trust: Trust) -> None:
    origin, heads = HttpOrigin(b"{}"), list[str]()
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    async with tcp_server(origin, tls=tls) as port:

        async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))

        async with tcp_server(proxy) as proxy_port:
            upstream = Upstream(https=f"http://127.0.0.1:{proxy_port}")
            allowed = AllowedTemplates(("*.example",), lambda: upstream, context=trust.client())
            assert await allowed.fetch("https://files.example/x") == b"{}"
    assert heads[0].startswith("CONNECT files.example:443 ")


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy one way until it ends, or is ended."""
    try:
        with suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
    finally:
        writer.close()


@given(uri=st.text(max_size=30))
@settings(max_examples=100, deadline=None)
async def test_no_other_uri_gets_out(uri: str) -> None:
    allowed = AllowedTemplates((), Upstream)
    for each in (uri, f"https://{uri}", f"https://files.example:{uri}"):
        with pytest.raises(BadRequest):
            await allowed.fetch(each)
