"""A vault in memory behind its real wire: what the tests of this room send requests to."""

from typing import Any, Final

import orjson

from nameplate.authorization.access_policies import AccessPolicies
from nameplate.authorization.access_policy import AccessPolicy, access_policy
from nameplate.authorization.authorizer import Authorizer
from nameplate.authorization.learning import Learning
from nameplate.authorization.roles import Roles
from nameplate.core.cloud import AZURE_PUBLIC, Cloud
from nameplate.core.errors import NameplateError
from nameplate.core.principal import Principal, PrincipalType
from nameplate.crypto.envelope import Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.edge.bearer import TokenRejected
from nameplate.edge.http import Request, Response
from nameplate.vault.access import Access
from nameplate.vault.challenge import Gate
from nameplate.vault.records import SecretProperties, VaultAccount
from nameplate.vault.vault_secrets import Secrets
from nameplate.vault.vaults import Vaults
from nameplate.vault.wire import VaultWire
from tests.fakes.access_policy_records import FakeAccessPolicyRecords
from tests.fakes.clock import FakeClock
from tests.fakes.role_records import FakeRoleRecords
from tests.fakes.trail import FakeTrail
from tests.fakes.units import FakeUnits
from tests.fakes.vault_records import FakeSecretRecords, FakeVaultRecords

TENANT: Final = "11111111-1111-1111-1111-111111111111"
SUBSCRIPTION: Final = "22222222-2222-2222-2222-222222222222"
GROUP: Final = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/local"
SITE: Final = f"{GROUP}/providers/Microsoft.Web/sites/web1"
PRINCIPAL: Final = Principal(
    object_id="33333333-3333-3333-3333-333333333333",
    app_id="44444444-4444-4444-4444-444444444444",
    tenant_id=TENANT,
    type=PrincipalType.SERVICE_PRINCIPAL,
    display_name="web1",
    issuer=AZURE_PUBLIC.issuer(TENANT),
    resource_id=SITE,
)
API: Final = "2025-07-01"


def vault_id(name: str) -> str:
    return f"{GROUP}/providers/Microsoft.KeyVault/vaults/{name}"


def policy(*names: str, principal: Principal = PRINCIPAL) -> AccessPolicy:
    return access_policy(
        principal.tenant_id, principal.object_id, permissions={"secrets": names or ("all",)}
    )


def account_of(name: str) -> VaultAccount:
    """A vault that nobody keeps."""
    return VaultAccount(
        key=name.ljust(32, "0"),
        name=name,
        resource_id=vault_id(name),
        location="westeurope",
        tenant_id=TENANT,
        retention_days=90,
        purge_protection=False,
        rbac=False,
        created=0.0,
    )


def properties_of(name: str, *, version: str = "0" * 32) -> SecretProperties:
    """A plain version that nobody keeps."""
    return SecretProperties(
        vault=account_of("contoso").key,
        name=name,
        version=version,
        content_type=None,
        tags=None,
        enabled=True,
        not_before=None,
        expires=None,
        created=0,
        updated=0,
    )


class FakeAuthenticator:
    """Knows one token, ``good``; other ones are rejected as it was told."""

    def __init__(self) -> None:
        self.principal = PRINCIPAL
        self.rejections: dict[str, TokenRejected] = {}

    async def authenticate(self, request: Request, audiences: frozenset[str]) -> Principal | None:
        text = request.headers.get("authorization")
        if text is None:
            return None
        token = text.removeprefix("Bearer ")
        if token in self.rejections:
            raise self.rejections[token]
        assert token == "good"
        return self.principal


class Stand:
    """Everything that a vault's wire needs, in memory."""

    def __init__(self, cloud: Cloud = AZURE_PUBLIC) -> None:
        self.cloud = cloud
        self.clock = FakeClock()
        self.units = FakeUnits()
        self.trail = FakeTrail()
        self.secret_records = FakeSecretRecords()
        self.vault_records = FakeVaultRecords(self.secret_records)
        self.policy_records = FakeAccessPolicyRecords()
        self.policies = AccessPolicies(self.policy_records, self.units.epoch)
        self.learning = Learning(self.clock)
        self.owners: set[str] = set()
        self.role_records = FakeRoleRecords()
        self.roles = Roles(self.role_records, self.units.epoch)
        self.authorizer = Authorizer(
            self.policies,
            self.roles,
            self.units.epoch,
            learning=self.learning,
            owners=self.owners,
        )
        self.vaults = Vaults(self.vault_records, self.policies, self.clock, self.units.epoch)
        self.envelope = Envelope(MasterKey.generate())
        self.secrets = Secrets(self.secret_records, self.envelope, self.clock)
        self.authenticator = FakeAuthenticator()
        self.wire = VaultWire(
            cloud=cloud,
            vaults=self.vaults,
            secrets=self.secrets,
            gate=Gate(self.authenticator, cloud),
            access=Access(self.authorizer, self.trail),
            units=self.units,
        )

    async def create_vault(self, name: str = "contoso", **options: Any) -> VaultAccount:
        """A vault; the principal has every permission of secrets there."""
        work = self.units.begin()
        account = self.vaults.create(
            work,
            name,
            resource_id=vault_id(name),
            location="westeurope",
            tenant_id=TENANT,
            **options,
        )
        self.policies.put(work, account.resource_id, [policy()])
        await work.commit()
        return account

    async def give(self, *names: str, vault: str = "contoso") -> None:
        """Make these the only permissions of the principal."""
        work = self.units.begin()
        self.policies.put(work, vault_id(vault), [policy(*names)] if names else [])
        await work.commit()

    async def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        vault: str = "contoso",
        token: str | None = "good",
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Send a request as the door does; ``path`` may have a query, else one is added."""
        path, asks, query = path.partition("?")
        query = query if asks else f"api-version={API}"
        fields = dict(headers or {})
        if token is not None:
            fields["authorization"] = f"Bearer {token}"
        request = Request(
            method,
            path,
            host=self.cloud.vault_host(vault),
            query_string=query.encode(),
            headers=[(name.encode(), value.encode()) for name, value in fields.items()],
            body=body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body),
            client="127.0.0.1",
        )
        return await self.answer(request)

    async def answer(self, request: Request) -> Response:
        """Handle a request, and render its failure, as the door does."""
        try:
            return await self.wire.handle(request)
        except NameplateError as error:
            return self.wire.render(error, request)

    async def json(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Send a request that must succeed; returns its body."""
        response = await self.call(method, path, body, **options)
        assert response.status == 200, response.body
        return orjson.loads(response.body)


def error_of(response: Response) -> tuple[int, str, str | None]:
    """Status, code and inner code of a refusal."""
    error = orjson.loads(response.body)["error"]
    return response.status, error["code"], error.get("innererror", {}).get("code")


def message_of(response: Response) -> str:
    text: str = orjson.loads(response.body)["error"]["message"]
    return text


def header(response: Response, name: str) -> str | None:
    for key, value in response.headers:
        if key == name.lower().encode():
            return value.decode()
    return None
