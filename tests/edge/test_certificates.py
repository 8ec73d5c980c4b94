"""Certificates on demand, as TLS clients see them."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator

import pytest

from nameplate.crypto.leaves import LeafIssuer
from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.edge.listeners import Listener, start
from tests.edge.clients import Client
from tests.edge.conftest import Trust
from tests.edge.loops import on_uvloop
from tests.fakes.clock import FakeClock
from tests.fakes.keys import envelope
from tests.fakes.wires import FakeWire

TLS_VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


@contextlib.asynccontextmanager
async def serving(
    leaves: LeafIssuer, *, default_host: str | None = None, limit: int = 512
) -> AsyncIterator[Listener]:
    table = HostTable({"a.example": FakeWire()}, {"vault.example": FakeWire()})
    tls = ServerCertificates(leaves, table.serves, default_host=default_host, limit=limit)
    listener = await start(Door(table), clock=FakeClock(), tls=tls)
    try:
        yield listener
    finally:
        await listener.stop(grace=1.0)


@pytest.mark.parametrize("version", TLS_VERSIONS)
@on_uvloop
async def test_each_name_has_a_certificate_of_its_own(
    trust: Trust, version: ssl.TLSVersion
) -> None:
    context = trust.client(minimum_version=version, maximum_version=version)
    async with serving(trust.leaves) as listener:
        for name in ("a.example", "contoso.vault.example", "fabrikam.vault.example"):
            async with await Client.to(listener.port, tls=context, name=name) as client:
                peer = client.writer.get_extra_info("peercert")
                assert peer["subjectAltName"] == (("DNS", name),)
                assert (await client.get(name)).status == 200


@pytest.mark.parametrize("name", ["other.example", "a.b.vault.example", "vault.example"])
@on_uvloop
async def test_a_name_that_is_not_served_gets_no_certificate(trust: Trust, name: str) -> None:
    async with serving(trust.leaves) as listener:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await Client.to(listener.port, tls=trust.client(), name=name)

    assert name not in trust.leaves.made()


@on_uvloop
async def test_a_client_without_a_name_gets_the_default_or_is_refused(trust: Trust) -> None:
    nameless = trust.client()
    nameless.check_hostname = False
    async with (
        serving(trust.leaves, default_host="a.example") as listener,
        await Client.to(listener.port, tls=nameless) as client,
    ):
        assert (await client.get("contoso.vault.example")).status == 200
    async with serving(trust.leaves) as listener:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await Client.to(listener.port, tls=nameless)


@pytest.mark.parametrize("version", TLS_VERSIONS)
@on_uvloop
async def test_a_resumed_session_is_held_to_its_name(trust: Trust, version: ssl.TLSVersion) -> None:
    context = trust.client(minimum_version=version, maximum_version=version)
    async with serving(trust.leaves) as listener:
        resumed, reply = await asyncio.to_thread(_resume, context, listener.port)

    assert resumed
    assert b" 421 " in reply


def _resume(context: ssl.SSLContext, port: int) -> tuple[bool, bytes]:
    """Connect twice with one session; ask under another host on the second connection."""
    session = None
    reply = b""
    for host in ("a.example", "contoso.vault.example"):
        raw = socket.create_connection(("127.0.0.1", port), timeout=5)
        with context.wrap_socket(raw, server_hostname="a.example", session=session) as tls:
            tls.sendall(b"GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % host.encode())
            reply = b""
            while piece := tls.recv(65536):
                reply += piece
            session = tls.session
            resumed = bool(tls.session_reused)
    return resumed, reply


@on_uvloop
async def test_a_renewed_leaf_is_shown_without_a_restart(trust: Trust) -> None:
    clock = FakeClock(trust.authority.created - 29.5 * 86_400)
    leaves = LeafIssuer(trust.authority, envelope(), clock)
    context = trust.client()
    async with serving(leaves) as listener:
        async with await Client.to(listener.port, tls=context, name="a.example") as client:
            first = client.writer.get_extra_info("peercert")["serialNumber"]
        async with await Client.to(listener.port, tls=context, name="a.example") as client:
            same = client.writer.get_extra_info("peercert")["serialNumber"]
        clock.advance(29.5 * 86_400)
        async with await Client.to(listener.port, tls=context, name="a.example") as client:
            renewed = client.writer.get_extra_info("peercert")["serialNumber"]

    assert first == same != renewed


@on_uvloop
async def test_contexts_are_bounded(trust: Trust) -> None:
    async with serving(trust.leaves, limit=2) as listener:
        for name in ("x", "y", "z", "x"):
            host = f"{name}.vault.example"
            async with await Client.to(listener.port, tls=trust.client(), name=host) as client:
                assert (await client.get(host)).status == 200


@on_uvloop
async def test_without_memory_files_the_key_passes_through_a_file_that_is_gone(
    trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("os.memfd_create", raising=False)
    async with (
        serving(trust.leaves) as listener,
        await Client.to(listener.port, tls=trust.client(), name="a.example") as client,
    ):
        assert (await client.get("a.example")).status == 200
