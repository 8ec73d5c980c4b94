"""HTTPS to a server under its production names, verified against its own roots."""

import http.client
import socket
import ssl
from typing import Any

import orjson

from nameplate.server.running import Server


def get(server: Server, host: str, path: str, headers: dict[str, str] | None = None) -> Any:
    """Status and JSON of a GET; called in a thread."""
    status, content = _get(server, host, path, headers or {})
    return status, orjson.loads(content) if content else None


def get_text(server: Server, host: str) -> tuple[int, str]:
    """Status and text of ``/``; called in a thread."""
    status, content = _get(server, host, "/", {})
    return status, content.decode()


def _get(server: Server, host: str, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    home = server.settings.home
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for roots in (home.production_roots, home.own_roots):
        context.load_verify_locations(cafile=roots)
    raw = socket.create_connection(("127.0.0.1", server.endpoints.https), timeout=10)
    connection = http.client.HTTPConnection(host)
    connection.sock = context.wrap_socket(raw, server_hostname=host)
    try:
        connection.request("GET", path, headers={"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
