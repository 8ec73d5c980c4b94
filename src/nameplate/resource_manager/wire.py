"""The wire of Azure Resource Manager: a request becomes a ``Call``, an ``Answer`` a response.

Served at the cloud's ``resource_manager_host``. Errors are ARM's envelope, or Microsoft.Web's own
where that provider refuses.
"""

import re
from dataclasses import replace
from typing import Any, Final

from nameplate.core.errors import BadRequest, NameplateError, NotFound
from nameplate.edge.http import Request, Response, json_response
from nameplate.edge.wire import Wire
from nameplate.resource_manager import metadata, refusals, rendering
from nameplate.resource_manager.address import Address, parse
from nameplate.resource_manager.call import VERSION, Call
from nameplate.resource_manager.catalogue import Catalogue
from nameplate.resource_manager.challenge import Gate
from nameplate.resource_manager.control_plane import ControlPlane
from nameplate.resource_manager.deployments.preparation.content import (
    is_for_deployment,
    read_content,
)
from nameplate.resource_manager.installation import Installation
from nameplate.resource_manager.resource_type import ErrorShape

_GUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_METHODS: Final = ("GET", "HEAD", "PUT", "PATCH", "POST", "DELETE")
_BODIES: Final = ("PUT", "PATCH", "POST")


class ResourceManagerWire(Wire):
    """ARM's surface over the control plane."""

    name = "resource-manager"
    body_limit = 4 * 1024 * 1024

    def __init__(
        self, control_plane: ControlPlane, catalogue: Catalogue, *, gate: Gate, at: Installation
    ) -> None:
        self._control_plane = control_plane
        self._catalogue = catalogue
        self._gate = gate
        self._installation = at

    async def handle(self, request: Request) -> Response:
        if request.path.rstrip("/").lower() == metadata.PATH:
            return self._metadata(request)
        principal = await self._gate.principal(request)
        if request.method not in _METHODS:
            raise refusals.method_not_allowed(request.method, request.path, _METHODS)
        version = _api_version(request)
        address = parse(request.path)
        call = Call(
            caller=principal,
            method=request.method,
            address=address,
            api_version=version,
            request_id=request.request_id,
            correlation_id=_correlation_id(request),
            body=await _body(request, address),
            if_match=request.headers.get("if-match"),
            if_none_match=request.headers.get("if-none-match"),
            options=_options(request),
            url=_url(request),
        )
        answer = await self._control_plane.answer(call)
        content_type, _ = self._catalogue.shape_of(address.namespace)
        own = self._catalogue.headers_of(address.namespace)
        answer = replace(answer, headers=(*own, *answer.headers))
        return rendering.success(answer, request, content_type)

    def render(self, error: NameplateError, request: Request) -> Response:
        return rendering.failure(error, request, self._shape(request))

    def _shape(self, request: Request) -> ErrorShape:
        try:
            address = parse(request.path)
        except NotFound:
            return ErrorShape.ARM
        return self._catalogue.shape_of(address.namespace)[1]

    def _metadata(self, request: Request) -> Response:
        if request.method != "GET":
            raise refusals.method_not_allowed(request.method, request.path, ("GET",))
        version = _api_version(request)
        return json_response(200, metadata.endpoints(self._installation.cloud, version))


def _api_version(request: Request) -> str:
    given = request.query.find("api-version")
    if not given:
        raise refusals.missing_api_version()
    if VERSION.fullmatch(given) is None:
        raise refusals.invalid_api_version(given)
    return given


async def _body(request: Request, address: Address) -> Any:
    if request.method not in _BODIES or not request.body.strip():
        return None
    if is_for_deployment(address):
        return await read_content(request.body)
    try:
        return request.json()
    except BadRequest as error:
        raise refusals.invalid_content(error.message) from None


def _options(request: Request) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.query.items():
        if name.lower() != "api-version":
            found.setdefault(name.lower(), value)
    return found


def _correlation_id(request: Request) -> str:
    given = request.headers.get("x-ms-correlation-request-id") or ""
    return given if _GUID.fullmatch(given) else ""


def _url(request: Request) -> str:
    port = f":{request.port}" if request.port is not None else ""
    return f"{request.scheme}://{request.host}{port}{request.raw_path.partition('?')[0]}"
