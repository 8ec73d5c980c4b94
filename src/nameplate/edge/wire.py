"""What a wire is: an HTTP surface with one error shape."""

from collections.abc import Mapping
from typing import Any, Protocol

from nameplate.core.errors import NameplateError
from nameplate.edge.http import Request, Response


class Wire(Protocol):
    """The authority, ARM, a vault, an identity endpoint, the admin API.

    Write ``class VaultWire(Wire)``: what has a body here is inherited. The door calls ``fast``
    first, then ``handle``, and ``render`` for every failure: nothing else writes an error.
    """

    name: str
    """For logs: ``vault``, ``authority``."""
    body_limit: int
    """The largest request body in bytes; a larger one is refused with 413."""

    def fast(self, scope: Mapping[str, Any]) -> Response | None:  # noqa: ARG002 - a default
        """Answer from memory, without waiting, from the ASGI scope alone; ``None``: ``handle``.

        It is called before anything is read or checked but the host: what it answers must be
        complete and must not depend on a body. It must not raise.
        """
        return None

    async def handle(self, request: Request) -> Response:
        """Answer a request, or raise a ``NameplateError``."""
        ...

    def render(self, error: NameplateError, request: Request) -> Response:
        """Put a failure into this wire's shape, with its status, challenge and headers.

        It is also given what the door itself refuses (limits, paths) and unexpected failures as
        ``InternalFailure``; the request's body may then be empty.
        """
        ...

    def logged_path(self, request: Request) -> str:
        """The path of a request as a log may have it: a wire leaves out what is secret in it."""
        return request.path
