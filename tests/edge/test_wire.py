"""What a wire inherits."""

from nameplate.core.errors import NameplateError
from nameplate.edge.http import Request, Response
from nameplate.edge.wire import Wire


class PlainWire(Wire):
    """A wire that has nothing to answer from memory."""

    name = "plain"
    body_limit = 0

    async def handle(self, request: Request) -> Response:
        return Response(204)

    def render(self, error: NameplateError, request: Request) -> Response:
        return Response(error.status)


def test_a_wire_goes_the_long_way_unless_it_says_otherwise() -> None:
    assert PlainWire().fast({}) is None
