"""Faults in a whole server: whom they meet on each surface, and whom they never meet."""

from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from nameplate.core.clock import SystemClock
from nameplate.core.errors import BadRequest, Conflict, NameplateError
from nameplate.crypto import base64url
from nameplate.directory.records import IdentityAssignment
from nameplate.disruption.faults import InForce
from nameplate.disruption.spec import parse_fault
from nameplate.edge.http import Request, Response
from nameplate.edge.wire import Wire
from nameplate.server.disruption import Disruption
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from nameplate.server.wires import Surface, build_surface
from nameplate.tokens.claims import SubjectKind, TokenSubject
from tests.server.homes import settings_of

VAULT = "https://vault.azure.net"
VAULT_HOST = "nobody.vault.azure.net"
GROUP = "/subscriptions/s/resourceGroups/g/providers"
WEB1, WEB2 = (f"{GROUP}/Microsoft.Web/sites/{name}" for name in ("web1", "web2"))
SHARED = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/shared"


class Door:
    """Where the wires would be asked from."""

    def __init__(self, surface: Surface) -> None:
        self.https, self.token = _Table(surface.https), _Table(surface.token)


class _Table:
    def __init__(self, table: Any) -> None:
        self.table = table

    def use(self, table: Any) -> None:
        self.table = table


class World:
    """A server with two apps: ``web1`` has an identity of its own and one that both share."""

    def __init__(self, server: Server, surface: Surface) -> None:
        self.server = server
        self.door = Door(surface)
        self.disruption = Disruption(server.rooms, local=True, shared=False)
        self.disruption.disturb(self.door.https, surface.https)  # type: ignore[arg-type] # only ``use``
        self.disruption.disturb(self.door.token, surface.token)  # type: ignore[arg-type] # the same
        identity = surface.token.default
        assert identity is not None
        self.disruption.use_tokens(identity)  # type: ignore[arg-type] # it is the identity endpoint
        self.secrets: dict[str, str] = {}
        self.client_id = ""

    async def populate(self) -> None:
        directory = self.server.rooms.opened.directory
        work = self.server.rooms.opened.database.begin()
        own = directory.create_managed_identity(work, display_name="web1", resource_id=WEB1)
        shared = directory.create_managed_identity(work, display_name="shared", resource_id=SHARED)
        self.client_id = shared.app_id
        directory.assign(work, IdentityAssignment(WEB1, own.object_id, (SHARED,)))
        directory.assign(work, IdentityAssignment(WEB2, None, (SHARED,)))
        for site in (WEB1, WEB2):
            _, secret = directory.bind_workload(work, site, expires=None)
            self.secrets[site] = secret.reveal()
        await work.commit()

    async def fault(self, text: str, app: str | None = None) -> InForce:
        return await self.disruption.add(parse_fault(text), app)

    async def token(self, site: str = WEB1, **more: str) -> str:
        answer = await self.ask_token(site, **more)
        assert answer.status == 200, answer.body
        return str(orjson.loads(answer.body)["access_token"])

    async def ask_token(self, site: str = WEB1, path: str = "/msi/token", **more: str) -> Response:
        query = {"resource": VAULT, "api-version": "2019-08-01", **more}
        return await self.ask(
            self.door.token.table.find("127.0.0.1"),
            Request(
                "GET",
                path,
                host="127.0.0.1",
                query_string=urlencode(query).encode(),
                headers=[(b"x-identity-header", self.secrets[site].encode())],
            ),
        )

    async def ask_vault(self, token: str = "", host: str = VAULT_HOST) -> Response:
        shown = [(b"authorization", f"Bearer {token}".encode())] if token else []
        request = Request("GET", "/secrets", host=host, headers=shown)
        return await self.ask(self.door.https.table.find(host), request)

    async def ask_authority(self, **form: str) -> Response:
        path = f"/{self.server.facts.tenant_id}/oauth2/v2.0/token"
        host, body = "login.microsoftonline.com", urlencode(form).encode()
        request = Request("POST", path, host=host, body=body)
        return await self.ask(self.door.https.table.find(host), request)

    async def operator_token(self, audience: str) -> str:
        facts = self.server.facts
        subject = TokenSubject(
            object_id=facts.operator_id,
            app_id="04b07795-8ddb-461a-bbee-02f9e1bf7b46",
            tenant_id=facts.tenant_id,
            kind=SubjectKind.USER,
            appidacr="0",
            display_name="Operator",
        )
        return (await self.server.rooms.issuer.issue(subject, audience)).text

    @staticmethod
    async def ask(wire: Wire, request: Request) -> Response:
        try:
            return await wire.handle(request)
        except NameplateError as error:
            return wire.render(error, request)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Founded once: each test has a server of its own on it."""
    return tmp_path_factory.mktemp("disrupted")


@asynccontextmanager
async def world(folder: Path) -> AsyncIterator[World]:
    server = await Server.start(settings_of(folder), SystemClock(), mode=Mode.EMBEDDED)
    try:
        made = World(server, await build_surface(server, server.rooms, server.clouds))
        await made.populate()
        yield made
    finally:
        await server.stop()


def header(response: Response, name: str) -> str:
    return dict(response.headers)[name.encode()].decode()


async def test_a_token_endpoint_throttles_one_app_and_no_other(folder: Path) -> None:
    async with world(folder) as house:
        fault = await house.fault("token:429,times=always,retry-after=3", WEB1)

        refused = await house.ask_token(WEB1)
        other = await house.ask_token(WEB2, client_id=house.client_id)

        assert (refused.status, header(refused, "retry-after")) == (429, "3")
        assert list(orjson.loads(refused.body)) == ["statusCode", "message", "correlationId"]
        assert other.status == 200
        assert (fault.seen, fault.met) == (1, 1)
        house.disruption.remove(fault.id)
        assert (await house.ask_token(WEB1)).status == 200


@pytest.mark.parametrize("path", ["/imds/{}/metadata/identity/oauth2/token", "/cloudshell/{}/t"])
async def test_a_secret_in_the_address_says_whose_a_request_is(folder: Path, path: str) -> None:
    async with world(folder) as house:
        await house.fault("token:500,times=always", WEB1)

        assert (await house.ask_token(path=path.format(house.secrets[WEB1]))).status == 500
        assert (await house.ask_token(path=path.format(house.secrets[WEB2]))).status == 400


async def test_a_probe_that_asks_for_no_token_is_no_request(folder: Path) -> None:
    """Clients look for the metadata service without the header that it wants."""
    async with world(folder) as house:
        fault = await house.fault("token:500,times=always")
        wire = house.door.token.table.find("127.0.0.1")
        probe = Request("GET", "/metadata/identity/oauth2/token", host="127.0.0.1")

        assert (await house.ask(wire, probe)).status == 400
        assert fault.seen == 0


async def test_a_vault_meets_by_the_token(folder: Path) -> None:
    """Whoever shows none is told where to get one; the operator is answered as always."""
    async with world(folder) as house:
        own, shared = await house.token(), await house.token(WEB1, client_id=house.client_id)
        elsewhere = await house.token(WEB2, client_id=house.client_id)
        operator = await house.operator_token(VAULT)
        fault = await house.fault("vault:429,times=always", WEB1)

        asked = [await house.ask_vault(each) for each in (own, shared, elsewhere, operator, "")]

        assert [each.status for each in asked] == [429, 429, 404, 404, 404]
        assert orjson.loads(asked[0].body)["error"]["code"] == "Throttled"
        assert fault.met == 2


async def test_a_token_that_lives_for_a_moment_is_kept_by_nobody(folder: Path) -> None:
    async with world(folder) as house:
        await house.fault("token:expiring,seconds=20")
        first, second = await house.ask_token(), await house.ask_token()

        lives = [int(orjson.loads(each.body)["expires_on"]) for each in (first, second)]
        now = int(house.server.rooms.clock.now())
        assert lives[0] - now <= 20
        assert lives[1] - now > 86_000


async def test_a_claims_challenge_is_met_by_another_token(folder: Path) -> None:
    async with world(folder) as house:
        old = await house.token()
        assert await house.token() == old
        await house.fault("vault:claims-challenge")

        challenged = await house.ask_vault(old)
        again = await house.ask_vault(old)
        new = await house.token()

        assert challenged.status == again.status == 401
        challenge = header(challenged, "www-authenticate")
        assert 'error="insufficient_claims"' in challenge
        claims = orjson.loads(b64decode(challenge.split('claims="')[1].rstrip('"')))
        assert claims["access_token"]["nbf"]["essential"] is True
        assert new != old
        assert (await house.ask_vault(new)).status == 404  # the vault is not there: it was let in


@pytest.mark.parametrize("known", [True, False])
async def test_the_authority_throttles_its_clients(folder: Path, *, known: bool) -> None:
    async with world(folder) as house:
        client_id = house.client_id if known else "nobody"
        await house.fault("authority:429,times=always", WEB1 if known else None)

        refused = await house.ask_authority(client_id=client_id, grant_type="client_credentials")

        assert refused.status == 429
        assert orjson.loads(refused.body)["error"] == "temporarily_unavailable"


async def test_the_operators_sign_in_is_never_met(folder: Path) -> None:
    async with world(folder) as house:
        fault = await house.fault("authority:429,times=always")
        assertion = await house.operator_token("x")
        header_part, _, signature = assertion.split(".")
        claims = orjson.dumps({"iss": house.server.facts.operator_id})
        claimed = f"{header_part}.{base64url.encode(claims)}.{signature}"
        answer = await house.ask_authority(assertion=claimed, grant_type="x")

        assert answer.status == 400
        assert fault.seen == 0


async def test_the_control_plane_meets_apps_too(folder: Path) -> None:
    async with world(folder) as house:
        arm = "https://management.azure.com/"
        token = await house.token(resource=arm)
        operator = await house.operator_token(arm)
        await house.fault("arm:503,times=always")

        found = [await house.ask_vault(each, "management.azure.com") for each in (token, operator)]

        assert [each.status for each in found] == [503, 400]


async def test_where_others_use_the_server_a_fault_is_for_one_app(folder: Path) -> None:
    async with world(folder) as house:
        shared = Disruption(house.server.rooms, local=True, shared=True)

        with pytest.raises(BadRequest, match="resourceId"):
            await shared.add(parse_fault("vault:429"), None)
        with pytest.raises(BadRequest, match="no managed identity"):
            await shared.add(parse_fault("vault:429"), f"{WEB1}-other")
        assert (await shared.add(parse_fault("vault:429"), WEB1)).app == WEB1.lower()


async def test_a_server_that_others_reach_has_no_faults(folder: Path) -> None:
    async with world(folder) as house:
        reached = Disruption(house.server.rooms, local=False, shared=False)

        with pytest.raises(Conflict, match="other machines"):
            await reached.add(parse_fault("vault:429"), None)


async def test_without_faults_nothing_stands_before_the_wires(folder: Path) -> None:
    async with world(folder) as house:
        before = house.door.https.table
        fault = await house.fault("vault:429")
        assert house.door.https.table is not before
        authority = before.find("login.microsoftonline.com")
        assert house.door.https.table.find("login.microsoftonline.com") is authority
        house.disruption.remove(fault.id)
        assert house.door.https.table is before
