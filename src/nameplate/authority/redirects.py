"""Where an answer may go, and how it gets there (RFC 9700 sections 2.1 and 4.1).

A redirect URI is one that the client registered, character by character; only of a native client's
on loopback the port does not matter (RFC 8252 section 7.3).
"""

import re
from collections.abc import Mapping
from enum import Enum
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from nameplate.authority.authorize_refusals import foreign_redirect
from nameplate.authority.clients import Client

_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_LONGEST: Final = 2_000
_HOST: Final = re.compile(r"[A-Za-z0-9.\-]+(?::[0-9]+)?")


class Platform(Enum):
    """How a redirect URI is registered: what its client has to prove."""

    WEB = "web"
    PUBLIC = "public"


def redirect_of(client: Client, given: str) -> tuple[str, Platform]:
    """The redirect URI of a request and what it is registered as. Raises AADSTS50011.

    A client that has registered exactly one may leave it out.
    """
    registered = (*client.web_redirect_uris, *client.public_redirect_uris)
    if not given and len(registered) == 1:
        given = registered[0]
    if given in client.web_redirect_uris:
        return given, Platform.WEB
    if any(same_redirect(given, each) for each in client.public_redirect_uris):
        return given, Platform.PUBLIC
    raise foreign_redirect(given, client.app_id)


def same_redirect(given: str, registered: str) -> bool:
    """Whether a native client's redirect URI is the one that it registered."""
    if given == registered:
        return True
    if len(given) > _LONGEST or not given.isprintable() or set(given) & set("\\ #@"):
        return False
    one, other = _split(given), _split(registered)
    if one is None or other is None or not (_on_loopback(one) and _on_loopback(other)):
        return False
    return (one.hostname, one.path or "/", one.query) == (
        other.hostname,
        other.path or "/",
        other.query,
    )


def origin_of(uri: str) -> str:
    """Scheme, host and port of a redirect URI; of an app's own scheme only that."""
    parts = urlsplit(uri)
    if parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc):
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"


def with_query(uri: str, parameters: Mapping[str, str]) -> str:
    """A redirect URI whose query has these parameters too."""
    joint = "&" if "?" in uri else "?"
    return f"{uri}{joint}{urlencode(parameters)}"


def with_fragment(uri: str, parameters: Mapping[str, str]) -> str:
    """A redirect URI with the parameters where no server sees them."""
    return f"{uri}#{urlencode(parameters)}"


def _split(uri: str) -> SplitResult | None:
    try:
        parts = urlsplit(uri)
        _ = parts.port
    except ValueError:  # no URL, or no number where the port is
        return None
    return parts


def _on_loopback(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in _LOOPBACK
