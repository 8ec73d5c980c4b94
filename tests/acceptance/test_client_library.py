"""The client library from its own wheel: the founding document's flow, each connection string
against real flows, and a service that accepts tokens while keys rotate.
"""

import base64
import http.client
import json
import os
import re
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from tests.acceptance import environments, pages
from tests.acceptance.conftest import VAULT, allow
from tests.acceptance.environments import ROOT
from tests.running import Answer, Platform

PROGRAMS = ROOT / "conformance" / "python" / "client"
ORDERS = "api://orders"
ROLES = [{"allowedMemberTypes": ["Application"], "displayName": "Reader", "value": "Orders.Read"}]


def run(platform: Platform, *words: str | Path, app: str = "web1", **options: Any) -> str:
    """What a program prints that runs as an app."""
    done = platform.run("run", "--app", app, "--", *map(str, words), **options)
    return done.stdout.strip()


def test_the_library_brings_nothing_of_the_platform(client_python: Path) -> None:
    """It imports without the frameworks that it has doors for."""
    program = (
        "import sys, nameplate_client, nameplate_client.aio, nameplate_client.receiving.asgi\n"
        "import nameplate_client.receiving.wsgi\n"
        "print({'nameplate', 'fastapi', 'flask', 'starlette', 'aiohttp'} & set(sys.modules))"
    )
    done = environments.call(client_python, "-c", program)

    assert done.strip() == "set()"


def test_the_founding_documents_flow(served: Platform, client_python: Path) -> None:
    """The token, the callback and the credential each read the secret, in asyncio, too."""
    secret = ("--vault-name", "acceptance", "-n", "client-password", "--value", "Geheim1")
    served.run("keyvault", "secret", "set", *secret)

    said = run(served, client_python, PROGRAMS / "app.py", VAULT, "client-password").splitlines()

    assert said[:4] == [f"{how}: Geheim1" for how in ("token", "callback", "credential", "async")]
    app_id = served.json("webapp", "identity", "show", "-n", "web1")["principalId"]
    shown = served.json("ad", "sp", "show", "--id", app_id)["appId"]
    expected = f"IsAuthenticated:True Type:App AppId:{shown} TenantId:{served.tenant_id}"
    assert said[4] == f"principal: {expected}"


def test_the_readmes_programs_read_a_secret(
    home: Platform, client_python: Path, tmp_path: Path
) -> None:
    """As they stand in client/README.md, in an empty home."""
    readme = (ROOT / "client" / "README.md").read_text(encoding="utf-8")
    programs = re.findall(r"^```python\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    (tmp_path / "readme.py").write_text("\n".join(programs[:2]))
    home.run("keyvault", "create", "-n", "contoso")
    secret = ("--vault-name", "contoso", "-n", "db-password", "--value", "Geheim2")
    home.run("keyvault", "secret", "set", *secret)
    home.run("webapp", "create", "-n", "web1", "--assign-identity")
    policy = ("-n", "contoso", "--app", "web1", "--secret-permissions", "get")
    home.run("keyvault", "set-policy", *policy)

    said = run(home, client_python, tmp_path / "readme.py").splitlines()

    assert said[0].startswith("IsAuthenticated:True Type:App AppId:")
    assert said[1] == "Geheim2"


def test_every_command_of_the_page_about_services_runs(
    home: Platform, client_python: Path, tmp_path: Path
) -> None:
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "nameplate").symlink_to(home.command)
    path = f"{commands}:{client_python.parent}:{os.environ['PATH']}"
    page = ROOT / "docs" / "accepting-tokens.md"

    said = pages.run(page, tmp_path, {**home.environment, "PATH": path})

    assert pages.unsaid(page, said) == []


@dataclass(frozen=True, slots=True)
class Proof:
    """An application's certificate, in its forms."""

    pem: bytes
    pkcs12: bytes
    der: bytes
    thumbprint: str


def make_proof() -> Proof:
    key = rsa.generate_private_key(65_537, 2048)
    name = x509.Name.from_rfc4514_string("CN=client-library")
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Proof(
        pem=private + made.public_bytes(Encoding.PEM),
        pkcs12=pkcs12.serialize_key_and_certificates(b"c", key, made, None, NoEncryption()),
        der=made.public_bytes(Encoding.DER),
        thumbprint=made.fingerprint(SHA1()).hex().upper(),  # noqa: S303 - a name, no proof
    )


def register(platform: Platform, proof: Proof) -> tuple[str, str]:
    """An application with a secret and a certificate; its id and the secret."""
    app = platform.json("ad", "app", "create", "--display-name", "client-library")["appId"]
    platform.run("ad", "sp", "create", "--id", app)
    secret = platform.json("ad", "app", "credential", "reset", "--id", app)["password"]
    key = base64.b64encode(proof.der).decode()
    certificates = [{"type": "AsymmetricX509Cert", "usage": "Verify", "key": key}]
    given = f"keyCredentials={json.dumps(certificates)}"
    platform.run("ad", "app", "update", "--id", app, "--set", given)
    platform.run(
        *("keyvault", "secret", "set", "--vault-name", "acceptance", "-n", "client-certificate"),
        *("--value", base64.b64encode(proof.pkcs12).decode()),
        *("--content-type", "application/x-pkcs12"),
    )
    return app, secret


def test_every_connection_string_against_real_flows(
    served: Platform, client_python: Path, tmp_path: Path
) -> None:
    proof = make_proof()
    file = tmp_path / "app.pem"
    file.write_bytes(proof.pem)
    app, secret = register(served, proof)
    user = served.json("identity", "create", "-n", "for-client")
    served.run("webapp", "identity", "assign", "-n", "web1", "--identities", user["id"])
    in_vault = f"{VAULT}/secrets/client-certificate"
    base = f"RunAs=App;AppId={app}"
    tenant = f"{base};TenantId={served.tenant_id}"

    said = run(
        *(served, client_python, PROGRAMS / "connect.py"),
        f"RunAs=App;AppId={user['clientId']}",
        f"{tenant};AppKey={secret}",
        f"{tenant};CertificateThumbprint={proof.thumbprint};CertificateStoreLocation={tmp_path}",
        f"{tenant};CertificateSubjectName=CN=client-library;CertificateStoreLocation={file}",
        f"{base};KeyVaultCertificateSecretIdentifier={in_vault}",
        f"{tenant};AppKey=wrong",
    ).splitlines()

    in_tenant = f"TenantId:{served.tenant_id}"
    as_app = f"IsAuthenticated:True Type:App AppId:{app} {in_tenant}"
    assert said[:5] == [
        f"IsAuthenticated:True Type:App AppId:{user['clientId']} {in_tenant}",
        as_app,
        *[f"{as_app} CertificateThumbprint:{proof.thumbprint}"] * 3,
    ]
    assert said[5].startswith("refused: ")
    assert "AADSTS7000215" in said[5]


def test_the_current_user_is_the_operator(
    served: Platform, client_python: Path, tmp_path: Path
) -> None:
    (tmp_path / "nameplate").symlink_to(served.command)
    variables = {**served.environment, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    words = (client_python, PROGRAMS / "connect.py", "RunAs=CurrentUser")

    done = subprocess.run(words, env=variables, capture_output=True, text=True, check=True)

    operator = served.json("ad", "user", "show", "--id", served.operator_id)
    assert "Type:User" in done.stdout
    assert f"UserPrincipalName:{operator['userPrincipalName']}" in done.stdout


@dataclass
class Service:
    """A running service."""

    port: int

    def get(self, path: str, token: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        try:
            return Answer(answer.status, tuple(answer.getheaders()), answer.read())
        finally:
            connection.close()


@contextmanager
def serving(platform: Platform, python: Path) -> Iterator[Service]:
    words = (platform.command, "run", "--app", "orders", "--", python, PROGRAMS / "service.py")
    with subprocess.Popen(
        [*words, platform.tenant_id],
        env=platform.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield Service(int(process.stdout.readline()))
        process.communicate("", timeout=30)


@pytest.fixture(scope="module")
def orders(served: Platform, client_python: Path) -> Iterator[Service]:
    """A service for api://orders; web1 and web2 exist, web1 has the role."""
    names = ("--display-name", "orders", "--identifier-uris", ORDERS)
    served.run("ad", "app", "create", *names, "--app-roles", json.dumps(ROLES))
    served.run("ad", "sp", "create", "--id", ORDERS)
    served.run("webapp", "create", "-n", "web2", "--assign-identity")
    give_role(served, "web1")
    with serving(served, client_python) as service:
        yield service


def give_role(platform: Platform, app: str) -> None:
    words = ("--resource", ORDERS, "--role", "Orders.Read", "--app", app)
    platform.run("ad", "app-role-assignment", "create", *words)


def token_of(platform: Platform, app: str, resource: str = ORDERS) -> str:
    words = ("account", "get-access-token", "--resource", resource, "--app", app)
    return str(platform.json(*words)["accessToken"])


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.header("WWW-Authenticate") or ""


def test_a_service_accepts_web1_and_not_web2(served: Platform, orders: Service) -> None:
    accepted = orders.get("/orders", token_of(served, "web1"))

    assert accepted.status == 200, accepted.body
    principal = served.json("webapp", "identity", "show", "-n", "web1")["principalId"]
    assert accepted.json() == {"caller": principal, "roles": ["Orders.Read"]}
    status, challenge = refusal(orders.get("/orders", token_of(served, "web2")))
    assert status == 403
    assert 'error="insufficient_scope"' in challenge
    assert "lacks the role Orders.Read" in challenge
    raw = orders.get("/raw/", token_of(served, "web2"))
    assert raw.status == 200, "the middleware there asks for no role"


def test_a_service_refuses_as_rfc_6750_says(served: Platform, orders: Service) -> None:
    assert refusal(orders.get("/orders")) == (401, "Bearer")
    other = token_of(served, "web1", "https://vault.azure.net")
    for path in ("/orders", "/raw/"):
        status, challenge = refusal(orders.get(path, other))
        assert status == 401
        assert challenge == (
            'Bearer error="invalid_token", error_description="The token is for another audience."'
        )
    status, challenge = refusal(orders.get("/late", token_of(served, "web1")))
    assert status == 401
    assert "The token has expired." in challenge


def kid_of(token: str) -> str:
    head = token.split(".", maxsplit=1)[0]
    return str(json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"])


class Stream:
    """Calls of a service without a pause, each caller in a thread, until the block is left."""

    def __init__(self, service: Service) -> None:
        self.statuses: dict[str, Counter[int]] = {}
        self._service = service
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def add(self, caller: str, token: str) -> None:
        """Another caller; returns once its first call was answered."""
        counted, begun = self.statuses.setdefault(caller, Counter()), threading.Event()

        def call() -> None:
            while not self._over.is_set():
                counted[self._service.get("/orders", token).status] += 1
                begun.set()

        self._threads.append(threading.Thread(target=call))
        self._threads[-1].start()
        assert begun.wait(30)


def test_keys_rotate_twice_under_a_stream_of_calls(served: Platform, orders: Service) -> None:
    """No good token is refused, old or new, and none of web2's is accepted."""
    tokens = {"web1": token_of(served, "web1"), "web2": token_of(served, "web2")}
    with Stream(orders) as stream:
        for caller, token in tokens.items():
            stream.add(caller, token)
        for number in range(2):
            served.run("keys", "rotate")
            caller = f"caller{number}"
            served.run("webapp", "create", "-n", caller, "--assign-identity")
            give_role(served, caller)
            tokens[caller] = token_of(served, caller)
            stream.add(caller, tokens[caller])

    assert len({kid_of(token) for token in tokens.values()}) == 3
    refused = stream.statuses.pop("web2")
    assert set(refused) == {403}
    assert {caller: set(counted) for caller, counted in stream.statuses.items()} == {
        caller: {200} for caller in ("web1", "caller0", "caller1")
    }
    assert stream.statuses["web1"][200] > 50
    assert refused[403] > 50


def test_a_service_of_several_tenants_lets_in_those_on_its_list(
    served: Platform, orders: Service
) -> None:
    """By the documents that are all tenants' (``common``)."""
    token = token_of(served, "web1")

    assert orders.get("/tenants", token).status == 200
    status, challenge = refusal(orders.get("/others", token))
    assert (status, "an issuer that is not trusted" in challenge) == (401, True)


def test_it_goes_on_while_the_vault_refuses(served: Platform, client_python: Path) -> None:
    """A refusal by the vault is the vault's, with its reason."""
    served.run("webapp", "create", "-n", "poor", "--assign-identity")
    allow(served, "poor", "list")
    words = (client_python, PROGRAMS / "app.py", VAULT, "client-password")

    done = served.run("run", "--app", "poor", "--", *map(str, words), status=None)

    assert done.returncode != 0
    assert "HTTP Error 403" in done.stderr
