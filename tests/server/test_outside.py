"""Documents of other servers: what comes back is what was said, cut off at the limit."""

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
