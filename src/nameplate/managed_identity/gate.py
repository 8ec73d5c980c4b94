"""Who may speak to an identity endpoint at all: a process on this machine, under its own names.

A browser lured to a page (``Origin``, ``Sec-Fetch-Site``), a name that was rebound to this address
(``Host``) and a request passed on by a proxy (``X-Forwarded-For``) must not get a token.
"""

from collections.abc import Collection
from typing import Final

from nameplate.core.errors import BadRequest, Forbidden, MisdirectedRequest
from nameplate.edge.http import Headers

LOOPBACK_HOSTS: Final = frozenset(("127.0.0.1", "localhost", "::1"))
IMDS_HOST: Final = "169.254.169.254"
OWN_HOSTS: Final = frozenset((*LOOPBACK_HOSTS, IMDS_HOST))
"""Names of this machine for itself. Under any other, a secret counts that is good there alone."""

_FORWARDED: Final = ("x-forwarded-for", "forwarded")
_BROWSERS: Final = ("origin", "sec-fetch-site")
REFUSED_HEADERS: Final = tuple(name.encode() for name in (*_FORWARDED, *_BROWSERS))


def check_host(host: str, accepted: Collection[str]) -> None:
    """Raise MisdirectedRequest for a host name (no port) that is not ours."""
    if host not in accepted:
        names = ", ".join(sorted(accepted))
        raise MisdirectedRequest(
            "MisdirectedRequest",
            f"The Host '{host[:100]}' is not one of this endpoint's: {names}.",
        )


def check_headers(headers: Headers) -> None:
    """Raise for a request that was passed on, or that a browser sent."""
    for name in _FORWARDED:
        if name in headers:
            raise BadRequest(
                "ForwardedRequest", f"A request with the header {name.title()} is not answered."
            )
    for name in _BROWSERS:
        if name in headers:
            raise Forbidden(
                "BrowserRequest", f"A request with the header {name.title()} is not answered."
            )
