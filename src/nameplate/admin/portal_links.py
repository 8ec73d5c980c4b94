"""One-time links to the portal: how the operator, who has no password, opens it."""

from dataclasses import dataclass, field
from typing import Protocol

from nameplate.admin.routes import Call, Route
from nameplate.core.clock import iso8601
from nameplate.core.errors import Conflict
from nameplate.edge.http import Response, json_response


@dataclass(frozen=True, slots=True)
class PortalLink:
    """An address that signs whoever opens it in, once."""

    url: str = field(repr=False)
    expires: float


class Links(Protocol):
    """Who makes them (``server.portal.PortalLinks``)."""

    def create(self, object_id: str, system_user: int | None = None) -> PortalLink | None:
        """A link that signs a user in; ``None`` where no portal is served.

        ``system_user``: whose processes alone may open it; ``None``: anybody's.
        """
        ...


class PortalLinksApi:
    """Gives a caller a link that signs in as the caller, as nobody else."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def routes(self) -> tuple[Route, ...]:
        action = "Nameplate.Admin/portal/links/write"
        return (Route("POST", "/portal/links", action, self.create),)

    async def create(self, call: Call) -> Response:
        user = call.field("systemUser", int, required=False)
        link = self._links.create(call.principal.object_id, user if type(user) is int else None)
        if link is None:
            raise Conflict("PortalNotServed", "This server has no portal: `nameplate up` does.")
        document = {"url": link.url, "expires": iso8601(link.expires, digits=0)}
        return json_response(201, document)
