"""The small Graph over the authority's world: its operator may do everything, others nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from nameplate.authority.graph import GraphWire
from nameplate.authority.graph_app_roles import GraphAppRoles
from nameplate.authority.graph_changes import GraphChanges
from nameplate.authority.graph_federation import GraphFederation
from nameplate.authority.graph_gate import GraphGate
from nameplate.authority.graph_groups import GraphGroups
from nameplate.authority.graph_objects import GraphObjects
from nameplate.authority.graph_reads import GraphReads
from nameplate.authority.graph_results import GraphResults
from nameplate.authority.graph_users import GraphUsers
from nameplate.authority.graph_writes import GraphWrites
from nameplate.core.errors import NameplateError
from nameplate.core.principal import Principal
from nameplate.directory.records import ServicePrincipal, User
from nameplate.edge.bearer import Authenticator
from nameplate.edge.http import Request
from nameplate.tokens.claims import SubjectKind, TokenSubject
from nameplate.tokens.verifier import Verifier
from tests.authority.world import CLOUD, TENANT, Answer, World


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision of this test's."""

    allowed: bool
    reason: str

    def __bool__(self) -> bool:
        return self.allowed


class OperatorOnly:
    """Decides for one object id; ``asked`` keeps the actions."""

    def __init__(self) -> None:
        self.owner = ""
        self.asked: list[str] = []

    async def decide_action(self, principal: Principal, action: str, scope: str) -> Verdict:
        self.asked.append(f"{action} at {scope}")
        return Verdict(principal.object_id == self.owner, f"no role allows {action}")


class GraphWorld(World):
    """A started authority, its Graph, and an operator with a token."""

    def __init__(self) -> None:
        super().__init__()
        self.decisions = OperatorOnly()
        verifier = Verifier(self.keys, self.clock, (CLOUD.issuer(TENANT.tenant_id),))
        authenticator = Authenticator(verifier, self.directory)
        results = GraphResults(CLOUD)
        reads = GraphReads(self.directory, results)
        writes = GraphWrites(self.units, self.trail)
        objects = GraphObjects(self.directory, reads, results)
        parts = (
            reads,
            objects,
            GraphChanges(self.directory, reads, results, writes),
            GraphUsers(self.directory, reads, results, writes),
            GraphGroups(self.directory, objects, results, writes),
            GraphAppRoles(self.directory, reads, objects, results, writes),
            GraphFederation(self.directory, reads, results, writes),
        )
        gate = GraphGate(authenticator, self.decisions, CLOUD)
        self.graph = GraphWire(gate, parts, self.clock)
        self.token = ""

    async def start(self) -> None:
        await super().start()
        operator = await self.operator()
        self.decisions.owner = operator.object_id
        self.token = await self.token_of(operator)
        self.trail.events.clear()

    async def token_of(
        self, principal: User | ServicePrincipal, audience: str = CLOUD.graph_audience
    ) -> str:
        subject = TokenSubject(
            object_id=principal.object_id,
            app_id="client",
            tenant_id=TENANT.tenant_id,
            kind=SubjectKind.USER,
            appidacr="0",
        )
        if isinstance(principal, ServicePrincipal):
            subject = replace(subject, kind=SubjectKind.APPLICATION, app_id=principal.app_id)
        return (await self.mint.issue(subject, audience)).text

    async def call(
        self,
        method: str,
        path: str,
        document: Any = None,
        *,
        query: str = "",
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """As the operator, unless another token (or an empty one) is given."""
        shown = self.token if token is None else token
        named = {"authorization": f"Bearer {shown}"} if shown else {}
        raw = [(n.encode(), v.encode()) for n, v in (named | dict(headers or {})).items()]
        request = Request(
            method,
            f"/v1.0/{path}",
            host=CLOUD.graph_host,
            query_string=query.encode(),
            headers=raw,
            body=b"" if document is None else orjson.dumps(document),
            request_id="2902ef55-9b43-4155-a7c0-1f02278e6600",
        )
        try:
            return Answer.of(await self.graph.handle(request))
        except NameplateError as error:
            return Answer.of(self.graph.render(error, request))
