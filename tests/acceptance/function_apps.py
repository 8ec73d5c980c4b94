"""What function apps need beside the platform: their Python with our host in it, and Azurite."""

import datetime as dt
import ipaddress
import json
import re
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.acceptance import environments
from tests.acceptance.environments import ROOT
from tests.running import Platform

FOLDER: Final = ROOT / "conformance" / "functions"
APP: Final = FOLDER / "app"
ACCOUNT: Final = "devstoreaccount1"
KEY: Final = (  # every emulator's, printed in its documentation
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)
_PATIENCE: Final = 60.0
_WRITE: Final = (
    "import sys; from pathlib import Path; from nameplate.apphost.functions import write_host; "
    "print(write_host(Path(sys.argv[1])))"
)


def host_python(command: Path, folder: Path) -> Path:
    """A Python with the host in it, from the wheel that the installed platform writes."""
    python = environments.python_environment("functions", FOLDER / "requirements.txt")
    wheel = environments.call(command.with_name("python"), "-c", _WRITE, folder).strip()
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    environments.call(*pip, "--no-deps", "--no-index", "--force-reinstall", wheel)
    return python


@dataclass(frozen=True)
class Azurite:
    """A storage emulator."""

    blob: int
    queue: int

    @property
    def connection_string(self) -> str:
        """With the emulator's own key, straight to it, for one without TLS."""
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};"
            f"BlobEndpoint=http://127.0.0.1:{self.blob}/{ACCOUNT};"
            f"QueueEndpoint=http://127.0.0.1:{self.queue}/{ACCOUNT};"
        )

    @property
    def routes(self) -> tuple[str, ...]:
        """Where the account's production names are served."""
        ports = {"blob": self.blob, "queue": self.queue}
        return tuple(
            f"--route={ACCOUNT}.{service}.core.windows.net=https://127.0.0.1:{port}/{ACCOUNT}"
            for service, port in ports.items()
        )


@contextmanager
def azurite(folder: Path, *, tokens: bool) -> Iterator[Azurite]:
    """Run Azurite from npm on free ports; one that takes tokens has TLS of its own."""
    program = environments.node_environment("azurite", FOLDER) / "node_modules" / ".bin" / "azurite"
    secured: tuple[str | Path, ...] = ()
    if tokens:
        certificate, key = _certificate(folder)
        secured = ("--oauth", "basic", "--cert", certificate, "--key", key)
    words = ("--inMemoryPersistence", "--disableTelemetry", "--skipApiVersionCheck")
    ports = ("--blobPort", "0", "--queuePort", "0", "--tablePort", "0")
    log = folder / "azurite.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [program, *words, *ports, *secured],
            cwd=folder,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        found = {
            service: int(_wait_for(log, rf"{service} service is successfully .*:(\d+)"))
            for service in ("Blob", "Queue")
        }
        yield Azurite(found["Blob"], found["Queue"])
    finally:
        process.terminate()
        process.wait()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "an emulator")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(address, critical=False)
        .sign(key, SHA256())
    )
    places = folder / "emulator.pem", folder / "emulator.key"
    places[0].write_bytes(made.public_bytes(Encoding.PEM))
    places[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return places


def _wait_for(log: Path, pattern: str) -> str:
    """What a program prints sooner or later."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = re.search(pattern, log.read_text(errors="replace"))
        if found is not None:
            return found[1] if found.re.groups else found[0]
        time.sleep(0.05)
    raise AssertionError(f"{pattern} never came: {log.read_text(errors='replace')[-3000:]}")


@dataclass(frozen=True)
class RunningApp:
    """A function app under ``nameplate run``."""

    port: int
    log: Path
    data: Path

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[int, str]:
        """The status and the body of an answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            data=body,
            headers=dict(headers or {}),
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - http, on loopback
                return response.status, response.read().decode()
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read().decode()

    def heard(self, pattern: str) -> str:
        """What its log says sooner or later."""
        return _wait_for(self.log, pattern)

    @property
    def keys(self) -> Any:
        """The host's keys, as its file has them."""
        return json.loads((self.data / "Secrets" / "host.json").read_text())


@contextmanager
def run_app(
    platform: Platform,
    python: Path,
    folder: Path,
    *,
    name: str,
    routes: tuple[str, ...] = (),
    app: Path = APP,
) -> Iterator[RunningApp]:
    """``nameplate run`` with the host and an app, until the block's end; then it has to drain."""
    log, data = folder / f"{name}.log", folder / f"{name}-data"
    words = ("-m", "nameplate_functions", "--app", str(app), "--data", str(data))
    with log.open("wb") as file:
        process = subprocess.Popen(
            [platform.command, "run", "--app", name, *routes, "--", python, *words],
            env=platform.environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        port = int(_wait_for(log, r"Listening on http://127\.0\.0\.1:(\d+)"))
        _wait_for(log, "Host started")
        yield RunningApp(port, log, data)
    finally:
        process.terminate()  # ``run`` passes it on; killed, it would leave the host behind
        status = process.wait(timeout=60)
    assert status == 0, log.read_text(errors="replace")[-3000:]
    assert "Host stopped" in log.read_text(errors="replace")
