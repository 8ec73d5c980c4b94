"""What tells one browser from another, and a page of ours from one of anybody else's."""

import re
from typing import Final

from nameplate.edge.http import Request

COOKIE: Final = "__Host-nameplate-browser"
"""The prefix makes a browser keep it to this host, over TLS, for every path (RFC 6265bis)."""
_VALUE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def browser_of(request: Request) -> str | None:
    """The browser's id; ``None`` when it has none, or more than one."""
    found = [
        value
        for header in request.headers.get_all("cookie")
        for name, _, value in (pair.strip().partition("=") for pair in header.split(";"))
        if name == COOKIE
    ]
    if len(found) != 1 or not _VALUE.fullmatch(found[0]):
        return None
    return found[0]


def cookie_for(browser: str) -> str:
    """The header that gives a browser its id, for as long as it is open."""
    return f"{COOKIE}={browser}; Path=/; Secure; HttpOnly; SameSite=Lax"


def from_own_page(request: Request) -> bool:
    """Whether a form was sent by a page of this host, as far as the browser says.

    Every browser of today says at least one of the two with a form; a program says neither.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("origin")
    return origin is None or origin == f"https://{request.headers.get('host') or ''}"
