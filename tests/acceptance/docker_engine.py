"""The engine that the real ``docker`` command talks to, as far as creating a container goes.

It starts nothing: what it is asked to create is kept, so that a test sees how the command has read
an env file and its options. Docker Engine API 1.50, ``POST /containers/create``.
"""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    created: list[dict[str, Any]]


class _Engine(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._tell(200, {})

    def do_HEAD(self) -> None:
        self._tell(200, None)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        if isinstance(self.server, _Server) and "/containers/create" in self.path:
            self.server.created.append(body)
        self._tell(201, {"Id": "0" * 64, "Warnings": []})

    def address_string(self) -> str:
        return "docker"  # a UNIX socket has no address

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _tell(self, status: int, document: Any) -> None:
        body = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Api-Version", "1.50")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def engine(socket: Path) -> Iterator[list[dict[str, Any]]]:
    """Listen on a socket; what containers were to be created."""
    with _Server(str(socket), _Engine) as server:
        server.created = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.created
        finally:
            server.shutdown()
            thread.join()
