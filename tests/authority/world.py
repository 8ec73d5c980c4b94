"""An authority with its real directory, key ring and mint, over fakes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson

from nameplate.authority.audience import Audiences
from nameplate.authority.authorize_answers import AuthorizeAnswers
from nameplate.authority.authorize_endpoint import AuthorizeEndpoint
from nameplate.authority.client_authentication import ASSERTION_TYPE, ClientAuthentication
from nameplate.authority.clients import Clients
from nameplate.authority.device_endpoint import DeviceEndpoint
from nameplate.authority.grants.authorization_code import AuthorizationCode
from nameplate.authority.grants.client_credentials import ClientCredentials
from nameplate.authority.grants.device_code import DeviceCodeGrant
from nameplate.authority.grants.jwt_bearer import JwtBearer
from nameplate.authority.grants.password import Password
from nameplate.authority.grants.refresh_token import RefreshTokenGrant
from nameplate.authority.login_endpoint import LoginEndpoint
from nameplate.authority.password_sign_in import PasswordSignIn
from nameplate.authority.resource_access import ResourceAccess
from nameplate.authority.sign_in_memory import SignInMemory
from nameplate.authority.sign_ins import SignIns
from nameplate.authority.tenants import Tenants
from nameplate.authority.token_endpoint import TokenEndpoint
from nameplate.authority.wire import AuthorityWire, SignInEndpoints
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.core.errors import NameplateError
from nameplate.core.secret_value import SecretValue
from nameplate.crypto.hashing import KeyedHash
from nameplate.directory.directory import Directory
from nameplate.directory.records import Application, ServicePrincipal, Tenant, User
from nameplate.edge.http import Request, Response
from nameplate.tokens.claims import SubjectKind, TokenSubject
from nameplate.tokens.issuer import Issuer
from nameplate.tokens.key_ring import KeyRing
from nameplate.tokens.verifier import VerifiedClaims, Verifier
from tests.fakes.assertions import sign_assertion
from tests.fakes.clock import FakeClock
from tests.fakes.directory_records import FakeDirectoryRecords
from tests.fakes.issuer_keys import FakeIssuerKeys
from tests.fakes.key_ring import key_ring
from tests.fakes.keys import master_key, signing_key
from tests.fakes.trail import FakeTrail
from tests.fakes.units import FakeUnitOfWork, FakeUnits

CLOUD = AZURE_PUBLIC
TENANT = Tenant("0f1e2d3c-0000-4000-8000-00000000000a", "Contoso", "contoso.example")
TOKEN_PATH = f"/{TENANT.tenant_id}/oauth2/v2.0/token"
TOKEN_URL = f"{CLOUD.authority}{TOKEN_PATH}"
VAULT = "https://vault.azure.net"
SCOPE = f"{VAULT}/.default"
PASSWORD = "Correct-Horse-7"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, read."""

    status: int
    headers: dict[str, str]
    body: Any

    @classmethod
    def of(cls, response: Response) -> "Answer":
        headers = {name.decode(): value.decode() for name, value in response.headers}
        return cls(response.status, headers, orjson.loads(response.body or b"null"))

    @property
    def number(self) -> int:
        """The number of an AADSTS error."""
        numbers: list[int] = self.body["error_codes"]
        return numbers[0]


class World:
    """Everything a test of the authority touches."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.units = FakeUnits()
        self.records = FakeDirectoryRecords()
        self.trail = FakeTrail()
        self.issuers = FakeIssuerKeys()
        keyed_hash = KeyedHash(master_key(), "directory")
        self.directory = Directory(
            self.records, keyed_hash, self.clock, self.units.epoch, password_cost=2
        )
        self.keys: KeyRing = key_ring(self.clock, epoch=self.units.epoch)
        self.mint = Issuer(self.keys, self.clock, CLOUD)
        self.clients = Clients(self.directory, CLOUD)
        self.memory = SignInMemory(self.clock)
        self.passwords = PasswordSignIn(self.directory, self.memory.tries)
        self.codes = self.memory.devices
        self.audiences = Audiences(CLOUD, self.directory)
        self.sign_ins = SignIns(
            self.directory, self.units, mint=self.mint, cloud=CLOUD, clock=self.clock
        )
        self.wire = AuthorityWire(
            CLOUD,
            self.clock,
            Tenants(self.directory),
            self.keys,
            self._token_endpoint(),
            DeviceEndpoint(self.codes, CLOUD),
            pages=self._pages(),
        )

    def _token_endpoint(self) -> TokenEndpoint:
        proofs = ClientAuthentication(self.directory, CLOUD, self.clock, self.issuers)
        grants = (
            ClientCredentials(proofs),
            JwtBearer(self.directory, CLOUD, self.clock),
            Password(self.passwords, self.clients, proofs),
            DeviceCodeGrant(self.codes, self.directory),
            AuthorizationCode(
                self.memory.codes,
                self.directory,
                self.clients,
                proofs,
                units=self.units,
                trail=self.trail,
            ),
            RefreshTokenGrant(self.directory, self.units, self.trail, proofs),
        )
        return TokenEndpoint(
            grants,
            self.audiences,
            self.mint,
            self.trail,
            self.clock,
            sign_ins=self.sign_ins,
            access=ResourceAccess(self.directory),
        )

    def _pages(self) -> SignInEndpoints:
        tenants, answers = Tenants(self.directory), AuthorizeAnswers(CLOUD, self.clock)
        pending = self.memory.pending
        login = LoginEndpoint(
            self.directory,
            self.passwords,
            self.codes,
            pending,
            self.memory.codes,
            tenants=tenants,
            answers=answers,
            trail=self.trail,
        )
        begin = AuthorizeEndpoint(tenants, self.clients, self.audiences, pending, answers)
        return SignInEndpoints(begin, login)

    async def start(self) -> None:
        """What a first start leaves behind."""
        await self.keys.ensure()
        work = self.begin()
        self.directory.save_tenant(work, TENANT)
        await work.commit()

    def begin(self) -> FakeUnitOfWork:
        return self.units.begin()

    async def application(self, **changes: Any) -> tuple[Application, ServicePrincipal]:
        work = self.begin()
        made = self.directory.create_application(work, "ledger", **changes)
        await work.commit()
        return made

    async def secret_of(self, app_id: str, **changes: Any) -> SecretValue:
        work = self.begin()
        _, secret = self.directory.add_client_secret(work, app_id, **changes)
        await work.commit()
        return secret

    async def certificate_of(self, owner_id: str, which: int = 0) -> None:
        work = self.begin()
        key = signing_key(which)
        self.directory.add_client_certificate(work, owner_id, key.certificate)
        await work.commit()

    async def person(self, name: str = "ann", password: str = PASSWORD) -> User:
        """A user with a password."""
        work = self.begin()
        user = self.directory.create_user(
            work, user_principal_name=f"{name}@contoso.example", display_name=name
        )
        await self.directory.set_password(work, user.object_id, SecretValue(password))
        await work.commit()
        return user

    async def operator(self, name: str = "operator") -> User:
        work = self.begin()
        user = self.directory.create_user(
            work, user_principal_name=f"{name}@contoso.example", display_name=name
        )
        await work.commit()
        await self.certificate_of(user.object_id)
        return user

    def subject(self, user: User) -> TokenSubject:
        """A user who acts through a public client."""
        return TokenSubject(
            object_id=user.object_id,
            app_id="04b07795-8ddb-461a-bbee-02f9e1bf7b46",
            tenant_id=TENANT.tenant_id,
            kind=SubjectKind.USER,
            appidacr="0",
        )

    def claims(self, subject: str, **changes: Any) -> dict[str, Any]:
        """What a client asserts, good for ten minutes."""
        now = self.clock.now()
        return {
            "iss": subject,
            "sub": subject,
            "aud": TOKEN_URL,
            "exp": now + 600,
            "jti": "1",
        } | changes

    def assertion_form(self, app_id: str, **changes: Any) -> dict[str, str]:
        """A client's request that is proven by the key of ``certificate_of``."""
        return {
            "grant_type": "client_credentials",
            "client_id": app_id,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": sign_assertion(signing_key(0), self.claims(app_id, **changes)),
            "scope": SCOPE,
        }

    async def post(
        self,
        form: Mapping[str, str] | bytes,
        *,
        path: str = TOKEN_PATH,
        headers: Mapping[str, str] | None = None,
        query: str = "",
        host: str = CLOUD.authority_host,
    ) -> Answer:
        body = form if isinstance(form, bytes) else urlencode(form).encode()
        return await self.send("POST", path, body=body, headers=headers, query=query, host=host)

    async def get(
        self,
        path: str,
        *,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        host: str = CLOUD.authority_host,
    ) -> Answer:
        return await self.send("GET", path, query=query, headers=headers, host=host)

    async def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        query: str = "",
        headers: Mapping[str, str] | None = None,
        host: str = CLOUD.authority_host,
    ) -> Answer:
        """Through the wire, its errors rendered as the door renders them."""
        raw = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
        request = Request(
            method,
            path,
            host=host,
            query_string=query.encode(),
            headers=raw,
            body=body,
            request_id="2902ef55-9b43-4155-a7c0-1f02278e6600",
        )
        try:
            return Answer.of(await self.wire.handle(request))
        except NameplateError as error:
            return Answer.of(self.wire.render(error, request))

    def verify(self, token: str, audience: str = VAULT) -> VerifiedClaims:
        issuers = (CLOUD.issuer(TENANT.tenant_id),)
        return Verifier(self.keys, self.clock, issuers).verify(token, frozenset((audience,)))
