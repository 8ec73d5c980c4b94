"""The deployment service of each app, at ``NAME.scm.SUFFIX``: what Kudu's clients ask of it.

``/api/zipdeploy`` and ``/api/publish`` take packages, ``/api/deployments`` tells of them,
``/api/vfs`` has files, ``/logstream`` and ``/dump`` give what the app prints. Facts: Kudu's REST
API (its wiki), "Deploy files to App Service", and what az sends (``reference/arm.md`` section 3).
"""

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nameplate.apphost import kudu_documents as documents
from nameplate.apphost import kudu_files, log_files, packages
from nameplate.apphost.content import Deployment, Deployments, DeploymentStatus
from nameplate.apphost.deploying import (
    Deployer,
    DeploymentInProgress,
    Hosted,
    SettingsOf,
    UnknownDeployment,
)
from nameplate.apphost.packages import Order
from nameplate.apphost.publishers import Publisher, Publishers
from nameplate.core.errors import BadRequest, Conflict, MethodNotAllowed, NameplateError, NotFound
from nameplate.edge.http import Request, Response, encode_headers, json_response
from nameplate.edge.routing import Routes
from nameplate.edge.streamed import Body, Streamed, StreamedWire

LARGEST: Final = 512 * 1024 * 1024
"""Bytes of a package."""
_LOOKS: Final = 30
_DIGITS: Final = 9
"""Of a number of deployments; more than that are all."""
_TEXT: Final = (b"content-type", b"text/plain; charset=utf-8")
_IN_PROGRESS: Final = (
    "There is a deployment currently in progress. Please try again when it completes."
)

Find = Callable[[str], Hosted | None]
"""The app whose deployment service has a host name."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the service of an app, let in."""

    app: Hosted
    request: Request
    body: Body
    publisher: Publisher
    names: dict[str, str]

    @property
    def base(self) -> str:
        """The service's own address, as the client named it."""
        port = self.request.port
        return f"https://{self.request.host}{'' if port in (None, 443) else f':{port}'}"

    @property
    def deployments(self) -> Deployments:
        return Deployments(self.app.folder)


Handler = Callable[[Call], Awaitable[Response | Streamed]]


class KuduWire(StreamedWire):
    """Serves deployments of every hosted app."""

    name = "kudu"

    def __init__(
        self,
        find: Find,
        deployer: Deployer,
        publishers: Publishers,
        settings: SettingsOf,
        *,
        patience: float = 3.0,
    ) -> None:
        self._find = find
        self._patience = patience
        self._deployer = deployer
        self._publishers = publishers
        self._settings = settings
        self._routes: Routes[Handler] = Routes(ignore_case=True, strip_slash=True)
        for method, template, handler in self._table():
            self._routes.add(method, template, handler)

    def _table(self) -> tuple[tuple[str, str, Handler], ...]:
        return (
            ("GET", "/", self._greet),
            ("POST", "/api/zipdeploy", self._zip),
            ("PUT", "/api/zipdeploy", self._zip),
            ("POST", "/api/publish", self._publish),
            ("PUT", "/api/publish", self._publish),
            ("GET", "/api/deployments", self._every),
            ("GET", "/api/deployments/{id}", self._one),
            ("PUT", "/api/deployments/{id}", self._again),
            ("DELETE", "/api/deployments/{id}", self._delete),
            ("GET", "/api/deployments/{id}/log", self._log),
            ("GET", "/api/isdeploying", self._is_deploying),
            ("GET", "/api/settings", self._shown_settings),
            ("GET", "/api/environment", self._environment),
            ("GET", "/api/logstream", self._stream),
            ("GET", "/api/logstream/{*rest}", self._stream),
            ("GET", "/logstream", self._stream),
            ("GET", "/logstream/{*rest}", self._stream),
            ("GET", "/api/logs/docker", self._files),
            ("GET", "/api/logs/docker/zip", self._dump),
            ("GET", "/api/vfs", self._read_file),
            ("GET", "/api/vfs/{*path}", self._read_file),
            ("PUT", "/api/vfs/{*path}", self._write_file),
            ("DELETE", "/api/vfs/{*path}", self._remove_file),
            ("GET", "/api/dump", self._dump),
            ("GET", "/dump", self._dump),
        )

    async def handle(self, request: Request, body: Body) -> Response | Streamed:
        app = await self._met(request.host)
        publisher = await self._publishers.admit(app.wanted, request)
        match = self._routes.find(request.method, request.path)
        if match is None:
            raise self._nothing(request)
        self._deployer.furnish(app)
        if request.method != "GET":
            await self._publishers.changed(app.wanted, publisher, request)
        return await match.handler(Call(app, request, body, publisher, match.names))

    async def _met(self, host: str) -> Hosted:
        """The app of a host name; one that was created a moment ago is waited for."""
        for _ in range(_LOOKS):
            app = self._find(host)
            if app is not None:
                return app
            await asyncio.sleep(self._patience / _LOOKS)
        raise NotFound("NotFound", f"No app is hosted here for '{host}'.")

    def render(self, error: NameplateError, request: Request) -> Response:  # noqa: ARG002
        document = {"Code": error.code, "Message": error.message}
        return json_response(error.status, document, error.headers)

    def _nothing(self, request: Request) -> NameplateError:
        allowed = self._routes.allowed(request.path)
        if allowed:
            text = f"{request.path} takes {', '.join(allowed)}."
            return MethodNotAllowed("MethodNotAllowed", text)
        return NotFound("NotFound", f"The deployment service has nothing at {request.path}.")

    # Packages

    async def _zip(self, call: Call) -> Response:
        flag = call.request.query.find("isAsync")
        return await self._take(call, packages.zip_order(call.request, call.publisher.name), flag)

    async def _publish(self, call: Call) -> Response:
        flag = call.request.query.find("async")
        return await self._take(
            call, packages.publish_order(call.request, call.publisher.name), flag
        )

    async def _take(self, call: Call, order: Order, asynchronous: str | None) -> Response:
        try:
            deployment = self._deployer.receive(call.app, order)
        except DeploymentInProgress:
            raise Conflict("Conflict", _IN_PROGRESS) from None
        package = self._deployer.package(call.app, deployment)
        try:
            await _spool(call, package)
        except BaseException as problem:
            reason = (
                problem.message if isinstance(problem, NameplateError) else "It did not arrive."
            )
            self._deployer.abandon(call.app, deployment, reason)
            raise
        task = self._deployer.deploy(call.app, deployment, order)
        if packages.is_true(asynchronous):
            return self._accepted(call, deployment)
        await task
        return self._over(call, deployment)

    def _accepted(self, call: Call, deployment: Deployment) -> Response:
        where = f"{call.base}/api/deployments/{deployment.id}?deployer={deployment.deployer}"
        fields = (("Location", where), ("Retry-After", "1"), ("SCM-DEPLOYMENT-ID", deployment.id))
        return Response(202, b"", encode_headers(fields))

    def _over(self, call: Call, deployment: Deployment) -> Response:
        found = call.deployments.find(deployment.id)
        fields = encode_headers((("SCM-DEPLOYMENT-ID", deployment.id),))
        if found is None or found.status is not DeploymentStatus.SUCCESS:
            text = found.text if found else "The app is gone."
            raise BadRequest("DeploymentFailed", f"Deployment failed: {text}")
        return Response(200, b"", fields)

    # Deployments

    async def _every(self, call: Call) -> Response:
        top = call.request.query.find("$top") or ""
        few = top.isdecimal() and len(top) <= _DIGITS
        found = call.deployments.every()[: int(top) if few else None]
        return json_response(200, [self._document(call, each) for each in found])

    async def _one(self, call: Call) -> Response:
        found = self._found(call)
        document = self._document(call, found)
        if found.complete:
            return json_response(200, document)
        return json_response(202, document, (("Location", document["url"]), ("Retry-After", "1")))

    async def _log(self, call: Call) -> Response:
        return json_response(200, documents.log(call.app.folder, self._found(call)))

    async def _again(self, call: Call) -> Response:
        try:
            found = self._deployer.redeploy(call.app, self._found(call).id)
        except UnknownDeployment:
            raise NotFound(
                "NotFound", "Nothing is left of that deployment to go back to."
            ) from None
        except DeploymentInProgress:
            raise Conflict("Conflict", _IN_PROGRESS) from None
        return json_response(200, self._document(call, found))

    async def _delete(self, call: Call) -> Response:
        try:
            self._deployer.delete(call.app, self._found(call).id)
        except DeploymentInProgress:
            text = "The deployment is active or not finished: it cannot be deleted."
            raise Conflict("Conflict", text) from None
        return Response(204)

    async def _is_deploying(self, call: Call) -> Response:
        return json_response(200, {"value": self._deployer.is_deploying(call.app), "msg": ""})

    def _found(self, call: Call) -> Deployment:
        found = call.deployments.find(call.names["id"])
        if found is None:
            text = f"Deployment '{call.names['id']}' not found."
            raise NotFound("NotFound", text)
        return found

    def _document(self, call: Call, found: Deployment) -> dict[str, Any]:
        site = call.app.wanted.label
        return documents.deployment(found, call.app.folder, base=call.base, site=site)

    # The app

    async def _greet(self, call: Call) -> Response:
        text = f"The deployment service of {call.app.wanted.host_name}.\n"
        return Response(200, text.encode(), [_TEXT])

    async def _shown_settings(self, call: Call) -> Response:
        held = await self._settings.settings(call.app.wanted.key)
        return json_response(200, {"WEBSITE_SITE_NAME": call.app.wanted.site, **held})

    async def _environment(self, call: Call) -> Response:
        latest = call.deployments.find(call.app.folder.active() or "")
        document = {
            "siteName": call.app.wanted.label,
            "hostName": call.app.wanted.host_name,
            "runtime": call.app.wanted.runtime,
            "activeDeployment": latest.id if latest else None,
        }
        return json_response(200, document)

    async def _stream(self, call: Call) -> Streamed:
        follow = log_files.follow(call.app.folder)
        return Streamed(200, follow, [_TEXT, (b"cache-control", b"no-store")])

    async def _files(self, call: Call) -> Response:
        found = []
        for name in log_files.names_of(call.app.folder):
            with log_files.opened(call.app.folder, name) as file:
                facts = os.fstat(file.fileno())
            found.append((name, facts.st_size, facts.st_mtime))
        machine = call.app.wanted.label
        return json_response(200, documents.files(found, base=call.base, machine=machine))

    async def _read_file(self, call: Call) -> Response | Streamed:
        path = call.names.get("path", "")
        return await kudu_files.read(call.app.folder, call.request, path, call.base)

    async def _write_file(self, call: Call) -> Response:
        self._let_change(call)
        return await kudu_files.write(call.app.folder, call.request, call.names["path"], call.body)

    async def _remove_file(self, call: Call) -> Response:
        self._let_change(call)
        return await kudu_files.remove(call.app.folder, call.request, call.names["path"])

    def _let_change(self, call: Call) -> None:
        """Refuse while another content is made: what is written now would be lost."""
        if self._deployer.is_deploying(call.app):
            raise Conflict("Conflict", _IN_PROGRESS)

    async def _dump(self, call: Call) -> Streamed:
        made = log_files.collect(call.app.folder)
        name = f'attachment; filename="dump-{call.app.wanted.label}.zip"'
        fields = (("Content-Type", "application/zip"), ("Content-Disposition", name))
        return Streamed(200, log_files.pieces(made), encode_headers(fields))


async def _spool(call: Call, package: Path) -> None:
    """Write the body to a file; where a checksum was sent, it is the file's."""
    with package.open("xb") as file:
        size = await call.body.save(file, limit=LARGEST)
    if size == 0:
        raise BadRequest("BadRequest", "The request has no body: send the package in it.")
    wanted = call.request.headers.get("x-ms-artifact-checksum")
    if wanted is not None:
        with package.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != wanted.strip().lower():
            raise BadRequest("BadRequest", "The package is not what its checksum says.")
