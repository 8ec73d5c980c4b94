"""Every source of managed identity with the SDKs that choose it by the environment.

Whose token a vault accepted, or that the identity was refused: for the system-assigned identity,
for a user-assigned one by each of its names, and for one that is not there.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import VAULT
from tests.acceptance.environments import ROOT
from tests.acceptance.issuer import Issuer, issuer
from tests.running import Platform

ARC_FOLDER = Path("/var/opt/azcmagent/tokens")
NOBODY = "00000000-0000-4000-8000-000000000000"
ENDPOINTS = (
    *("app-service", "app-service-2017", "imds", "cloud-shell", "arc", "service-fabric"),
    "azure-ml",
)
WITHOUT_SELECTORS = ("cloud-shell", "service-fabric")
"""Their clients refuse to choose an identity."""
CLIENT_ID_ONLY = ("app-service-2017", "azure-ml")
"""The client for JavaScript knows no other selector there."""
PROGRAM = ROOT / "conformance" / "python" / "sources.py"


@dataclass(frozen=True, slots=True)
class Cast:
    """An app and a user-assigned identity; both may list secrets."""

    platform: Platform
    system: str
    shared: str
    client_id: str
    resource_id: str


@pytest.fixture(scope="module")
def cast(served: Platform) -> Cast:
    made = served.json("webapp", "create", "-n", "sourced", "--assign-identity")
    identity = served.json("identity", "create", "-n", "sources")
    assign = ("webapp", "identity", "assign", "-n", "sourced", "--identities", identity["id"])
    served.run(*assign)
    for principal in (made["identity"]["principalId"], identity["principalId"]):
        words = ("-n", "acceptance", "--object-id", principal, "--secret-permissions", "get")
        served.run("keyvault", "set-policy", *words, "list")
    return Cast(
        served,
        made["identity"]["principalId"],
        identity["principalId"],
        identity["clientId"],
        identity["id"],
    )


def can_write_keys() -> bool:
    """Whether this user may write where Arc's clients look: root, or whose folder it is."""
    return os.geteuid() == 0 or os.access(ARC_FOLDER, os.W_OK)


def run(cast: Cast, source: str, *command: str) -> dict[str, Any]:
    if source == "arc" and not can_write_keys():
        pytest.skip("the folder of Arc's key files belongs to root")
    words = ("run", "--app", "sourced", "--source", source, "--", *command)
    found: dict[str, Any] = json.loads(cast.platform.run(*words).stdout)
    return found


@pytest.mark.parametrize("source", ENDPOINTS)
def test_the_sdk_for_python(cast: Cast, python_sdk: Path, source: str) -> None:
    """Sync and async agree."""
    names = {"client_id": cast.client_id, "object_id": cast.shared, "resource_id": cast.resource_id}
    selectors = [f"{name}={value}" for name, value in names.items()]
    wrong = f"client_id={NOBODY}"

    found = run(cast, source, str(python_sdk), str(PROGRAM), VAULT, "system", *selectors, wrong)

    assert found["system"] == [cast.system] * 2
    chosen = [found[selector] for selector in selectors]
    if source in WITHOUT_SELECTORS:
        assert cast.shared not in str(chosen)
    else:
        assert chosen == [[cast.shared] * 2] * 3
    assert all(refused.endswith("Error") for refused in found[wrong])


@pytest.mark.parametrize("source", ENDPOINTS)
def test_the_sdk_for_javascript(cast: Cast, node_sdk: Path, source: str) -> None:
    selectors = [
        f"clientId={cast.client_id}",
        f"objectId={cast.shared}",
        f"resourceId={cast.resource_id}",
    ]
    wrong = f"clientId={NOBODY}"
    program = str(node_sdk / "sources.mjs")

    found = run(cast, source, "node", program, VAULT, "system", *selectors, wrong)

    unavailable = "CredentialUnavailableError"
    expected = [cast.shared] * 3
    if source in WITHOUT_SELECTORS:
        expected = [unavailable] * 3
    elif source in CLIENT_ID_ONLY:
        expected = [cast.shared, unavailable, unavailable]
    assert found["system"] == cast.system
    assert [found[selector] for selector in selectors] == expected
    assert found[wrong] == unavailable


def test_arc_without_its_folder_is_refused_in_words(cast: Cast) -> None:
    if can_write_keys():
        pytest.skip("this user may write Arc's key files")
    words = ("run", "--app", "sourced", "--source", "arc", "--", "true")
    done = cast.platform.run(*words, status=None)
    assert done.returncode != 0
    assert f"{ARC_FOLDER}" in done.stderr


def test_arc_leaves_no_key_behind(cast: Cast, python_sdk: Path) -> None:
    run(cast, "arc", str(python_sdk), str(PROGRAM), VAULT, "system")
    assert not list(ARC_FOLDER.glob("*.key"))


@pytest.mark.parametrize("client", ["python", "javascript"])
def test_workload_identity(cast: Cast, python_sdk: Path, node_sdk: Path, client: str) -> None:
    """A file that is a projected token, exchanged at the authority."""
    python = (str(python_sdk), str(PROGRAM), VAULT, "system", f"client_id={NOBODY}")
    node = ("node", str(node_sdk / "sources.mjs"), VAULT, "system", f"clientId={NOBODY}")
    words = ("--source", "workload-identity", "--identity", "sources", "--")

    done = cast.platform.run(
        "run", "--app", "sourced", *words, *(python if client == "python" else node)
    )

    found = json.loads(done.stdout)
    (wrong,) = found.keys() - {"system"}
    assert set(listed(found["system"])) == {cast.shared}
    assert all(each.endswith("Error") for each in listed(found[wrong]))


def listed(outcome: str | list[str]) -> list[str]:
    """The one outcome of JavaScript, or Python's two."""
    return [outcome] if isinstance(outcome, str) else outcome


READS = (
    "import sys\n"
    "from azure.core.exceptions import ClientAuthenticationError as Refused\n"
    "from azure.identity import WorkloadIdentityCredential as W\n"
    "from azure.keyvault.secrets import SecretClient as S\n"
    "vault, tenant, client, file = sys.argv[1:]\n"
    "c = W(tenant_id=tenant, client_id=client, token_file_path=file)\n"
    "try:\n"
    "    print(len(list(S(vault, c).list_properties_of_secrets())))\n"
    "except Refused as refused:\n"
    "    print(refused.message.split('AADSTS')[1].split(':')[0])\n"
)


@dataclass(frozen=True, slots=True)
class Trusting:
    """A platform with an identity that trusts an issuer."""

    platform: Platform
    far: Issuer
    client_id: str


@pytest.fixture(scope="module")
def trusting(command: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trusting]:
    """A platform whose operator lets an issuer on loopback be asked for its keys."""
    folder = tmp_path_factory.mktemp("issuer")
    with issuer(folder) as far:
        settings = {
            "NAMEPLATE_FEDERATION_ISSUERS": far.url.removeprefix("https://"),
            "SSL_CERT_FILE": str(far.certificate),
        }
        with Platform(folder / "home", command, settings) as platform:
            platform.run("keyvault", "create", "-n", "acceptance")
            identity = platform.json("identity", "create", "-n", "pipeline")
            platform.run(
                *("keyvault", "set-policy", "-n", "acceptance"),
                *("--object-id", identity["principalId"], "--secret-permissions", "list"),
            )
            platform.run(
                *("identity", "federated-credential", "create", "-n", "main"),
                *("--identity-name", "pipeline", "--issuer", far.url),
                *("--subject", "repo:contoso/app:ref:refs/heads/main"),
            )
            yield Trusting(platform, far, identity["clientId"])


def test_a_foreign_issuers_token_is_exchanged(
    trusting: Trusting, python_sdk: Path, tmp_path: Path
) -> None:
    """As a GitHub workflow's or another cluster's; what differs in one letter is refused."""
    platform, far = trusting.platform, trusting.far
    good = {"sub": "repo:contoso/app:ref:refs/heads/main", "aud": "api://AzureADTokenExchange"}
    found = []
    for claims in (
        good,
        {**good, "sub": "repo:contoso/app:pull_request"},
        {**good, "sub": good["sub"].upper()},
        {**good, "aud": "sts.example"},
        {**good, "iss": f"{far.url}/"},
        {**good, "exp": 1},
    ):
        file = tmp_path / "token"
        file.write_text(far.token(**claims) + "\n")
        words = (VAULT, platform.tenant_id, trusting.client_id, str(file))
        done = platform.run("run", "--app", "outsider", "--", str(python_sdk), "-c", READS, *words)
        found.append(done.stdout.strip())

    assert found == ["0", "700213", "7002138", "700212", "700211", "700024"]
