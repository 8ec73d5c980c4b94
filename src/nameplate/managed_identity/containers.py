"""The identity endpoint on a container engine's network: for who is there and shows a secret.

Behind it is the endpoint of every app. Here no name of this machine for itself counts, so that only
secrets do that were given out for one name (``env --shell docker``), and only neighbours are heard.
"""

from collections.abc import Callable

from nameplate.core.errors import Forbidden, NameplateError
from nameplate.edge.http import Request, Response
from nameplate.edge.wire import Wire
from nameplate.managed_identity.endpoint import IdentityEndpoint
from nameplate.managed_identity.gate import OWN_HOSTS, check_host


class ContainerEndpoint(Wire):
    """Answers containers."""

    name = "identity endpoint"
    body_limit = IdentityEndpoint.body_limit

    def __init__(self, endpoint: IdentityEndpoint, is_neighbour: Callable[[str], bool]) -> None:
        """``is_neighbour``: whether an address is on the network that this is for."""
        self._endpoint = endpoint
        self._is_neighbour = is_neighbour

    async def handle(self, request: Request) -> Response:
        """Answer as the endpoint does, or raise a ``NameplateError``."""
        if not self._is_neighbour(request.client):
            raise Forbidden("NotANeighbour", "This endpoint is for containers of this machine.")
        if request.host in OWN_HOSTS:
            check_host(request.host, ())
        return await self._endpoint.handle(request)

    def render(self, error: NameplateError, request: Request) -> Response:
        """The endpoint's own shapes."""
        return self._endpoint.render(error, request)

    def logged_path(self, request: Request) -> str:
        """As the endpoint has it."""
        return self._endpoint.logged_path(request)
