"""The authority as a wire: which endpoint answers, and its one shape of errors."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from nameplate.authority import discovery, refusals
from nameplate.authority.authorize_endpoint import AuthorizeEndpoint
from nameplate.authority.device_endpoint import DeviceEndpoint
from nameplate.authority.login_endpoint import LoginEndpoint
from nameplate.authority.protocols import PublishedKeys
from nameplate.authority.rendering import STORED, refused, stored
from nameplate.authority.sign_in_pages import done_page, page
from nameplate.authority.tenants import SHARED, Tenants
from nameplate.authority.token_endpoint import TokenEndpoint
from nameplate.authority.token_request import EndpointVersion
from nameplate.core.clock import Clock
from nameplate.core.cloud import Cloud
from nameplate.core.errors import NameplateError
from nameplate.edge.http import JSON_TYPE, Request, Response, encode_headers
from nameplate.edge.routing import Routes
from nameplate.edge.wire import Wire

Names = Mapping[str, str]
Handler = Callable[[Request, Names], Awaitable[Response]]

_KEY_PATHS: Final = ("/discovery/keys", "/discovery/v2.0/keys")
_KEY_HEADERS: Final = (("content-type", JSON_TYPE), *STORED)


@dataclass(frozen=True, slots=True)
class SignInEndpoints:
    """Where people sign in with a browser."""

    authorize: AuthorizeEndpoint
    login: LoginEndpoint


class AuthorityWire(Wire):
    """``login.microsoftonline.com``, or this installation's own name for it."""

    name = "authority"
    body_limit = 128 * 1024

    def __init__(
        self,
        cloud: Cloud,
        clock: Clock,
        tenants: Tenants,
        keys: PublishedKeys,
        tokens: TokenEndpoint,
        devices: DeviceEndpoint | None = None,
        *,
        pages: SignInEndpoints | None = None,
    ) -> None:
        self._cloud = cloud
        self._clock = clock
        self._tenants = tenants
        self._keys = keys
        self._tokens = tokens
        self._devices = devices
        self._pages = pages
        self._key_paths = {f"/{name}{path}" for name in SHARED for path in _KEY_PATHS}
        self._key_headers = encode_headers(_KEY_HEADERS)
        self._routes: Routes[Handler] = Routes(ignore_case=True, strip_slash=True)
        self._mount()

    def _mount(self) -> None:
        read = (
            ("/common/discovery/instance", self._instances),
            ("/{tenant}/.well-known/openid-configuration", self._configuration_v1),
            ("/{tenant}/v2.0/.well-known/openid-configuration", self._configuration_v2),
            ("/{tenant}/workloads/.well-known/openid-configuration", self._workload_configuration),
            *((f"/{{tenant}}{path}", self._jwks) for path in _KEY_PATHS),
        )
        for template, reads in read:
            self._routes.add("GET", template, reads)
            self._routes.add("HEAD", template, reads)
            self._routes.add("OPTIONS", template, self._preflight)
        self._routes.add("POST", "/{tenant}/oauth2/token", self._token_v1)
        self._routes.add("POST", "/{tenant}/oauth2/v2.0/token", self._token_v2)
        if self._devices is not None:
            begins = partial(self._device_code, self._devices)
            self._routes.add("POST", "/{tenant}/oauth2/v2.0/devicecode", begins)
        if self._pages is not None:
            self._mount_pages(self._pages)

    def _mount_pages(self, pages: SignInEndpoints) -> None:
        for method in ("GET", "POST"):
            for template, version in (
                ("/{tenant}/oauth2/authorize", EndpointVersion.V1),
                ("/{tenant}/oauth2/v2.0/authorize", EndpointVersion.V2),
            ):
                begins = partial(self._authorize, pages.authorize, version)
                self._routes.add(method, template, begins)
        self._routes.add("POST", "/{tenant}/login", partial(self._login, pages.login))
        self._routes.add("GET", "/{tenant}/oauth2/nativeclient", self._native_client)

    def fast(self, scope: Mapping[str, Any]) -> Response | None:
        """The keys, from ready bytes."""
        if scope["path"] not in self._key_paths or scope["method"] != "GET" or self._keys.stale:
            return None
        client, agent = scope.get("client"), b""
        for name, value in scope["headers"]:
            if name == b"user-agent":
                agent = value
        self._keys.read_by(client[0] if client else "", agent.decode("latin-1"))
        return Response(200, self._keys.jwks(), self._key_headers)

    async def handle(self, request: Request) -> Response:
        match = self._routes.find(request.method, request.path)
        if match is None:
            allowed = self._routes.allowed(request.path)
            if allowed:
                raise refusals.wrong_method(request.method, allowed)
            raise refusals.no_such_endpoint(request.path)
        return await match.handler(request, match.names)

    def render(self, error: NameplateError, request: Request) -> Response:
        return refused(error, request, self._cloud, self._clock)

    async def _instances(self, request: Request, names: Names) -> Response:  # noqa: ARG002 - as all
        document = discovery.instances(
            self._cloud,
            request.query.find("authorization_endpoint"),
            request.query.find("api-version") or "1.0",
        )
        return stored(request, document)

    async def _configuration_v1(self, request: Request, names: Names) -> Response:
        tenant = await self._tenants.find(names["tenant"])
        return stored(request, discovery.configuration_v1(self._cloud, tenant))

    async def _configuration_v2(self, request: Request, names: Names) -> Response:
        tenant = await self._tenants.find(names["tenant"])
        if self._cloud.region_of(request.host) is not None:
            document = discovery.regional_configuration_v2(self._cloud, tenant, request.host)
            return stored(request, document)
        return stored(request, discovery.configuration_v2(self._cloud, tenant))

    async def _workload_configuration(self, request: Request, names: Names) -> Response:
        tenant = await self._tenants.find(names["tenant"])
        return stored(request, discovery.workload_configuration(self._cloud, tenant))

    async def _jwks(self, request: Request, names: Names) -> Response:
        tenant = await self._tenants.find(names["tenant"])
        self._key_paths.update(f"/{tenant.name}{path}" for path in _KEY_PATHS)
        await self._keys.follow()
        self._keys.read_by(request.client, request.headers.get("user-agent") or "")
        return Response(200, self._keys.jwks(), self._key_headers)

    async def _preflight(self, request: Request, names: Names) -> Response:  # noqa: ARG002 - as all
        allowed = ("access-control-allow-headers", "*")
        return Response(200, b"", encode_headers((*STORED, allowed)))

    async def _token_v1(self, request: Request, names: Names) -> Response:
        return await self._token(request, names, EndpointVersion.V1)

    async def _token_v2(self, request: Request, names: Names) -> Response:
        return await self._token(request, names, EndpointVersion.V2)

    async def _device_code(
        self, devices: DeviceEndpoint, request: Request, names: Names
    ) -> Response:
        await self._tenants.find(names["tenant"], error="invalid_request")
        return devices.handle(request)

    async def _authorize(
        self, endpoint: AuthorizeEndpoint, version: EndpointVersion, request: Request, names: Names
    ) -> Response:
        return await endpoint.handle(request, names["tenant"], version)

    async def _login(self, endpoint: LoginEndpoint, request: Request, names: Names) -> Response:
        return await endpoint.handle(request, names["tenant"])

    async def _native_client(self, request: Request, names: Names) -> Response:  # noqa: ARG002 - as all
        return page(done_page())

    async def _token(self, request: Request, names: Names, version: EndpointVersion) -> Response:
        tenant = await self._tenants.find(names["tenant"], error="invalid_request")
        return await self._tokens.handle(request, tenant, version)
