"""The portal's listener: where it is, its one-time links, and when its pages are loaded."""

import asyncio
import http.client
import socket
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nameplate.authority.clients import PORTAL
from nameplate.authority.sign_in_memory import SignInMemory
from nameplate.core.clock import SystemClock
from nameplate.core.secret_value import SecretValue
from nameplate.server.endpoints import Mode
from nameplate.server.portal import LaterPortal, PortalLinks, portal_origin, redirect_uris
from nameplate.server.running import Server
from tests.fakes.asgi import ask, scope
from tests.fakes.clock import FakeClock
from tests.server.homes import settings_of


@pytest.mark.parametrize(
    ("host", "domain", "port", "origin"),
    [
        ("127.0.0.1", "", 8140, "http://portal.localhost:8140"),
        ("127.0.0.1", "id.contoso.example", 8140, "http://portal.localhost:8140"),
        ("10.0.0.4", "id.contoso.example", 8140, "https://portal.id.contoso.example:8140"),
        ("10.0.0.4", "id.contoso.example", 443, "https://portal.id.contoso.example"),
    ],
)
def test_its_origin(tmp_path: Path, host: str, domain: str, port: int, origin: str) -> None:
    given = {"host": host, **({"domain": domain} if domain else {})}
    assert portal_origin(settings_of(tmp_path, **given), port) == origin
    assert redirect_uris(origin) == (f"{origin}/sign-in/done",)


def links(memory: SignInMemory, origin: str = "http://portal.localhost:8140") -> PortalLinks:
    audience = "https://management.test/"
    return PortalLinks(memory, FakeClock(50.0), tenant_id="t", origin=origin, audience=audience)


def test_a_link_has_a_code_for_the_portal_alone() -> None:
    memory = SignInMemory(FakeClock(50.0))
    link = links(memory).create("oid")
    assert link is not None
    assert link.expires == 350.0
    address, _, code = link.url.partition("?code=")
    found = memory.codes.peek(SecretValue(code))
    assert found is not None
    assert (found.object_id, found.client_id, found.redirect_uri) == ("oid", PORTAL, address)
    assert found.scope == "openid profile offline_access https://management.test/.default"


def test_no_portal_no_link() -> None:
    assert links(SignInMemory(FakeClock()), origin="").create("oid") is None


def test_a_link_for_one_user_of_the_system() -> None:
    """Of this machine: elsewhere nobody can tell whose a browser is."""
    memory = SignInMemory(FakeClock(50.0))
    link = links(memory).create("oid", 1000)
    assert link is not None
    address, _, code = link.url.partition("&code=")
    assert address == "http://portal.localhost:8140/sign-in/link?user=1000"
    found = memory.codes.peek(SecretValue(code))
    assert found is not None
    assert found.redirect_uri == address
    elsewhere = links(memory, "https://portal.id.contoso.example").create("oid", 1000)
    assert elsewhere is not None
    assert "user=" not in elsewhere.url


async def test_the_pages_are_loaded_once_when_somebody_asks() -> None:
    built: list[int] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def build() -> Any:
        built.append(1)
        return pages

    later = LaterPortal(build)
    assert not built
    assert (await ask(later, scope())).status == 204
    assert (await ask(later, scope())).status == 204
    assert built == [1]


async def test_who_is_expected_finds_the_pages_loaded() -> None:
    done: list[str] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        done.append("answered")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def build() -> Any:
        done.append("built")
        return pages

    def warm() -> None:
        done.append("warm")
        raise ValueError("a template that is not one")

    later = LaterPortal(build, warm)
    later.expect()
    later.expect()
    await later.stop()
    assert done == ["built", "warm"]
    assert (await ask(later, scope())).status == 204
    assert done == ["built", "warm", "answered"]


async def test_pages_that_could_not_be_loaded_are_tried_again() -> None:
    tries: list[int] = []

    async def pages(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def build() -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(24, "Too many open files")
        return pages

    later = LaterPortal(build)
    with pytest.raises(OSError, match="Too many open files"):
        await ask(later, scope())
    assert (await ask(later, scope())).status == 204
    await later.stop()


def test_a_link_says_that_somebody_comes() -> None:
    expected: list[int] = []
    memory = SignInMemory(FakeClock(50.0))
    made = PortalLinks(
        memory,
        FakeClock(50.0),
        tenant_id="t",
        origin="http://portal.localhost:8140",
        audience="https://management.test/",
        expect=lambda: expected.append(1),
    )
    assert made.create("oid") is not None
    assert expected == [1]


async def test_up_serves_it_and_a_command_does_not(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.UP)
    try:
        assert server.portal_origin == f"http://portal.localhost:{server.endpoints.portal}"
        assert server.rooms.sign_ins.portal == redirect_uris(server.portal_origin)
    finally:
        await server.stop()
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.EMBEDDED)
    try:
        assert not server.portal_origin
        assert not server.rooms.sign_ins.portal
    finally:
        await server.stop()


async def test_a_page_over_the_socket(tmp_path: Path) -> None:
    server = await Server.start(settings_of(tmp_path), SystemClock(), mode=Mode.UP)

    def get() -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", server.endpoints.portal, timeout=20)
        host = server.portal_origin.removeprefix("http://")
        connection.request("GET", "/sign-in", headers={"Host": host})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    try:
        status, text = await asyncio.to_thread(get)
    finally:
        await server.stop()
    assert status == 200
    assert "nameplate portal" in text


async def test_beyond_this_machine_it_speaks_tls_under_its_own_name(tmp_path: Path) -> None:
    domain = "id.contoso.example"
    settings = settings_of(tmp_path, host="0.0.0.0", domain=domain)  # noqa: S104 - what is tested
    server = await Server.start(settings, SystemClock(), mode=Mode.UP)
    host = f"portal.{domain}"

    def get() -> tuple[int, str]:
        context = ssl.create_default_context(cafile=settings.home.own_roots)
        raw = socket.create_connection(("127.0.0.1", server.endpoints.portal), timeout=20)
        connection = http.client.HTTPConnection(host)
        connection.sock = context.wrap_socket(raw, server_hostname=host)
        named = {"Host": f"{host}:{server.endpoints.portal}"}
        connection.request("GET", "/sign-in/start", headers=named)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers["set-cookie"]

    try:
        assert server.portal_origin == f"https://{host}:{server.endpoints.portal}"
        status, cookie = await asyncio.to_thread(get)
    finally:
        await server.stop()
    assert status == 302
    assert cookie.startswith("__Host-nameplate-portal-sign-in=")
    assert "Secure" in cookie


def test_nothing_of_it_is_loaded_with_the_server() -> None:
    code = (
        "import sys, nameplate.server.running, nameplate.server.wires;"
        "sys.exit(any(name.partition('.')[0] in ('starlette', 'jinja2') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
