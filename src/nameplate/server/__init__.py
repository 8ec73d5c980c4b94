"""Where the rooms meet: the only place that builds them and joins siblings.

``installation``  opens a home, founds it at the first start
``rooms``         builds every service, each with what it needs
``wires``         builds the HTTP surfaces and says which host each answers
``bridges``       joins siblings that need one another
``leaves``        certificates of the two local authorities
``running``       starts listeners and timers, stops them
``embedded``      a server inside a command
``up``            the server of a home
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nameplate.config.settings import Settings
    from nameplate.edge.proxy import OnRefused
    from nameplate.server.embedded import EmbeddedServer
    from nameplate.server.up import Announce


def start_embedded(
    settings: "Settings", *, on_refused: "OnRefused | None" = None
) -> "EmbeddedServer":
    """A server for the duration of a command: a context manager.

    ``on_refused`` is called, in the server's thread, for each host that the proxy refuses.
    """
    from nameplate.server.embedded import EmbeddedServer  # noqa: PLC0415  # commands that only talk

    return EmbeddedServer(settings, on_refused=on_refused)


def serve(settings: "Settings", *, announce: "Announce | None" = None) -> int:
    """Serve a home in the foreground until a signal ends it."""
    from nameplate.server.up import serve as serve_up  # noqa: PLC0415  # the same

    return serve_up(settings, announce=announce)
