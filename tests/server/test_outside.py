"""Documents of other servers: what comes back is what was said, cut off at the limit."""

import asyncio
import contextlib
from urllib.parse import urlsplit

import pytest

from nameplate.core.clock import SystemClock
from nameplate.crypto.authorities import create_authority
from nameplate.crypto.leaves import LeafIssuer
from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.dial import CannotDialError
from nameplate.edge.upstream import Upstream
from nameplate.server.outside import Fetched, Outside
from tests.edge.conftest import Trust
from tests.fakes.keys import envelope
from tests.fakes.tcp_server import HttpOrigin, tcp_server


@pytest.fixture(scope="module")
def trust() -> Trust:
    clock = SystemClock()
    authority = create_authority("own", ("localhost",), clock.now(), envelope())
    return Trust(authority, LeafIssuer(authority, envelope(), clock))


async def test_a_body_is_cut_off_one_byte_past_the_limit(trust: Trust) -> None:
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    outside = Outside(Upstream, size_limit=3, seconds=5, context=trust.client())
    async with tcp_server(HttpOrigin(b"abcdef"), tls=tls) as port:
        found = await outside.get(urlsplit(f"https://localhost:{port}/x?y=z"))

    assert found == Fetched(200, "", b"abcd")


async def test_the_public_network_is_not_this_machine(trust: Trust) -> None:
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    outside = Outside(Upstream, size_limit=3, seconds=5, context=trust.client())
    async with tcp_server(HttpOrigin(), tls=tls) as port:
        with pytest.raises(CannotDialError):
            await outside.get(urlsplit(f"https://localhost:{port}/"), public_only=True)


async def test_a_form_is_posted(trust: Trust) -> None:
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    outside = Outside(Upstream, size_limit=9, seconds=5, context=trust.client())
    origin = HttpOrigin()
    async with tcp_server(origin, tls=tls) as port:
        found = await outside.post(urlsplit(f"https://localhost:{port}/token"), b"a=b")

    assert found == Fetched(200, "", b"hello")
    assert origin.heads[0].startswith("POST /token HTTP/1.1")
    assert "content-type: application/x-www-form-urlencoded" in origin.heads[0].lower()
    assert origin.bodies == [b"a=b"]


async def test_an_answer_that_trickles_ends_in_time(trust: Trust) -> None:
    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        with contextlib.suppress(OSError):
            while not writer.is_closing():
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.02)

    tls = ServerCertificates(trust.leaves, lambda _: True).context
    outside = Outside(Upstream, size_limit=1 << 20, seconds=0.3, context=trust.client())
    async with tcp_server(trickle, tls=tls) as port:
        with pytest.raises(CannotDialError, match=r"did not answer whole within 0.3 s"):
            await outside.get(urlsplit(f"https://localhost:{port}/"))


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "[::1]", "169.254.169.254", "localhost", "a.localhost"]
)
async def test_a_proxy_is_no_way_into_a_private_network(host: str) -> None:
    upstream = Upstream(https="http://127.0.0.1:1")
    outside = Outside(lambda: upstream, size_limit=3, seconds=5)
    with pytest.raises(CannotDialError, match="no address that may be connected to"):
        await outside.get(urlsplit(f"https://{host}/"), public_only=True)
