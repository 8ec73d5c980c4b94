"""Projected tokens: what a process of an app exchanges for the tokens of an identity."""

from dataclasses import dataclass, field
from typing import Protocol

from nameplate.admin.routes import Call, Route
from nameplate.core.errors import BadRequest, NotFound
from nameplate.core.resource_id import ResourceId
from nameplate.edge.http import Response, json_response

_SHORTEST, _LONGEST = 60, 86_400


@dataclass(frozen=True, slots=True)
class Projection:
    """A token, and what a federated credential must say to trust it."""

    token: str = field(repr=False)
    issuer: str
    subject: str
    audience: str
    seconds: int
    """How long it is good for from now."""


class Projector(Protocol):
    """Who issues them (``tokens.Issuer``, for apps that there are)."""

    async def project(self, resource_id: str, lifetime: int) -> Projection | None:
        """A token of a process of an app; ``None``: there is no such app."""
        ...


class ProjectionsApi:
    """Issues tokens for the file that a process is given."""

    def __init__(self, projector: Projector) -> None:
        self._projector = projector

    def routes(self) -> tuple[Route, ...]:
        return (Route("POST", "/projections", "Nameplate.Admin/bindings/write", self.create),)

    async def create(self, call: Call) -> Response:
        site = ResourceId.parse(call.text("resourceId"))
        lifetime = call.field("lease", int)
        if not isinstance(lifetime, int) or not _SHORTEST <= lifetime <= _LONGEST:
            raise BadRequest(
                "InvalidRequest", f"The field 'lease' must be {_SHORTEST} to {_LONGEST} seconds."
            )
        made = await self._projector.project(site.text, lifetime)
        if made is None:
            raise NotFound("ResourceNotFound", f"The app '{site.name}' was not found.")
        document = {
            "token": made.token,
            "issuer": made.issuer,
            "subject": made.subject,
            "audience": made.audience,
            "expiresIn": made.seconds,
        }
        return json_response(201, document)
