"""``run``: the child's environment, status and signals; learning; and what is left behind."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.process.transparent.probing import transparent_problem

Made = Callable[..., Any]
PRINT_ENVIRONMENT = "import json,os; print(json.dumps(dict(os.environ)))"


@pytest.fixture
def run(server_home: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the program itself, because a child ends it."""

    def call(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "NAMEPLATE_HOME": str(server_home), **more}
        command = [sys.executable, "-m", "nameplate.cli", "run", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return call


Run = Callable[..., subprocess.CompletedProcess[str]]


def test_status_and_output_are_the_childs(run: Run) -> None:
    done = run("--app", "run-a1", "--", "sh", "-c", "echo out; echo err >&2; exit 7")
    assert (done.returncode, done.stdout) == (7, "out\n")
    assert done.stderr.endswith("err\n")


def test_the_callers_shell_sees_the_childs_signal(run: Run) -> None:
    done = run("--app", "run-a1", "--", "sh", "-c", "kill -TERM $$")
    assert done.returncode == -signal.SIGTERM


def test_what_cannot_start_is_127_or_126(run: Run, tmp_path: Path) -> None:
    done = run("--app", "run-a1", "--", "no-such-command")
    assert done.returncode == 127
    assert done.stderr == "ERROR: no-such-command: command not found\n"
    plain = tmp_path / "plain"
    plain.write_text("")
    assert run("--app", "run-a1", "--", str(plain)).returncode == 126


def test_without_a_command_the_usage_is_told(run: Run) -> None:
    done = run("--app", "run-a1")
    assert done.returncode == 2
    assert "nameplate run -- " in done.stderr


def test_transparent_mode_runs_or_says_why_not(run: Run) -> None:
    script = "cat /etc/resolv.conf; exit 7"
    done = run("--app", "run-a1", "--mode", "transparent", "--", "sh", "-c", script)
    if transparent_problem() is None:
        assert (done.returncode, done.stdout.splitlines()[0]) == (7, "nameserver 127.0.0.1")
    else:
        assert done.returncode == 1
        assert "--mode proxy" in done.stderr


def test_a_new_app_has_an_identity_and_its_child_an_endpoint(run: Run, made: Made) -> None:
    done = run("--app", "run-a2", "--", sys.executable, "-c", PRINT_ENVIRONMENT)
    found = json.loads(done.stdout)
    assert made("webapp", "identity", "show", "-n", "run-a2")["type"] == "SystemAssigned"
    assert found["IDENTITY_ENDPOINT"].endswith("/msi/token/")
    assert len(found["IDENTITY_HEADER"]) == 32
    assert found["HTTPS_PROXY"] == found["https_proxy"]
    assert Path(found["SSL_CERT_FILE"]).exists()
    again = run("--app", "run-a2", "--", sys.executable, "-c", PRINT_ENVIRONMENT)
    assert json.loads(again.stdout)["IDENTITY_HEADER"] != found["IDENTITY_HEADER"]


def test_an_identity_that_was_switched_off_stays_off(run: Run, made: Made) -> None:
    made("webapp", "create", "-n", "run-a3", "--assign-identity")
    made("webapp", "identity", "remove", "-n", "run-a3")
    done = run("--app", "run-a3", "--", sys.executable, "-c", PRINT_ENVIRONMENT)
    assert not {"IDENTITY_ENDPOINT", "MSI_ENDPOINT"} & set(json.loads(done.stdout))
    assert "has no managed identity" in done.stderr
    assert made("webapp", "identity", "show", "-n", "run-a3") is None


def test_another_identity_is_not_handed_on_and_named(run: Run) -> None:
    words = ("--app", "run-a1", "--", sys.executable, "-c", PRINT_ENVIRONMENT)
    done = run(*words, AZURE_CLIENT_ID="theirs")
    assert "AZURE_CLIENT_ID" not in json.loads(done.stdout)
    assert "AZURE_CLIENT_ID" in done.stderr
    kept = run("--keep-env", *words, AZURE_CLIENT_ID="theirs")
    assert json.loads(kept.stdout)["AZURE_CLIENT_ID"] == "theirs"


def test_app_settings_reach_the_child(run: Run, made: Made) -> None:
    made("webapp", "create", "-n", "run-a4")
    made("webapp", "config", "appsettings", "set", "-n", "run-a4", "--settings", "LEVEL=debug")
    done = run("--app", "run-a4", "--", sys.executable, "-c", PRINT_ENVIRONMENT)
    assert json.loads(done.stdout)["APPSETTING_LEVEL"] == "debug"


def test_a_slot_has_its_own_environment(run: Run, made: Made) -> None:
    made("webapp", "create", "-n", "run-a8")
    made("webapp", "deployment", "slot", "create", "-n", "run-a8", "-s", "qa", "--assign-identity")
    change = ("webapp", "config", "appsettings", "set", "-n", "run-a8", "-s", "qa")
    made(*change, "--slot-settings", "LEVEL=debug")
    words = ("--app", "run-a8", "--slot", "qa", "--", sys.executable, "-c", PRINT_ENVIRONMENT)
    found = json.loads(run(*words).stdout)
    names = ("WEBSITE_SITE_NAME", "WEBSITE_SLOT_NAME", "LEVEL")
    assert [found[name] for name in names] == ["run-a8", "qa", "debug"]
    assert found["WEBSITE_HOSTNAME"].startswith("run-a8-qa.")
    assert found["WEBSITE_ARM_RESOURCE_ID"].endswith("/sites/run-a8/slots/qa")
    assert "IDENTITY_ENDPOINT" in found
    missing = run("--app", "run-a8", "--slot", "none", "--", "true")
    assert (missing.returncode, "has no slot 'none'" in missing.stderr) == (3, True)


READ_SECRET = """
import json, os, sys, urllib.request
def get(url, **headers):
    return json.load(urllib.request.urlopen(urllib.request.Request(url, headers=headers)))
endpoint = os.environ["IDENTITY_ENDPOINT"]
header = os.environ["IDENTITY_HEADER"]
audience, vault = sys.argv[1:]
query = "?api-version=2019-08-01&resource=" + audience
token = get(endpoint + query, **{"X-IDENTITY-HEADER": header})["access_token"]
print(get(vault + "secrets/s?api-version=7.5", Authorization="Bearer " + token)["value"])
"""


def test_learning_prints_the_least_and_the_least_is_enough(
    run: Run, made: Made, tmp_path: Path
) -> None:
    made("keyvault", "create", "-n", "run-v1")
    made("keyvault", "secret", "set", "--vault-name", "run-v1", "-n", "s", "--value", "learnt")
    script = tmp_path / "app.py"
    script.write_text(READ_SECRET)
    url = AZURE_PUBLIC.vault_uri("run-v1")
    app = ("--", sys.executable, str(script), AZURE_PUBLIC.vault_audience, url)
    refused = run("--app", "run-a5", *app)
    assert refused.returncode == 1
    assert "403" in refused.stderr
    learnt = run("--app", "run-a5", "--learn", *app)
    assert (learnt.returncode, learnt.stdout) == (0, "learnt\n")
    (command,) = [line for line in learnt.stderr.splitlines() if line.startswith("az ")]
    assert command.endswith("--secret-permissions get")
    assert run("--app", "run-a5", *app).returncode == 1
    made("keyvault", "set-policy", "-n", "run-v1", "--app", "run-a5", "--secret-permissions", "get")
    assert run("--app", "run-a5", *app).stdout == "learnt\n"
    suggested = made("audit", "suggest", "--app", "run-a5", "-o", "json")["used"]
    assert [(row["kind"], row["names"]) for row in suggested] == [("secrets", ["get"])]


def test_a_home_of_its_own_is_served_by_the_command_itself(tmp_path: Path, run: Run) -> None:
    home = str(tmp_path / "fresh")
    done = run("--", sys.executable, "-c", PRINT_ENVIRONMENT, NAMEPLATE_HOME=home)
    assert done.returncode == 0, done.stderr
    assert "WEBSITE_SITE_NAME" in json.loads(done.stdout)


REFERENCE = "@Microsoft.KeyVault(VaultName={vault};SecretName=s)"


def referring(made: Made, app: str, vault: str) -> str:
    """An app whose setting PASSWORD refers to a secret that is there."""
    made("keyvault", "create", "-n", vault)
    made("keyvault", "secret", "set", "--vault-name", vault, "-n", "s", "--value", "hunter2")
    made("webapp", "create", "-n", app, "--assign-identity")
    reference = REFERENCE.format(vault=vault)
    made("webapp", "config", "appsettings", "set", "-n", app, "--settings", f"PASSWORD={reference}")
    return reference


def test_a_reference_is_resolved_for_the_child_and_nowhere_else(run: Run, made: Made) -> None:
    reference = referring(made, "run-a6", "run-v6")
    child = ("--", sys.executable, "-c", "import os; print(os.environ['PASSWORD'])")

    refused = run("--app", "run-a6", *child)
    assert refused.stdout == f"{reference}\n"
    assert "'PASSWORD'" in refused.stderr
    assert "(AccessToKeyVaultDenied)" in refused.stderr
    (row,) = made("webapp", "config", "appsettings", "list-references", "-n", "run-a6")
    assert row["properties"]["status"] == "AccessToKeyVaultDenied"

    made("keyvault", "set-policy", "-n", "run-v6", "--app", "run-a6", "--secret-permissions", "get")
    resolved = run("--app", "run-a6", *child)
    assert (resolved.stdout, resolved.stderr) == ("hunter2\n", "")
    (row,) = made("webapp", "config", "appsettings", "list", "-n", "run-a6")
    assert row["value"] == reference


def test_learning_covers_what_settings_refer_to(run: Run, made: Made) -> None:
    referring(made, "run-a7", "run-v7")
    child = ("--", sys.executable, "-c", "import os; print(os.environ['PASSWORD'])")
    learnt = run("--app", "run-a7", "--learn", *child)
    assert learnt.stdout == "hunter2\n"
    (command,) = [line for line in learnt.stderr.splitlines() if line.startswith("az ")]
    assert command.endswith("--secret-permissions get")


ASK_TOKEN = """
import os, urllib.error, urllib.request
url = os.environ["IDENTITY_ENDPOINT"] + "?api-version=2019-08-01&resource=https://vault.azure.net"
request = urllib.request.Request(url, headers={"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]})
for _ in range(3):
    try:
        print(urllib.request.urlopen(request).status)
    except urllib.error.HTTPError as refused:
        print(refused.code, refused.headers["Retry-After"])
"""


def test_a_fault_meets_this_run_and_no_other(run: Run) -> None:
    """Also where a server for everybody runs on the home."""
    words = ("--app", "run-a1", "--", sys.executable, "-c", ASK_TOKEN)
    done = run("--fault", "token:429,times=2,retry-after=1", *words)
    assert done.stdout.splitlines() == ["429 1", "429 1", "200"]
    assert "the fault token:429,times=2,retry-after=1 met 2 of 3 requests" in done.stderr
    assert run(*words).stdout.splitlines() == ["200", "200", "200"]


def test_a_wrong_fault_starts_nothing(run: Run) -> None:
    done = run("--app", "run-never", "--fault", "vault:breaks", "--", "true")
    assert done.returncode == 2
    assert "SURFACE:WHAT" in done.stderr
