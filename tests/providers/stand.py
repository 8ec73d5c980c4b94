"""A control plane in memory behind its real wire, with every provider over real rooms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from nameplate.apphost.setting_references import SettingReferences
from nameplate.audit.trail import Trail
from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.authorizer import Authorizer
from nameplate.authorization.learning import Learning
from nameplate.authorization.management_groups import ManagementGroups
from nameplate.authorization.roles import Roles
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import InternalFailure, NameplateError
from nameplate.core.principal import Principal, PrincipalType
from nameplate.core.work import UnitOfWork
from nameplate.crypto.hashing import KeyedHash
from nameplate.directory.directory import Directory
from nameplate.edge.bearer import TokenRejected
from nameplate.edge.http import Request, Response
from nameplate.providers.catalogue import Rooms, catalogue
from nameplate.resource_manager.challenge import Gate
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.desk import Desk
from nameplate.resource_manager.deployments.running.active import Runs
from nameplate.resource_manager.guard import Guard
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.phases import Phases
from nameplate.resource_manager.records import Resource, Selection
from nameplate.resource_manager.wire import ResourceManagerWire
from nameplate.server.setting_references import DirectoryIdentities, VaultReferences
from nameplate.vault.access import Access
from nameplate.vault.vault_keys import Keys
from nameplate.vault.vault_secrets import Secrets
from nameplate.vault.vaults import Vaults
from tests.conformance.stores import Store, fake_store
from tests.fakes.clock import FakeClock
from tests.fakes.function_hosts import FakeFunctionHost
from tests.fakes.keys import envelope, master_key
from tests.fakes.linked_templates import FakeLinkedTemplates
from tests.fakes.sealer import FakeSealer
from tests.fakes.secret_references import FakeSecretReferences
from tests.fakes.swap_host import FakeSwapHost

TENANT: Final = "11111111-1111-1111-1111-111111111111"
SUBSCRIPTION: Final = "22222222-2222-2222-2222-222222222222"
SUB: Final = f"/subscriptions/{SUBSCRIPTION}"
GROUP: Final = f"{SUB}/resourceGroups/local"
SITE: Final = f"{GROUP}/providers/Microsoft.Web/sites/web1"
SLOT: Final = f"{SITE}/slots/staging"
PLAN: Final = f"{GROUP}/providers/Microsoft.Web/serverfarms/plan1"
VAULT: Final = f"{GROUP}/providers/Microsoft.KeyVault/vaults/contoso"
IDENTITY: Final = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deployer"
STORAGE: Final = f"{GROUP}/providers/Microsoft.Storage/storageAccounts/store1"
COMPONENT: Final = f"{GROUP}/providers/Microsoft.Insights/components/insights1"
WORKSPACE: Final = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs1"
FEDERATED: Final = f"{IDENTITY}/federatedIdentityCredentials"
VERSION: Final = "2023-07-01"

OPERATOR: Final = Principal(
    object_id="33333333-3333-3333-3333-333333333333",
    app_id=None,
    tenant_id=TENANT,
    type=PrincipalType.USER,
    display_name="operator",
    issuer=AZURE_PUBLIC.issuer(TENANT),
)
STRANGER: Final = Principal(
    object_id="44444444-4444-4444-4444-444444444444",
    app_id="55555555-5555-5555-5555-555555555555",
    tenant_id=TENANT,
    type=PrincipalType.SERVICE_PRINCIPAL,
    display_name="stranger",
    issuer=AZURE_PUBLIC.issuer(TENANT),
)

AT: Final = Installation(
    cloud=AZURE_PUBLIC,
    tenant_id=TENANT,
    tenant_name="Contoso",
    default_domain="contoso.example",
    subscription_id=SUBSCRIPTION,
    subscription_name="Local",
)


@dataclass
class Reply:
    """An answer, its body read."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def error(self) -> str:
        """The code of an error, in either shape."""
        code = self.body["error"]["code"] if "error" in self.body else self.body["Code"]
        return str(code)


@dataclass
class FakeDoorkeeper:
    """Says who asks without a token; or that the token is no good."""

    principal: Principal | None = OPERATOR
    rejected: TokenRejected | None = None
    audiences: frozenset[str] = field(default=frozenset())

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        self.audiences = audiences
        if self.rejected is not None:
            raise self.rejected
        return self.principal


class Stand:
    """The whole room, and ``send`` to talk to it."""

    def __init__(
        self,
        store: Store | None = None,
        *,
        refresh: Callable[[], None] = lambda: None,
        allow_unknown_types: bool = False,
    ) -> None:
        self.store = store or fake_store()
        self.clock = FakeClock()
        epoch = self.store.epoch
        self.directory = Directory(
            self.store.directory, KeyedHash(master_key(), "test"), self.clock, epoch
        )
        self.policies = AccessPolicies(self.store.policies, epoch)
        groups = ManagementGroups(self.store.management_groups, epoch, tenant_id=TENANT)
        self.management_groups, self.roles = groups, Roles(self.store.roles, epoch, groups=groups)
        self.vaults = Vaults(self.store.vaults, self.policies, self.clock, epoch)
        self.secrets = Secrets(self.store.secrets, envelope(), self.clock)
        self.keys = Keys(self.store.keys, envelope(), self.clock)
        self.trail = Trail(self.store.audit, self.clock, self.store.units)
        self.authorizer = self._authorizer()
        self.access = Access(self.authorizer, self.trail)
        self.references = self._references()
        self.doorkeeper = FakeDoorkeeper()
        self.at = AT
        self.runs, self.links = Runs(), FakeLinkedTemplates()
        self.app_host = FakeFunctionHost()
        self.swap_host = FakeSwapHost()
        self.desk = Desk(self.store.deployments, FakeSealer(), lambda: self.runs)
        self.catalogue = catalogue(self._rooms(allow_unknown_types=allow_unknown_types))
        self.phases = Phases(
            catalogue=self.catalogue,
            records=self.store.resources,
            units=self.store.units,
            guard=Guard(self.authorizer, self.trail),
            trail=self.trail,
            clock=self.clock,
            installation=self.at,
            refresh=refresh,
            forget=self._forget,
        )
        self.control_plane = ControlPlane(self.phases)
        self.desk.join(
            self.phases,
            self.control_plane,
            secrets=FakeSecretReferences,
            links=lambda: self.links,
        )
        gate = Gate(self.doorkeeper, self.at)
        self.wire = ResourceManagerWire(self.control_plane, self.catalogue, gate=gate, at=self.at)

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """One request through the wire, errors rendered as the door has them rendered."""
        request = Request(
            method,
            path,
            host=AZURE_PUBLIC.resource_manager_host,
            query_string=(f"api-version={VERSION}" if query is None else query).encode(),
            headers=[(k.encode(), v.encode()) for k, v in (headers or {}).items()],
            body=body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body),
        )
        try:
            response = await self.wire.handle(request)
        except InternalFailure:
            raise
        except NameplateError as error:
            response = self.wire.render(error, request)
        return _read(response)

    async def raw(self, method: str, path: str) -> Response:
        """The same for what is no JSON: the response as it is."""
        query = f"api-version={VERSION}".encode()
        host = AZURE_PUBLIC.resource_manager_host
        return await self.wire.handle(Request(method, path, host=host, query_string=query))

    async def put(self, path: str, body: Any, **options: Any) -> Reply:
        return await self.send("PUT", path, body, **options)

    async def get(self, path: str, **options: Any) -> Reply:
        return await self.send("GET", path, **options)

    async def delete(self, path: str, **options: Any) -> Reply:
        return await self.send("DELETE", path, **options)

    async def below(self, path: str) -> list[Resource]:
        """Every stored resource under an id."""
        return await self.store.resources.list(Selection(path.lower()))

    async def with_group(self) -> "Stand":
        """The same, with the group ``local``."""
        assert (await self.put(GROUP, {"location": "westeurope"})).status == 201
        return self

    def _rooms(self, *, allow_unknown_types: bool) -> Rooms:
        return Rooms(
            installation=self.at,
            directory=self.directory,
            vaults=self.vaults,
            policies=self.policies,
            roles=self.roles,
            management_groups=self.management_groups,
            resources=self.store.resources,
            sealer=FakeSealer(),
            secrets=self.secrets,
            keys=self.keys,
            references=self.references,
            deployments=self.desk,
            app_host=self.app_host,
            holdings=self.authorizer,
            swap_host=self.swap_host,
            allow_unknown_types=allow_unknown_types,
        )

    def _references(self) -> SettingReferences:
        identities = DirectoryIdentities(self.directory, TENANT, AZURE_PUBLIC.issuer(TENANT))
        return SettingReferences(identities, VaultReferences(lambda: self), AZURE_PUBLIC.vault_of)

    def _forget(self, work: UnitOfWork, key: str) -> None:
        self.roles.forget(work, key)
        self.store.deployments.delete_within(work, key)

    def _authorizer(self) -> Authorizer:
        return Authorizer(
            self.policies,
            self.roles,
            self.store.epoch,
            learning=Learning(self.clock),
            owners=frozenset((OPERATOR.object_id,)),
            memberships=self.directory,
        )


def _read(response: Response) -> Reply:
    headers = {key.decode(): value.decode() for key, value in response.headers}
    body = orjson.loads(response.body) if response.body else None
    return Reply(response.status, body, headers)
