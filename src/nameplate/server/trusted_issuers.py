"""The keys of issuers that federated credentials trust: our own, and others' by discovery.

OpenID Connect Discovery 1.0 section 4. Only https; documents are small and fetched within seconds,
a redirect is a failure, and addresses of this machine or of a private network are reached only for
hosts that the operator's setting names. Keys are kept for an hour and looked up again for a key id
that is new, but not more than once a minute: an issuer that is down is not asked again and again.
"""

import asyncio
import http.client
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import orjson

from nameplate.core.clock import Clock
from nameplate.directory.federated_assertions import IssuerUnavailable
from nameplate.edge.dial import CannotDialError
from nameplate.server.outside import HTTPS, Outside
from nameplate.server.proxying import upstream_of
from nameplate.server.rooms import Rooms
from nameplate.tokens.projection import workload_issuer

SIZE_LIMIT: Final = 512 * 1024
SECONDS: Final = 10.0
_KEPT: Final = 3_600.0
_PAUSE: Final = 60.0
_ISSUERS: Final = 200

Jwk = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Held:
    """What an issuer said, or why it said nothing, and when."""

    keys: Mapping[str, Jwk]
    problem: str
    asked: float


class TrustedIssuers:
    """Finds keys (``directory.federated_assertions.IssuerKeys``)."""

    def __init__(
        self,
        own: Mapping[str, Callable[[], Awaitable[bytes]]],
        outside: Outside,
        clock: Clock,
        *,
        private_hosts: tuple[str, ...],
    ) -> None:
        """``own``: issuers of this installation, each with its JWKS."""
        self._own = own
        self._outside = outside
        self._clock = clock
        self._private_hosts = private_hosts
        self._held: dict[str, _Held] = {}
        self._asking: dict[str, asyncio.Task[_Held]] = {}

    async def key(self, issuer: str, key_id: str) -> Jwk | None:
        """The key of an issuer. Raises IssuerUnavailable."""
        if issuer in self._own:
            return _keys(await self._own[issuer]()).get(key_id)
        held = self._held.get(issuer)
        age = _KEPT if held is None else self._clock.now() - held.asked
        wanted = held is not None and key_id in held.keys
        if held is None or age >= _KEPT or (not wanted and age >= _PAUSE):
            held = await self._ask(issuer)
        found = held.keys.get(key_id)
        if found is None and held.problem:
            raise IssuerUnavailable(held.problem)
        return found

    async def _ask(self, issuer: str) -> _Held:
        """Ask once for any number of requests at the same time."""
        task = self._asking.get(issuer)
        if task is None:
            task = asyncio.ensure_future(self._asked(issuer))
            self._asking[issuer] = task
            task.add_done_callback(lambda _: self._asking.pop(issuer, None))
        return await asyncio.shield(task)

    async def _asked(self, issuer: str) -> _Held:
        keys: Mapping[str, Jwk] = {}
        problem = ""
        try:
            async with asyncio.timeout(SECONDS):
                keys = _keys(await self._get(await self._keys_address(issuer)))
        except TimeoutError:
            problem = f"There was no answer within {SECONDS:g} s."
        except IssuerUnavailable as unavailable:
            problem = str(unavailable)
        held = _Held(keys, problem, self._clock.now())
        self._held.pop(issuer, None)
        if len(self._held) >= _ISSUERS:
            del self._held[next(iter(self._held))]
        self._held[issuer] = held
        return held

    async def _keys_address(self, issuer: str) -> str:
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        document = _object(await self._get(address), "discovery document")
        if document.get("issuer") != issuer:
            raise IssuerUnavailable("The discovery document is another issuer's.")
        found = document.get("jwks_uri")
        if not isinstance(found, str):
            raise IssuerUnavailable("The discovery document has no jwks_uri.")
        return found

    async def _get(self, address: str) -> bytes:
        parts = _https(address)
        host = parts.hostname
        try:
            found = await self._outside.get(parts, public_only=not self._is_private(parts))
        except CannotDialError as problem:
            raise IssuerUnavailable(f"{problem.reason}.") from None
        except ssl.SSLError as problem:
            raise IssuerUnavailable(f"No TLS with {host}: {problem.reason or 'refused'}.") from None
        except (OSError, http.client.HTTPException) as problem:
            raise IssuerUnavailable(f"{host} broke off ({type(problem).__name__}).") from None
        if found.status != http.client.OK:
            raise IssuerUnavailable(f"{host} answered {found.status}.")
        if len(found.body) > SIZE_LIMIT:
            raise IssuerUnavailable(f"{host} answered more than {SIZE_LIMIT} bytes.")
        return found.body

    def _is_private(self, parts: SplitResult) -> bool:
        """Whether the operator says that this host may be on a network of one's own."""
        host, port = str(parts.hostname), parts.port or HTTPS
        for pattern in self._private_hosts:
            name, _, wanted = pattern.partition(":")
            same = host == name or (name.startswith("*.") and host.endswith(name[1:]))
            if same and port == int(wanted or HTTPS):
                return True
        return False


def trusted_issuers(rooms: Rooms) -> TrustedIssuers:
    """Build them over the rooms."""

    async def own() -> bytes:
        await rooms.keys.follow()
        return rooms.keys.jwks()

    settings = rooms.settings
    issuer = workload_issuer(rooms.clouds[0], rooms.opened.facts.tenant_id)
    outside = Outside(lambda: upstream_of(settings), size_limit=SIZE_LIMIT, seconds=SECONDS)
    hosts = settings.federation_issuers
    return TrustedIssuers({issuer: own}, outside, rooms.clock, private_hosts=hosts)


def _https(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        valid = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or parts.username is not None or not address.isascii():
        raise IssuerUnavailable("An issuer and its keys are at https URLs.")
    return parts


def _keys(content: bytes) -> Mapping[str, Jwk]:
    """The keys for signatures, by their id."""
    every = _object(content, "key set").get("keys")
    if not isinstance(every, list):
        raise IssuerUnavailable("The key set has no keys.")
    return {
        key["kid"]: key
        for key in every
        if isinstance(key, dict)
        and isinstance(key.get("kid"), str)
        and key.get("use", "sig") == "sig"
    }


def _object(content: bytes, what: str) -> dict[str, Any]:
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        raise IssuerUnavailable(f"The {what} is no JSON object.")
    return document
