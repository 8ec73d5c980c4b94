"""A real server hosts a real process: isolated where the machine allows it, behind its own name."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nameplate.apphost.app_host import AppHost
from nameplate.apphost.states import State
from nameplate.core.clock import SystemClock
from nameplate.core.principal import Principal, PrincipalType
from nameplate.resource_manager.address import parse
from nameplate.resource_manager.call import Call
from nameplate.server.endpoints import Mode
from nameplate.server.running import Server
from tests.apphost.test_hosted_app import until
from tests.server.calls import get, get_text
from tests.server.homes import settings_of

APP = """#!/usr/bin/env python3
import http.server, json, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        names = ("WEBSITE_SITE_NAME", "IDENTITY_ENDPOINT", "GREETING", "HOME", "MSI_SECRET")
        found = {name: os.environ.get(name) for name in names} | {"user": os.getuid()}
        try:
            found["home"] = os.listdir(os.path.dirname(os.path.dirname(os.environ["HOME"])))
        except OSError as problem:
            found["home"] = str(problem)
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
HOST = "web1.azurewebsites.net"


@asynccontextmanager
async def hosting(folder: Path) -> AsyncIterator[Server]:
    server = await Server.start(settings_of(folder), SystemClock(), mode=Mode.UP)
    try:
        yield server
    finally:
        await server.stop()


async def put(server: Server, path: str, body: dict[str, Any]) -> None:
    """PUT a resource as the operator."""
    facts = server.facts
    operator = Principal(
        object_id=facts.operator_id,
        app_id=None,
        tenant_id=facts.tenant_id,
        type=PrincipalType.USER,
        display_name="operator",
        issuer="",
    )
    tenant = await server.rooms.opened.directory.tenant()
    plane = server.rooms.deployments.control_plane(server.rooms.clouds[0], tenant)
    address = parse(f"/subscriptions/{facts.subscription_id}/resourceGroups/local{path}")
    call = Call(
        caller=operator,
        method="PUT",
        address=address,
        api_version="2023-12-01",
        request_id="r",
        body=body,
    )
    await plane.plane.answer(call)


async def make_app(server: Server) -> None:
    site = "/providers/Microsoft.Web/sites/web1"
    identity = {"type": "SystemAssigned"}
    await put(server, site, {"location": "westeurope", "identity": identity})
    await put(server, f"{site}/config/appsettings", {"properties": {"GREETING": "hello"}})


def deploy(server: Server, source: str = APP) -> None:
    folder = _hosting(server).folders.of("web1")
    content = folder.deployments / "one" / "content"
    content.mkdir(parents=True)
    (content / "start.sh").write_text(source)
    (content / "start.sh").chmod(0o755)
    folder.activate("one")
    _hosting(server).folders.give(folder, content.parent)


def _hosting(server: Server) -> Any:
    assert server.hosting is not None
    return server.hosting


def _app(server: Server) -> Any:
    host: AppHost = server.rooms.app_host
    assert host.supervisor is not None
    return host.supervisor.of_label("web1")


def _in(server: Server, state: State) -> Callable[[], bool]:
    return lambda: _app(server) is not None and _app(server).condition.state is state


async def test_an_app_without_content_is_known_as_soon_as_a_server_is_ready(tmp_path: Path) -> None:
    """Ready comes before every app is followed: who asks meanwhile is not told of a wrong name."""
    async with hosting(tmp_path) as server:
        await make_app(server)
    async with hosting(tmp_path) as server:
        assert _app(server) is None
        status, page = await asyncio.to_thread(get_text, server, HOST)
        assert (status, "Nothing was deployed" in page) == (404, True)
        assert _hosting(server).folders.labels() == []
        status, page = await asyncio.to_thread(get_text, server, "other.azurewebsites.net")
        assert (status, "There is no such app here" in page) == (404, True)


async def test_an_app_runs_with_its_identity_and_sees_nothing_of_the_home(tmp_path: Path) -> None:
    async with hosting(tmp_path) as server:
        await make_app(server)
        await until(_in(server, State.EMPTY))
        deploy(server)
        _app(server).look_again()
        await until(_in(server, State.RUNNING))
        status, found = await asyncio.to_thread(get, server, HOST, "/")
        assert status == 200
        assert found["WEBSITE_SITE_NAME"] == "web1"
        assert found["GREETING"] == "hello"
        assert found["IDENTITY_ENDPOINT"] == server.endpoints.token_url
        assert len(found["MSI_SECRET"]) == 32
        if _hosting(server).status()["isolation"] == "isolated":
            assert found["home"] == ["apps"]
            if os.getuid() == 0:
                assert found["user"] >= 700_000


async def test_a_restart_is_another_process_with_another_secret(tmp_path: Path) -> None:
    async with hosting(tmp_path) as server:
        await make_app(server)
        deploy(server)
        await until(_in(server, State.RUNNING))
        _, before = await asyncio.to_thread(get, server, HOST, "/")
        address = _app(server).address
        server.rooms.app_host.restart(_app(server).wanted.key)
        await until(lambda: _app(server).address not in (None, address))
        _, after = await asyncio.to_thread(get, server, HOST, "/")
        assert before["MSI_SECRET"] != after["MSI_SECRET"]
        binding = await server.rooms.opened.directory.binding_of(before["MSI_SECRET"])
        for _ in range(100):
            binding = await server.rooms.opened.directory.binding_of(before["MSI_SECRET"])
            if binding is None:
                break
            await asyncio.sleep(0.05)
        assert binding is None


async def test_status_names_what_is_hosted(tmp_path: Path) -> None:
    async with hosting(tmp_path) as server:
        await make_app(server)
        await until(_in(server, State.EMPTY))
        (app,) = _hosting(server).status()["apps"]
        assert (app["name"], app["hostName"], app["state"]) == ("web1", HOST, "NoContent")


async def test_a_server_without_apps_starts_no_keeper(tmp_path: Path) -> None:
    async with hosting(tmp_path) as server:
        assert not (server.settings.home.run / "keeper.sock").exists()
        found = _hosting(server).status()
        assert found["apps"] == []
        assert found["limits"]["memoryMb"] == 2048
        assert "by" not in found["limits"]
        assert "isolation" not in found
