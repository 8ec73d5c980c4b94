"""The deployment service answers what Kudu's clients ask, over fake programs."""

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from nameplate.apphost.deploying import Hosted
from nameplate.apphost.kudu import KuduWire
from nameplate.core.errors import Unauthorized
from nameplate.edge.http import Request
from tests.apphost.test_deploying import Stand, zipped
from tests.apphost.test_hosted_app import until
from tests.apphost.test_publishers import Gate
from tests.fakes.asgi import Answer, ask, scope

HOST = "web1.scm.example"
BEARER = (b"authorization", b"Bearer x")


class Service(Stand):
    """A deployer with its wire."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.gate = Gate()
        publishers = self.gate.publishers
        self.wire = KuduWire(self._find, self.deployer, publishers, self, patience=0.01)
        self.asked = 0
        self.hosted_after = 0
        """Looks until the app is hosted."""

    def _find(self, host: str) -> Hosted | None:
        self.asked += 1
        return self.app if host == HOST and self.asked > self.hosted_after else None

    async def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: Sequence[tuple[bytes, bytes]] = (),
        host: str = HOST,
    ) -> Answer:
        sized = [(b"content-length", b"%d" % len(body))] if body else []
        asked = scope(method, target, host=host, headers=[BEARER, *sized, *headers])
        return await ask(self.wire, asked, body)

    async def get(self, target: str) -> Any:
        return (await self.ask("GET", target)).json()


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(tmp_path)


async def test_a_zip_is_deployed_while_the_client_waits(service: Service) -> None:
    found = await service.ask("POST", "/api/zipdeploy", zipped(app__py="one"))
    assert (found.status, found.body) == (200, b"")
    assert service.read("app.py") == "one"
    (deployment,) = await service.get("/api/deployments/?warmup=true")
    assert deployment["id"] == found.header("scm-deployment-id")
    assert (deployment["status"], deployment["active"]) == (4, True)
    assert deployment["author"] == "Operator"
    (event,) = service.gate.trail.durable
    assert event.facts == {"request": "POST /api/zipdeploy"}


async def test_a_zip_is_deployed_while_the_client_polls(service: Service) -> None:
    service.programs.gate = asyncio.Event()
    body = zipped(requirements__txt="flask")
    found = await service.ask("POST", "/api/zipdeploy?isAsync=true", body)
    assert found.status == 202
    where = (found.header("location") or "").removeprefix(f"https://{HOST}").partition("?")[0]
    polled = await service.ask("GET", where)
    assert (polled.status, polled.json()["complete"]) == (202, False)
    assert await service.get("/api/isdeploying") == {"value": True, "msg": ""}
    second = await service.ask("POST", "/api/zipdeploy?isAsync=true", body)
    assert second.status == 409
    assert "currently in progress" in second.json()["Message"]
    assert (await service.ask("PUT", where)).status == 409
    assert (await service.ask("DELETE", where)).status == 409
    service.programs.gate.set()
    await until(lambda: not service.deployer.is_deploying(service.app))
    latest = await service.ask("GET", "/api/deployments/latest")
    assert (latest.status, latest.json()["provisioningState"]) == (200, "Succeeded")


async def test_what_fails_is_said_at_once(service: Service) -> None:
    found = await service.ask("POST", "/api/publish?type=zip", b"no archive")
    assert found.status == 400
    assert "the archive cannot be read" in found.json()["Message"]
    latest = await service.get("/api/deployments/latest")
    assert (latest["status"], latest["active"]) == (3, False)
    messages = [each["message"] for each in await service.get("/api/deployments/latest/log")]
    assert messages[0] == "OneDeploy of Operator"
    assert messages[-1].startswith("Deployment failed: the archive cannot be read")


async def test_a_script_to_start_with_is_published(service: Service) -> None:
    found = await service.ask("POST", "/api/publish?type=startup", b"#!/bin/sh\n")
    assert found.status == 200
    assert (service.app.folder.wwwroot / "startup.sh").stat().st_mode & 0o111


async def test_a_checksum_is_checked(service: Service) -> None:
    body = zipped(app__py="one")
    right = hashlib.sha256(body).hexdigest().encode()
    for value, status in ((right, 200), (b"0" * 64, 400)):
        header = (b"x-ms-artifact-checksum", value)
        found = await service.ask("POST", "/api/zipdeploy", body, [header])
        assert found.status == status
    assert not service.deployer.is_deploying(service.app)


async def test_without_a_body_there_is_nothing_to_deploy(service: Service) -> None:
    found = await service.ask("POST", "/api/zipdeploy")
    assert found.status == 400
    assert "no body" in found.json()["Message"]
    assert not service.deployer.is_deploying(service.app)


async def test_going_back_and_deleting(service: Service) -> None:
    first = await service.ask("POST", "/api/zipdeploy", zipped(app__py="one"))
    await service.ask("POST", "/api/zipdeploy", zipped(app__py="two"))
    old = first.header("scm-deployment-id")
    again = await service.ask("PUT", f"/api/deployments/{old}")
    assert (again.status, again.json()["active"]) == (200, True)
    assert service.read("app.py") == "one"
    assert (await service.ask("DELETE", f"/api/deployments/{old}")).status == 409
    every = await service.get("/api/deployments")
    other = next(each["id"] for each in every if each["id"] != old)
    assert (await service.ask("DELETE", f"/api/deployments/{other}")).status == 204
    assert len(await service.get("/api/deployments?$top=1")) == 1
    every = await service.get("/api/deployments")
    assert await service.get(f"/api/deployments?$top={'9' * 5000}") == every
    assert (await service.ask("PUT", "/api/deployments/unknown")).status == 404
    assert (await service.ask("GET", "/api/deployments/..%00")).status == 400


async def test_what_failed_is_not_gone_back_to(service: Service) -> None:
    await service.ask("POST", "/api/zipdeploy", b"no archive")
    (failed,) = await service.get("/api/deployments")
    found = await service.ask("PUT", f"/api/deployments/{failed['id']}")
    assert found.status == 404


async def test_facts_of_the_app(service: Service) -> None:
    service.held = {"SETTING": "value"}
    await service.ask("POST", "/api/zipdeploy", zipped(app__py="one"))
    settings = await service.get("/api/settings")
    assert settings == {"WEBSITE_SITE_NAME": "web1", "SETTING": "value"}
    environment = await service.get("/api/environment")
    assert environment["activeDeployment"] == service.app.folder.active()
    assert (await service.ask("GET", "/")).status == 200


async def test_logs(service: Service) -> None:
    service.app.folder.output.write_bytes(b"printed\n")
    (file,) = await service.get("/api/logs/docker")
    found = await service.ask("GET", file["href"].removeprefix(f"https://{HOST}"))
    assert found.body == b"printed\n"
    assert (await service.ask("GET", "/api/vfs/LogFiles/other")).status == 404
    dump = await service.ask("GET", "/dump")
    assert dump.body.startswith(b"PK")
    assert dump.header("content-type") == "application/zip"


async def test_a_stream_of_what_is_printed(service: Service) -> None:
    service.app.folder.output.write_bytes(b"printed\n")
    heard = asyncio.Event()
    bodies: list[bytes] = []

    async def receive() -> dict[str, str]:
        await heard.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        bodies.append(message.get("body", b""))
        if len(bodies) > 1:
            heard.set()

    asked = scope("GET", "/logstream/application", host=HOST, headers=[BEARER])
    await service.wire(asked, receive, send)
    assert bodies[1] == b"printed\n"


async def test_what_is_not_there(service: Service) -> None:
    assert (await service.ask("GET", "/api/zipdeploy")).status == 405
    assert (await service.ask("GET", "/api/unknown")).status == 404
    other = await service.ask("GET", "/", host="web2.scm.example")
    assert other.status == 404
    assert other.json()["Code"] == "NotFound"


async def test_an_app_that_was_just_created_is_waited_for(service: Service) -> None:
    service.hosted_after = 3
    assert await service.get("/api/deployments") == []


async def test_nobody_comes_in_unasked(service: Service) -> None:
    asked = scope("POST", "/api/zipdeploy", host=HOST)
    found = await ask(service.wire, asked, zipped(app__py="one"))
    assert found.status == 401
    assert found.header("www-authenticate") == 'Basic realm="site"'
    assert service.deployments.every() == []


def test_errors_keep_their_headers(service: Service) -> None:
    error = Unauthorized("Unauthorized", "no", headers=(("WWW-Authenticate", "Bearer"),))
    found = service.wire.render(error, Request("GET", "/"))
    assert (b"www-authenticate", b"Bearer") in found.headers
