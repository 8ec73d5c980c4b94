"""Small servers on loopback: they answer what a test says and keep what they were asked."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    target: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Loopback:
    """A server, the requests that came, and what answers them."""

    answer: Callable[[Asked], Told]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(handler.command, handler.path, headers)
        self.asked.append(asked)
        told = self.answer(asked)
        handler.send_response(told.status)
        for name, value in {"Content-Type": "application/json", **told.headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(told.body)))
        handler.end_headers()
        handler.wfile.write(told.body)


@contextmanager
def serving(answer: Callable[[Asked], Told]) -> Iterator[Loopback]:
    """A server for the length of a block."""
    loopback = Loopback(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            loopback.handle(self)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: Any) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        loopback.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield loopback
        finally:
            server.shutdown()
            thread.join()
