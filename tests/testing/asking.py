"""The code under test: a program of the standard library that finds all it needs in the
environment, as an SDK does.
"""

import json
import os
import socket
import ssl
import urllib.request
from typing import Any

from nameplate.testing.vaults import Vault

RESOURCE = "https://vault.azure.net"


def token(**more: str) -> str:
    """A token from where the environment says."""
    query = "".join(f"&{name}={value}" for name, value in more.items())
    url = f"{os.environ['IDENTITY_ENDPOINT']}?api-version=2019-08-01&resource={RESOURCE}{query}"
    headers = {"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - a URL of ours
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - the same
        return str(json.load(answer)["access_token"])


def secret(vault: Vault, name: str, bearer: str) -> Any:
    """Status and document of a secret, through the proxy, with the certificate verified."""
    host = vault.url.partition("://")[2]
    address, _, port = os.environ["HTTPS_PROXY"].partition("://")[2].partition(":")
    with socket.create_connection((address, int(port)), timeout=10) as tunnel:
        tunnel.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        assert b" 200 " in tunnel.recv(4096)
        context = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
        with context.wrap_socket(tunnel, server_hostname=host) as connection:
            connection.sendall(
                f"GET /secrets/{name}?api-version=7.4 HTTP/1.1\r\nHost: {host}\r\n"
                f"Authorization: Bearer {bearer}\r\nConnection: close\r\n\r\n".encode()
            )
            with connection.makefile("rb") as answer:
                status = int(answer.readline().split()[1])
                body = answer.read().partition(b"\r\n\r\n")[2]
    return status, json.loads(body)
