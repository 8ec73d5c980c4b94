"""Faults on purpose, joined with the wires that they disturb: who asks, and who is never met.

The operator's own requests are answered as always: whoever breaks something has to be able to mend
it. While there are no faults no request passes through here.
"""

from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Final, Protocol

import orjson

from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.errors import BadRequest, Conflict, Unauthorized
from nameplate.crypto.jws import MalformedTokenError, UnverifiedToken
from nameplate.directory.directory import Directory
from nameplate.directory.records import ServicePrincipal, WorkloadBinding
from nameplate.disruption.fault import Fault, Surface
from nameplate.disruption.faults import Asker, Faults, InForce
from nameplate.edge.bearer import TokenRejected, bearer_token
from nameplate.edge.disrupted import DisruptedHosts, DisruptedWire
from nameplate.edge.door import Door
from nameplate.edge.hosts import HostTable
from nameplate.edge.http import Request
from nameplate.edge.wire import Wire
from nameplate.managed_identity.paths import Source, addressed
from nameplate.server.rooms import Rooms
from nameplate.tokens.verifier import VerifiedClaims

_SURFACES: Final[Mapping[str, Surface]] = {
    "identity endpoint": Surface.TOKEN,
    "service fabric": Surface.TOKEN,
    "authority": Surface.AUTHORITY,
    "vault": Surface.VAULT,
    "resource-manager": Surface.ARM,
}
"""Surfaces by the name of their wire."""

_PROOFS: Final = ("x-identity-header", "secret")


class Forgetting(Protocol):
    """What keeps tokens (``managed_identity.endpoint``)."""

    def forget(self, object_id: str) -> None: ...


class Disruption:
    """The faults of a server (``admin.faults.Disrupting``)."""

    def __init__(self, rooms: Rooms, *, local: bool, shared: bool) -> None:
        """``local``: nobody on another machine is served. ``shared``: not one command alone is."""
        self._rooms = rooms
        self._local = local
        self._shared = shared
        self._tables: list[tuple[Door, HostTable]] = []
        self._wrapped: dict[Wire, DisruptedWire] = {}
        self._surfaces: frozenset[Surface] = frozenset()
        self._tokens: Forgetting | None = None
        self.faults = Faults(self._changed)

    def disturb(self, door: Door, table: HostTable) -> None:
        """Let faults reach the wires of a door."""
        self._tables.append((door, table))

    def use_tokens(self, tokens: Forgetting) -> None:
        """Say who keeps the tokens of managed identities."""
        self._tokens = tokens

    async def add(self, fault: Fault, app: str | None) -> InForce:
        """Put a fault in force. Raises Conflict or BadRequest where that cannot be."""
        if not self._local:
            raise Conflict(
                "FaultsNotAllowed",
                "Faults are for tests: a server that other machines reach has none.",
            )
        if app is None and self._shared:
            raise BadRequest(
                "InvalidRequest",
                "The field 'resourceId' is required here: other apps use this server too, and a "
                "fault is for one.",
            )
        if app is not None and await self._rooms.opened.directory.assignment(app) is None:
            raise BadRequest(
                "InvalidRequest",
                "The app has no managed identity: nothing would tell its requests from others.",
            )
        return self.faults.add(fault, app)

    def remove(self, fault_id: str) -> InForce | None:
        """End a fault; what it did by then."""
        return self.faults.remove(fault_id)

    def all(self) -> Sequence[InForce]:
        """Those in force."""
        return self.faults.all()

    def forget(self, object_id: str) -> None:
        """Let the next token of an identity be a new one."""
        if self._tokens is not None:
            self._tokens.forget(object_id)

    def _changed(self, surfaces: frozenset[Surface]) -> None:
        self._surfaces = surfaces
        for door, table in self._tables:
            door.use(DisruptedHosts(table, self._wrap) if surfaces else table)

    def _wrap(self, wire: Wire) -> Wire:
        surface = _SURFACES.get(wire.name)
        if surface not in self._surfaces:
            return wire
        wrapped = self._wrapped.get(wire)
        if wrapped is None:
            disturbance = WireDisturbance(surface, self, self._rooms)
            wrapped = self._wrapped[wire] = DisruptedWire(wire, disturbance, self._rooms.clock)
        return wrapped


class WireDisturbance:
    """Which requests of a wire are met (``edge.disrupted.Disturbance``)."""

    def __init__(self, surface: Surface, disruption: Disruption, rooms: Rooms) -> None:
        self._surface = surface
        self._disruption = disruption
        self._clock: Clock = rooms.clock
        self._directory: Directory = rooms.opened.directory
        self._operator = rooms.opened.facts.operator_id
        self._tenant = rooms.opened.facts.tenant_id
        self._clouds = rooms.clouds
        self._verify = partial(rooms.verifier.verify, audiences=_audiences(surface, rooms.clouds))

    async def meeting(self, request: Request) -> Fault | None:
        """The fault that meets a request."""
        asker = await self._asker(request)
        if asker is None:
            return None
        return self._disruption.faults.meeting(self._surface, request.method, asker)

    def challenge(self, request: Request) -> Unauthorized:
        """A claims challenge, as of continuous access evaluation (``protocols.md`` D.1)."""
        claims = self._claims(request)
        if claims is not None:
            self._disruption.forget(claims.object_id)
        wanted = {
            "access_token": {"nbf": {"essential": True, "value": str(int(self._clock.now()))}}
        }
        cloud = next(
            (each for each in self._clouds if each.vault_of(request.host)), self._clouds[0]
        )
        challenge = (
            f'Bearer authorization="{cloud.authority}/{self._tenant}", '
            f'resource="{cloud.vault_audience}", error="insufficient_claims", '
            f'claims="{b64encode(orjson.dumps(wanted)).decode()}"'
        )
        return Unauthorized(
            "Unauthorized",
            "AKV10000: The token is not accepted any more: continuous access evaluation resulted "
            "in a claims challenge.",
            headers=[("WWW-Authenticate", challenge)],
        )

    async def _asker(self, request: Request) -> Asker | None:
        """Who asks; ``None``: no fault is for this request."""
        match self._surface:
            case Surface.TOKEN:
                return await self._workload(request)
            case Surface.AUTHORITY:
                return await self._client(request)
        claims = self._claims(request)
        if claims is None or claims.object_id == self._operator:
            return None
        issued_on = claims.raw.get("xms_az_rid")
        if isinstance(issued_on, str):
            resources = frozenset((issued_on.lower(),))
        else:
            resources = await self._resources(await self._directory.principal(claims.object_id))
        return Asker(resources, str(claims.raw.get("uti", "")))

    def _claims(self, request: Request) -> VerifiedClaims | None:
        try:
            text = bearer_token(request)
            return None if text is None else self._verify(text)
        except TokenRejected:
            return None

    async def _workload(self, request: Request) -> Asker | None:
        """Whoever asks for a token of a resource; a probe does not."""
        pairs = request.query.items()
        if request.method == "POST":
            pairs = [*pairs, *request.form()]
        if not any(name.lower() == "resource" for name, _ in pairs):
            return None
        binding = await self._binding(request)
        return Asker(frozenset() if binding is None else frozenset((binding.resource_id.lower(),)))

    async def _binding(self, request: Request) -> WorkloadBinding | None:
        at = addressed(request.path)
        if at.source is Source.ARC:
            return await self._directory.binding((at.word or "").lower())
        shown = [at.word, *(request.headers.get(name) for name in _PROOFS)]
        secret = next((each for each in shown if each), None)
        if secret is None:
            return None
        found = await self._directory.binding_of(secret)
        return found or await self._directory.binding_of(secret, host=request.host)

    async def _client(self, request: Request) -> Asker | None:
        """The client of a request to the authority, as it says itself; the operator is none."""
        pairs = dict(request.form()) if request.method == "POST" else {}
        if _issuer_of(pairs.get("assertion")) == self._operator:
            return None
        client_id = pairs.get("client_id", "").lower()
        found = await self._directory.service_principal_of_app(client_id) if client_id else None
        return Asker(await self._resources(found))

    async def _resources(self, principal: object) -> frozenset[str]:
        """The apps that use an identity."""
        if not isinstance(principal, ServicePrincipal) or principal.resource_id is None:
            return frozenset()
        assigned = await self._directory.assigned_to(principal.resource_id)
        using = (each.resource_id.lower() for each in assigned)
        return frozenset((principal.resource_id.lower(), *using))


def _audiences(surface: Surface, clouds: Collection[Cloud]) -> frozenset[str]:
    """What tokens of a surface are for."""
    if surface is Surface.VAULT:
        return frozenset(each for cloud in clouds for each in cloud.vault_audiences)
    bare = [each.rstrip("/") for cloud in clouds for each in cloud.resource_manager_audiences]
    return frozenset((*bare, *(f"{each}/" for each in bare)))


def _issuer_of(assertion: str | None) -> str | None:
    """Whom an assertion claims to be of."""
    try:
        return str(UnverifiedToken.parse(assertion or "").claims.get("iss"))
    except MalformedTokenError:
        return None
