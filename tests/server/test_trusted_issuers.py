"""The keys of foreign issuers, over real TLS: who is asked, how often, and for how much."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.core.clock import SystemClock
from nameplate.crypto.authorities import create_authority
from nameplate.crypto.leaves import LeafIssuer
from nameplate.directory.federated_assertions import IssuerUnavailable
from nameplate.edge.certificates import ServerCertificates
from nameplate.edge.upstream import Upstream
from nameplate.server.outside import Outside
from nameplate.server.trusted_issuers import SIZE_LIMIT, TrustedIssuers
from tests.edge.conftest import Trust
from tests.fakes.clock import FakeClock
from tests.fakes.keys import envelope, signing_key
from tests.fakes.tcp_server import tcp_server

KEY = signing_key(0)
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture(scope="module")
def trust() -> Trust:
    clock = SystemClock()
    authority = create_authority("own", ("localhost",), clock.now(), envelope())
    return Trust(authority, LeafIssuer(authority, envelope(), clock))


class Site:
    """An issuer on loopback: its documents by path; what it was asked."""

    def __init__(self, trust: Trust) -> None:
        self.trust = trust
        self.documents: dict[str, bytes] = {}
        self.status = "200 OK"
        self.asked: list[str] = []
        self.clock = FakeClock()
        self.port = 0

    @property
    def issuer(self) -> str:
        return f"https://localhost:{self.port}"

    def publish(self, *keys: dict[str, object], **changes: object) -> None:
        document = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys", **changes}
        self.documents = {
            "/.well-known/openid-configuration": orjson.dumps(document),
            "/keys": orjson.dumps({"keys": list(keys)}),
        }

    def issuers(self, *private: str) -> TrustedIssuers:
        outside = Outside(Upstream, size_limit=SIZE_LIMIT, seconds=5, context=self.trust.client())
        hosts = private or (f"localhost:{self.port}",)
        return TrustedIssuers({}, outside, self.clock, private_hosts=hosts)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        self.asked.append(path)
        body = self.documents.get(path, b"")
        head = f"HTTP/1.1 {self.status}\r\nLocation: /keys\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()


@asynccontextmanager
async def site(trust: Trust) -> AsyncIterator[Site]:
    made = Site(trust)
    tls = ServerCertificates(trust.leaves, lambda _: True).context
    async with tcp_server(made.serve, tls=tls) as port:
        made.port = port
        made.publish(KEY.public_jwk())
        yield made


async def problem(issuers: TrustedIssuers, issuer: str) -> str:
    with pytest.raises(IssuerUnavailable) as caught:
        await issuers.key(issuer, KEY.kid)
    return str(caught.value)


async def test_a_key_is_found_by_discovery_and_kept(trust: Trust) -> None:
    async with site(trust) as far:
        issuers = far.issuers()

        found = await asyncio.gather(*(issuers.key(far.issuer, KEY.kid) for _ in range(5)))

        assert found == [KEY.public_jwk()] * 5
        assert far.asked == ["/.well-known/openid-configuration", "/keys"]
        far.clock.advance(3_599)
        await issuers.key(far.issuer, KEY.kid)
        assert len(far.asked) == 2
        far.clock.advance(1)
        await issuers.key(far.issuer, KEY.kid)
        assert len(far.asked) == 4


async def test_a_new_key_is_looked_for_but_not_all_the_time(trust: Trust) -> None:
    """A rotation is seen; a token that names keys at random costs the issuer one question."""
    async with site(trust) as far:
        issuers = far.issuers()
        await issuers.key(far.issuer, KEY.kid)

        assert await issuers.key(far.issuer, "random") is None
        assert len(far.asked) == 2
        far.publish(signing_key(1).public_jwk())
        far.clock.advance(60)
        assert await issuers.key(far.issuer, signing_key(1).kid) is not None
        assert await issuers.key(far.issuer, KEY.kid) is None


async def test_an_issuer_that_is_down_is_left_in_peace(trust: Trust) -> None:
    async with site(trust) as far:
        issuers = far.issuers()
        far.status = "503 Unavailable"

        assert "answered 503" in await problem(issuers, far.issuer)
        assert "answered 503" in await problem(issuers, far.issuer)
        assert len(far.asked) == 1
        far.status = "200 OK"
        far.clock.advance(60)
        assert await issuers.key(far.issuer, KEY.kid) is not None


async def test_loopback_is_for_hosts_that_the_operator_names(trust: Trust) -> None:
    async with site(trust) as far:
        refused = await problem(far.issuers("elsewhere.example"), far.issuer)
        other_port = await problem(far.issuers("localhost"), far.issuer)

        assert refused
        assert other_port
        assert far.asked == []


async def test_keys_elsewhere_are_under_the_same_rule(trust: Trust) -> None:
    async with site(trust) as far:
        for address in ("https://127.0.0.1:1/keys", "http://localhost/keys", "keys", "https://["):
            far.publish(jwks_uri=address)
            assert await problem(far.issuers(), far.issuer)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issuer": "https://other.example"}, "another issuer's"),
        ({"issuer": None}, "another issuer's"),
        ({"jwks_uri": 1}, "no jwks_uri"),
    ],
)
async def test_a_discovery_document_is_of_its_issuer(
    trust: Trust, changes: dict[str, object], words: str
) -> None:
    async with site(trust) as far:
        far.publish(**changes)

        assert words in await problem(far.issuers(), far.issuer)


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"keys": 1}', b"", b"x" * (SIZE_LIMIT + 1)])
async def test_a_key_set_is_a_small_object(trust: Trust, body: bytes) -> None:
    async with site(trust) as far:
        far.documents["/keys"] = body

        assert await problem(far.issuers(), far.issuer)


async def test_a_redirect_is_not_followed(trust: Trust) -> None:
    async with site(trust) as far:
        far.status = "302 Found"

        assert "answered 302" in await problem(far.issuers(), far.issuer)
        assert len(far.asked) == 1


async def test_keys_that_are_not_for_signatures_are_left_out(trust: Trust) -> None:
    async with site(trust) as far:
        far.publish({**KEY.public_jwk(), "use": "enc"}, {"kid": 1}, {"kty": "RSA"})

        assert await far.issuers().key(far.issuer, KEY.kid) is None


async def test_a_certificate_that_nobody_trusts_is_refused(trust: Trust) -> None:
    async with site(trust) as far:
        outside = Outside(Upstream, size_limit=SIZE_LIMIT, seconds=5)
        issuers = TrustedIssuers({}, outside, far.clock, private_hosts=(f"localhost:{far.port}",))

        assert "No TLS with localhost" in await problem(issuers, far.issuer)


async def test_our_own_issuer_needs_no_network(trust: Trust) -> None:
    async def own() -> bytes:
        return orjson.dumps({"keys": [KEY.public_jwk()]})

    outside = Outside(Upstream, size_limit=1, seconds=1, context=trust.client())
    issuers = TrustedIssuers({"https://us": own}, outside, FakeClock(), private_hosts=())

    assert await issuers.key("https://us", KEY.kid) == KEY.public_jwk()
    assert await issuers.key("https://us", "other") is None


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=20))
async def test_no_other_scheme_is_ever_asked(text: str) -> None:
    outside = Outside(Upstream, size_limit=1, seconds=1)
    issuers = TrustedIssuers({}, outside, FakeClock(), private_hosts=())

    for issuer in (f"http://{text}", f"file:///{text}", f"https://user@{text}.invalid"):
        assert await problem(issuers, issuer)
