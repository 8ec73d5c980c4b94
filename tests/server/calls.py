"""HTTPS to a server under its production names, verified against its own roots."""

import http.client
import socket
import ssl
from typing import Any

import orjson

from nameplate.server.running import Server


def get(server: Server, host: str, path: str, headers: dict[str, str] | None = None) -> Any:
    """Status and JSON of a GET; called in a thread."""
    home = server.settings.home
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for roots in (home.production_roots, home.own_roots):
        context.load_verify_locations(cafile=roots)
    raw = socket.create_connection(("127.0.0.1", server.endpoints.https), timeout=10)
    connection = http.client.HTTPConnection(host)
    connection.sock = context.wrap_socket(raw, server_hostname=host)
    try:
        connection.request("GET", path, headers={"Host": host, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read()
        return answer.status, orjson.loads(content) if content else None
    finally:
        connection.close()
