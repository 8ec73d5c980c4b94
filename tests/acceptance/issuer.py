"""An issuer of tokens as others run one: discovery and keys over TLS, and tokens of its own."""

import json
import ssl
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_KEY_ID: Final = "first"


@dataclass(frozen=True, slots=True)
class Issuer:
    """It, at ``https://localhost:PORT``; ``certificate`` is what to trust."""

    url: str
    certificate: Path
    key: rsa.RSAPrivateKey

    def token(self, **claims: Any) -> str:
        """A token for five minutes."""
        now = int(datetime.now(UTC).timestamp())
        said = {"iss": self.url, "iat": now, "nbf": now, "exp": now + 300, **claims}
        header = {"alg": "RS256", "typ": "JWT", "kid": _KEY_ID}
        unsigned = f"{encoded(json.dumps(header))}.{encoded(json.dumps(said))}"
        signature = self.key.sign(unsigned.encode(), padding.PKCS1v15(), SHA256())
        return f"{unsigned}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"

    def document(self, path: str) -> Any:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        numbers = self.key.public_key().public_numbers()
        members = {"n": number(numbers.n), "e": number(numbers.e)}
        return {"keys": [{"kty": "RSA", "use": "sig", "kid": _KEY_ID, **members}]}


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def number(value: int) -> str:
    content = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def issuer(folder: Path) -> Iterator[Issuer]:
    """An issuer that answers until the block is left."""
    key = rsa.generate_private_key(65537, 2048)
    certificate = folder / "issuer.pem"
    certificate.write_bytes(_certificate(key))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    made = Issuer(f"https://localhost:{server.server_port}", certificate, key)
    _Handler.issuer = made
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    issuer: Issuer

    def do_GET(self) -> None:
        body = json.dumps(self.issuer.document(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base has it
        """Nothing: a test's output is its own."""


def _certificate(key: rsa.RSAPrivateKey) -> bytes:
    """One for ``localhost`` that signs itself, and its key (PEM)."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "an issuer")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM) + private
