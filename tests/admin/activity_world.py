"""The trail with its readers: an operator, a Reader of one group, a stranger; an app and vaults."""

from dataclasses import replace
from typing import Any, Final

from nameplate.admin.activity import ActivityApi
from nameplate.admin.activity_rights import ActivityRights
from nameplate.admin.explanation import ExplanationApi
from nameplate.admin.privilege import PrivilegeApi, Sources
from nameplate.admin.routes import Call, Handler
from nameplate.audit.event import Event, EventKind
from nameplate.audit.evidence import of_refusal
from nameplate.audit.trail import Trail
from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import access_policy
from nameplate.authorization.authorizer import Authorizer
from nameplate.authorization.learning import Learning
from nameplate.authorization.roles import Roles
from nameplate.core.principal import Principal, PrincipalType
from nameplate.edge.http import Request
from tests.admin.desk import read
from tests.authorization.roles import assigned, built_in
from tests.fakes.access_policy_records import FakeAccessPolicyRecords
from tests.fakes.audit_records import FakeAuditRecords
from tests.fakes.clock import FakeClock
from tests.fakes.role_records import FakeRoleRecords
from tests.fakes.units import FakeUnits

SUBSCRIPTION: Final = "/subscriptions/s"
GROUP: Final = f"{SUBSCRIPTION}/resourceGroups/local"
SITE: Final = f"{GROUP}/providers/Microsoft.Web/sites/web1"
VAULT: Final = f"{GROUP}/providers/Microsoft.KeyVault/vaults/contoso"
OTHER: Final = f"{SUBSCRIPTION}/resourceGroups/other/providers/Microsoft.KeyVault/vaults/fabrikam"
GET_SECRET: Final = "Microsoft.KeyVault/vaults/secrets/getSecret/action"


def somebody(object_id: str, resource_id: str | None = None, **claims: object) -> Principal:
    kind = PrincipalType.SERVICE_PRINCIPAL if resource_id else PrincipalType.USER
    return Principal(
        object_id=object_id,
        app_id="app-id" if resource_id else None,
        tenant_id="tenant",
        type=kind,
        display_name=object_id,
        issuer="issuer",
        resource_id=resource_id,
        claims=claims,
    )


OPERATOR: Final = somebody("operator")
STRANGER: Final = somebody("stranger")
APP: Final = somebody("web1", SITE, oid="web1", aud="https://vault", uti="u1")


class World:
    """Everything over fakes, but the decisions: those are real."""

    def __init__(self) -> None:
        self.clock = FakeClock(10_000.0)
        self.units = FakeUnits()
        self.trail = Trail(FakeAuditRecords(), self.clock, self.units, look_seconds=0.001)
        self.policies = AccessPolicies(FakeAccessPolicyRecords(), self.units.epoch)
        self.roles = Roles(FakeRoleRecords(), self.units.epoch)
        self.authorizer = Authorizer(
            self.policies,
            self.roles,
            self.units.epoch,
            learning=Learning(self.clock),
            owners={"operator"},
        )
        self.known = {"web1": (APP, True)}
        rights = ActivityRights(self.authorizer, SUBSCRIPTION)
        sources = Sources(self.trail, rights, self, self, self.policies, self.authorizer)
        apis = (
            ActivityApi(self.trail, rights, self, self.clock),
            ExplanationApi(self.trail, rights, self, self.authorizer),
            PrivilegeApi(sources),
        )
        self._handlers: dict[str, Handler] = {
            route.template: route.handler for api in apis for route in api.routes()
        }

    async def identities_of(self, resource_id: str) -> tuple[str, ...]:
        return ("web1",) if resource_id == SITE.lower() else ()

    async def principal(self, object_id: str) -> tuple[Principal, bool] | None:
        return self.known.get(object_id)

    async def get(
        self, path: str, query: str = "", *, caller: Principal = OPERATOR, **names: str
    ) -> Any:
        """The document that a handler answers."""
        request = Request("GET", path, query_string=query.encode())
        return read(await self._handlers[path](Call(caller, request, names)))

    async def refused(self, need: str = "secrets/get", vault: str = VAULT) -> None:
        """The app is refused something at a vault."""
        await self.record(need, vault, "denied", facts=of_refusal(APP, ()))

    async def record(self, action: str, resource: str, outcome: Any, **more: Any) -> None:
        kind = more.pop("kind", EventKind.DECISION)
        event = Event(
            kind=kind,
            action=action,
            outcome=outcome,
            resource=resource,
            object_id=more.pop("object_id", "web1"),
            display_name="web1",
            reason=f"why {outcome}",
            workload=more.pop("workload", SITE),
            **more,
        )
        await self.trail.record(event)

    async def give_role(self, name: str, scope: str, *, to: str) -> None:
        given, _ = assigned(built_in(name), scope)
        work = self.units.begin()
        self.roles.assign(work, replace(given, principal_id=to))
        await work.commit()

    async def give_policy(self, vault: str = VAULT, **kinds: tuple[str, ...]) -> None:
        work = self.units.begin()
        self.policies.put(work, vault, [access_policy("tenant", "web1", permissions=kinds)])
        await work.commit()
