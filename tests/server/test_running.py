"""A whole server: it starts on an empty home, answers under every name, and stops cleanly."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.core.clock import SystemClock
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from tests.server.calls import get
from tests.server.homes import settings_of


@asynccontextmanager
async def running(folder: Path, **variables: str) -> AsyncIterator[Server]:
    server = await Server.start(settings_of(folder, **variables), SystemClock(), mode=Mode.UP)
    try:
        yield server
    finally:
        await server.stop()


async def test_production_and_direct_names_answer_with_one_issuer(tmp_path: Path) -> None:
    async with running(tmp_path) as server:
        tenant = server.facts.tenant_id
        path = f"/{tenant}/.well-known/openid-configuration"
        for host in ("login.microsoftonline.com", "login.localhost"):
            status, document = await asyncio.to_thread(get, server, host, path)
            assert status == 200
            assert document["issuer"] == f"https://sts.windows.net/{tenant}/"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("management.azure.com", 401),
        ("nobody.vault.azure.net", 404),
        ("admin.nameplate.localhost", 401),
    ],
)
async def test_every_room_has_its_door(tmp_path: Path, host: str, status: int) -> None:
    async with running(tmp_path) as server:
        found, document = await asyncio.to_thread(get, server, host, "/status?api-version=7.4")
        assert found == status
        assert "code" in document["error"]


async def test_who_names_no_host_gets_the_certificate_of_localhost(tmp_path: Path) -> None:
    """Java's client of Service Fabric sends no name of a single label; it pins the certificate."""
    async with running(tmp_path) as server:
        address = ("127.0.0.1", server.endpoints.https)
        unnamed = await asyncio.to_thread(ssl.get_server_certificate, address, timeout=10)
        assert ssl.PEM_cert_to_DER_cert(unnamed) == server.leaves.served("localhost")


async def test_keys_and_roots_are_the_same_after_a_restart(tmp_path: Path) -> None:
    async def facts() -> tuple[bytes, bytes, object]:
        async with running(tmp_path) as server:
            home = server.settings.home
            return server.rooms.keys.jwks(), home.production_roots.read_bytes(), server.facts

    assert await facts() == await facts()


async def test_its_own_domain_brings_its_own_names_and_issuer(tmp_path: Path) -> None:
    own = {"domain": "id.contoso.example", "extra_audiences": "api://orders"}
    async with running(tmp_path, **own) as server:
        assert server.cloud.vault_suffix == "vault.id.contoso.example"
        assert server.cloud.knows_resource("api://orders")
        tenant = server.facts.tenant_id
        path = f"/{tenant}/.well-known/openid-configuration"
        found = await asyncio.to_thread(get, server, "login.id.contoso.example", path)
        assert found[1]["issuer"] == f"https://login.id.contoso.example/{tenant}/"


async def test_a_wrong_route_is_one_sentence_and_leaves_nothing_open(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, routes="contoso.vault.azure.net=http://127.0.0.1:1")
    with pytest.raises(ConfigurationError, match="serves that name itself"):
        await Server.start(settings, SystemClock(), mode=Mode.EMBEDDED)


async def test_imds_answers_for_the_app_that_the_settings_name(tmp_path: Path) -> None:
    async with running(tmp_path, imds_app="web1") as server:
        assert server.imds_resource_id is not None
        assert server.imds_resource_id.endswith("/providers/Microsoft.Web/sites/web1")
    async with running(tmp_path) as server:
        assert server.imds_resource_id is None
