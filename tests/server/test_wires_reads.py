"""How often the hot routes read the database: never for a token, once for a secret."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.request import Request, urlopen

import pytest

from nameplate.authorization.access_policy import AccessPolicy
from nameplate.core.clock import SystemClock
from nameplate.core.secret_value import SecretValue
from nameplate.directory.records import IdentityAssignment
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from nameplate.store.sqlite import SqliteDatabase
from nameplate.vault.parameters import NewSecret
from tests.server.calls import get
from tests.server.homes import settings_of

VAULT_HOST = "contoso.vault.azure.net"


class Reads:
    """The statements that went through ``Database.read``."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.statements: list[str] = []
        read = SqliteDatabase.read

        async def counted(
            database: SqliteDatabase, sql: str, parameters: Sequence[Any] = ()
        ) -> list[tuple[Any, ...]]:
            self.statements.append(sql)
            return await read(database, sql, parameters)

        patch.setattr(SqliteDatabase, "read", counted)

    def since(self, start: int) -> list[str]:
        return self.statements[start:]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    return Reads(monkeypatch)


@pytest.fixture
async def server(tmp_path: Any, reads: Reads) -> AsyncIterator[Server]:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.UP)
    try:
        yield server
    finally:
        await server.stop()


async def bound_workload(server: Server) -> str:
    """An app that may read the vault's one secret; returns its header secret."""
    rooms, directory = server.rooms, server.rooms.opened.directory
    group = f"/subscriptions/{server.facts.subscription_id}/resourceGroups/local/providers"
    site, vault = f"{group}/Microsoft.Web/sites/web1", f"{group}/Microsoft.KeyVault/vaults/contoso"
    tenant = server.facts.tenant_id
    work = rooms.opened.database.begin()
    principal = directory.create_managed_identity(work, display_name="web1", resource_id=site)
    directory.assign(work, IdentityAssignment(site, principal.object_id, ()))
    _, secret = directory.bind_workload(work, site, expires=None)
    account = rooms.vault.vaults.create(
        work,
        name="contoso",
        resource_id=vault,
        location="westeurope",
        tenant_id=tenant,
        retention_days=90,
    )
    policy = AccessPolicy(tenant, principal.object_id, None, {"secrets": ("get",)})
    rooms.policies.put(work, vault, [policy])
    await work.commit()
    work = rooms.opened.database.begin()
    new = NewSecret(SecretValue("v"), None, None, enabled=True, not_before=None, expires=None)
    await rooms.vault.secrets.set(work, account, "database", new)
    await work.commit()
    return secret.reveal()


async def ask_token(server: Server, header: str, resource: str) -> str:
    query = f"?resource={resource}&api-version=2019-08-01"
    request = Request(server.endpoints.token_url + query, headers={"X-IDENTITY-HEADER": header})  # noqa: S310  # our own endpoint

    def ask() -> str:
        with urlopen(request, timeout=10) as answer:  # noqa: S310  # the same
            return str(json.load(answer)["access_token"])

    return await asyncio.to_thread(ask)


async def test_a_token_is_no_read_of_the_database(server: Server, reads: Reads) -> None:
    header = await bound_workload(server)
    await ask_token(server, header, "https://vault.azure.net")
    start = len(reads.statements)

    warm = [await ask_token(server, header, "https://vault.azure.net") for _ in range(3)]
    await ask_token(server, header, "https://contoso.vault.azure.net")  # fresh: signed now

    assert len(set(warm)) == 1
    assert reads.since(start) == []


async def test_a_secret_is_one_read_of_the_database(server: Server, reads: Reads) -> None:
    token = await ask_token(server, await bound_workload(server), "https://vault.azure.net")
    headers = {"Authorization": f"Bearer {token}"}
    path = "/secrets/database?api-version=7.4"
    await asyncio.to_thread(get, server, VAULT_HOST, path, headers)
    start = len(reads.statements)

    answers = [await asyncio.to_thread(get, server, VAULT_HOST, path, headers) for _ in range(3)]

    assert [(status, document["value"]) for status, document in answers] == [(200, "v")] * 3
    assert len(reads.since(start)) == 3
