"""Peers, each started with the answer that it is to give. Loopback only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benchmarks.programs import LOOPBACK, Program, free_port
from benchmarks.tools import go_peer, npm_modules, run, tool
from benchmarks.wrk import Target

_BIG: Final = 64 * 1024 * 1024
_GRANT: Final = (
    'wrk.method = "POST"\n'
    'wrk.body = "grant_type=client_credentials&client_id=bench&client_secret=bench-secret"\n'
    'wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n'
)
_NGINX: Final = """
pid {folder}/nginx.pid; daemon off; master_process off; error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; sendfile on; default_type application/json;
  client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
  uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
  root {folder};
  server {{ listen 127.0.0.1:{plain}; location / {{ }}
    location /msi/token/ {{ types {{ }} return 200 '{warm}'; }} }}
  server {{ listen 127.0.0.1:{tls} ssl; ssl_certificate {folder}/tls.pem;
    ssl_certificate_key {folder}/tls.key; location / {{ }}
    location /secrets/ {{ types {{ }} return 200 '{secret}'; }} }}
}}
"""


class Nginx:
    """nginx with static answers, plain and over TLS, and a large file."""

    def __init__(self, folder: Path, *, warm: bytes, secret: bytes) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.plain, self.tls = free_port(), free_port()
        self.certificate = folder / "tls.pem"
        run(
            (
                *(tool("openssl"), "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
                *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=bench"),
                *("-addext", f"subjectAltName=IP:{LOOPBACK}", "-keyout", str(folder / "tls.key")),
                *("-out", str(self.certificate)),
            ),
            folder=folder,
        )
        (folder / "big").write_bytes(bytes(_BIG))
        (folder / "small").write_bytes(b'{"is":"small"}')
        (folder / "nginx.conf").write_text(
            _NGINX.format(
                folder=folder,
                plain=self.plain,
                tls=self.tls,
                warm=_quoted(warm),
                secret=_quoted(secret),
            )
        )

    @contextmanager
    def running(self, *, core: int | None) -> Iterator[Program]:
        """Serve."""
        command = (tool("nginx"), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"))
        with Program(command, port=self.plain, core=core, folder=self.folder) as program:
            yield program


@contextmanager
def go_server(folder: Path, *, body: bytes, secret: str, core: int | None) -> Iterator[Program]:
    """The net/http server with the same answer, on one processor."""
    port, answer = free_port(), folder / "answer.json"
    binary = go_peer()
    answer.write_bytes(body)
    command = (str(binary), str(port), str(answer), secret)
    with Program(command, port=port, core=core, environment={"GOMAXPROCS": "1"}) as program:
        yield program


@contextmanager
def npm_server(name: str, *, core: int | None) -> Iterator[tuple[Program, Target]]:
    """An npm token server, and the request for a token."""
    folder, port = npm_modules(), free_port()
    command = (tool("node"), f"{name}.mjs", str(port))
    with Program(command, port=port, core=core, folder=folder) as program:
        url = f"http://{LOOPBACK}:{port}/token"
        yield program, Target(program.pid, url, script=_GRANT)


def _quoted(body: bytes) -> str:
    return body.decode().replace("\\", "\\\\").replace("'", "\\'").replace("$", "")
