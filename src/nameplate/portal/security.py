"""What every request must be and every answer carries, around all pages (an ASGI application).

The Host must be the portal's own (a name that somebody points here is refused), what changes
something must come from a page of it; no page may be framed, kept, or run what it did not bring.
"""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

from nameplate.portal.addresses import own_path
from nameplate.portal.place import Place

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]

BODY_LIMIT: Final = 5 * 1024 * 1024
_SAFE: Final = frozenset(("GET", "HEAD"))
_OTHERS: Final = frozenset((b"cross-site", b"same-site"))
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = (
    ("content-security-policy", _POLICY),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
)
_TLS_HEADERS: Final = (("strict-transport-security", "max-age=31536000"),)


class Guarded:
    """Lets a request in to the pages, or answers it in plain text."""

    def __init__(self, app: App, place: Place) -> None:
        self._app = app
        self._origins = frozenset(place.origins)
        self._origin = place.origin
        self._hosts = frozenset(each.partition("://")[2] for each in place.origins)
        self._other_hosts = frozenset(place.other_hosts)
        more = (*HEADERS, *(_TLS_HEADERS if place.secure else ()))
        self._headers = [(name.encode(), value.encode()) for name, value in more]

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        refusal = self._refusal(scope)
        if refusal is not None and self._is_elsewhere(scope):
            await _moved(self._with_headers(send), f"{self._origin}{own_path(_target(scope))}")
            return
        if refusal is not None:
            await _plain(self._with_headers(send), *refusal)
            return
        await self._app(scope, _limited(receive), self._with_headers(send))

    def _refusal(self, scope: Mapping[str, Any]) -> tuple[int, str] | None:
        headers = scope["headers"]
        hosts = [value.decode("latin-1").lower() for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return 421, f"The portal does not answer for this host name: open {self._origin}"
        if scope["method"] in _SAFE:
            loaded = _loaded_by_another(dict(headers))
            return (403, "The portal is opened, not loaded by other sites.") if loaded else None
        if scope["method"] != "POST":
            return 405, "Pages are read with GET and changed with POST."
        if not self._from_own_page(headers):
            return 403, "This form was not sent by a page of the portal."
        length = next((value for name, value in headers if name == b"content-length"), b"0")
        if not length.isdigit() or len(length) > 12 or int(length) > BODY_LIMIT:
            return 413, "What was sent is too large."
        return None

    def _is_elsewhere(self, scope: Mapping[str, Any]) -> bool:
        """Whether somebody opens the portal by another name of this machine's."""
        hosts = [
            value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"
        ]
        return scope["method"] in _SAFE and len(hosts) == 1 and hosts[0] in self._other_hosts

    def _from_own_page(self, headers: list[tuple[bytes, bytes]]) -> bool:
        """Browsers say where a form comes from: by Origin always, by Fetch Metadata mostly."""
        given = {name: value.decode("latin-1") for name, value in headers}
        if given.get(b"sec-fetch-site", "same-origin") != "same-origin":
            return False
        return given.get(b"origin") in self._origins

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                held = {name.lower() for name, _ in message["headers"]}
                own = [pair for pair in self._headers if pair[0] not in held]
                stored = [] if b"cache-control" in held else [(b"cache-control", b"no-store")]
                message["headers"] = [*message["headers"], *own, *stored]
            await send(message)

        return sending


def _loaded_by_another(headers: Mapping[bytes, bytes]) -> bool:
    """Whether another site's page loads it as a picture, a frame, a script: it may only link here.

    Fetch Metadata; a browser that says nothing of it is let in, and finds what needs no cookie.
    """
    if headers.get(b"sec-fetch-site", b"none") not in _OTHERS:
        return False
    opened = headers.get(b"sec-fetch-mode") == b"navigate"
    return not opened or headers.get(b"sec-fetch-dest", b"document") != b"document"


def _limited(receive: Receive) -> Receive:
    """A body without a length ends where it grows too large: what is read then is no form."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > BODY_LIMIT:
            return {"type": "http.disconnect"}
        return message

    return receiving


def _target(scope: Mapping[str, Any]) -> str:
    path, query = scope["raw_path"].decode("latin-1"), scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


async def _moved(send: Send, location: str) -> None:
    headers = [(b"location", location.encode("latin-1")), (b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 302, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


async def _plain(send: Send, status: int, text: str) -> None:
    body = f"{text}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
