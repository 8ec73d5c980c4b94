"""What a handler of the admin API is, and the table of all of them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nameplate.core.errors import BadRequest
from nameplate.core.principal import Principal
from nameplate.edge.http import Request, Response


@dataclass(frozen=True, slots=True)
class Call:
    """An authenticated, authorised call: who asks, what, and the names in its path."""

    principal: Principal
    request: Request
    names: dict[str, str]

    def field(self, name: str, kind: type, *, required: bool = True) -> object:
        """A field of the JSON body. Raises BadRequest ``InvalidRequest`` naming it."""
        document = self.request.json() if self.request.body else {}
        if not isinstance(document, dict):
            raise BadRequest("InvalidRequest", "The body must be a JSON object.")
        value = document.get(name)
        if value is None and not required:
            return None
        if not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool):
            raise BadRequest(
                "InvalidRequest", f"The field '{name}' must be of type {kind.__name__}."
            )
        return value

    def text(self, name: str) -> str:
        """A field that must be text and not empty."""
        value = self.field(name, str)
        if not isinstance(value, str) or not value:
            raise BadRequest("InvalidRequest", f"The field '{name}' must not be empty.")
        return value

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number of the query within bounds."""
        text = self.request.query.get(name)
        if text is None:
            return default
        if not text.isdecimal() or not low <= int(text) <= high:
            raise BadRequest(
                "InvalidRequest", f"The parameter '{name}' must be a number from {low} to {high}."
            )
        return int(text)


Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Route:
    """A handler and where it stands."""

    method: str
    template: str
    action: str
    """What the operator's role must allow: ``Nameplate.Admin/keys/rotate/action``. Empty: the
    handler itself asks what its caller may see."""
    handler: Handler
