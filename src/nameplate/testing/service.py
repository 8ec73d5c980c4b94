"""The platform's own APIs, asked as its operator without a socket: how tests set things up.

Everything goes the way of a request that came over TLS: bearer, decision, pipeline, one unit of
work. Only the connection is left out, and faults, which are for the code under test.
"""

from collections.abc import Coroutine
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

import orjson

from nameplate.core.errors import NotFound
from nameplate.edge.http import Request, Response
from nameplate.edge.wire import Wire
from nameplate.server.embedded import EmbeddedServer
from nameplate.server.running import Server
from nameplate.tokens.claims import SubjectKind, TokenSubject
from nameplate.tokens.issuer import IssuedToken

T = TypeVar("T")

VAULT_VERSION: Final = "7.4"
_CLIENT_ID: Final = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"  # the one of the command line tools
_MARGIN: Final = 60.0


class Service:
    """Asks as the operator. Refusals are ``NameplateError``, raised where the test stands."""

    def __init__(self, embedded: EmbeddedServer) -> None:
        self._embedded = embedded
        self._tokens: dict[str, IssuedToken] = {}

    @property
    def server(self) -> Server:
        """The server, whose services belong to its own thread."""
        return self._embedded.server

    @property
    def group(self) -> str:
        """The ARM id of the resource group that everything is in."""
        subscription = self.server.facts.subscription_id
        return f"/subscriptions/{subscription}/resourceGroups/{self.server.settings.default_group}"

    @property
    def location(self) -> str:
        """The region of what is made."""
        return self.server.settings.default_location

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine in the server's thread; wait for it."""
        return self._embedded.call(work)

    def arm(self, method: str, path: str, body: Any = None, *, version: str) -> Any:
        """Ask the control plane; the document of its answer."""
        cloud = self.server.cloud
        audience = cloud.resource_manager_audiences[0]
        host = cloud.resource_manager_host
        return self.call(self._ask(host, audience, method, path, {"api-version": version}, body))

    def vault(self, method: str, name: str, path: str, body: Any = None, **query: str) -> Any:
        """Ask a vault's data plane; the document of its answer."""
        cloud = self.server.cloud
        host = f"{name}.{cloud.vault_suffix}"
        query = {"api-version": VAULT_VERSION, **query}
        return self.call(self._ask(host, cloud.vault_audience, method, path, query, body))

    async def _ask(
        self, host: str, audience: str, method: str, path: str, query: dict[str, str], body: Any
    ) -> Any:
        wire = self.server.surface.https.find(host.lower())
        if wire is None:
            raise NotFound("NotFound", f"Nothing here answers for the host name '{host}'.")
        request = Request(
            method,
            path,
            host=host.lower(),
            raw_path=quote(path),
            query_string=urlencode(query).encode(),
            headers=[
                (b"authorization", f"Bearer {await self._token(audience)}".encode()),
                (b"content-type", b"application/json"),
            ],
            body=b"" if body is None else orjson.dumps(body),
        )
        response = await _handled(wire, request)
        return orjson.loads(response.body) if response.body else None

    async def _token(self, audience: str) -> str:
        now = self.server.rooms.clock.now()
        held = self._tokens.get(audience)
        if held is None or not held.not_before <= now < held.expires_on - _MARGIN:
            facts = self.server.facts
            subject = TokenSubject(
                object_id=facts.operator_id,
                app_id=_CLIENT_ID,
                tenant_id=facts.tenant_id,
                kind=SubjectKind.USER,
                appidacr="0",
                display_name="Operator",
            )
            held = self._tokens[audience] = await self.server.rooms.issuer.issue(subject, audience)
        return held.text


async def _handled(wire: Any, request: Request) -> Response:
    answering: Wire = wire
    return await answering.handle(request)
