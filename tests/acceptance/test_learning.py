"""``run --learn`` prints exactly what an app needed: enough elsewhere, and nothing to spare."""

import contextlib
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.running import Platform

APP = "learner"
READS_AND_WRITES = """
import sys
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
first, second = (
    SecretClient(f"https://{name}.vault.azure.net", DefaultAzureCredential())
    for name in ("learnone", "learntwo")
)
names = sorted(one.name for one in first.list_properties_of_secrets())
values = [first.get_secret(name).value for name in names]
second.set_secret("copy", "+".join(values))
print(second.get_secret("copy").value)
"""
DELETES = """
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
vault = SecretClient("https://learnone.vault.azure.net", DefaultAzureCredential())
vault.begin_delete_secret("b").wait()
vault.begin_recover_deleted_secret("b").wait()
vault.begin_delete_secret("b").wait()
vault.purge_deleted_secret("b")
print("gone")
"""


@dataclass(frozen=True)
class Learner:
    """An app with the real SDK, and homes to run it in."""

    python: Path
    folder: Path

    def prepare(self, platform: Platform) -> Platform:
        """Two vaults, secrets in the first, and an app that may do nothing."""
        for vault in ("learnone", "learntwo"):
            platform.run("keyvault", "create", "-n", vault)
        for name in ("a", "b"):
            words = ("--vault-name", "learnone", "-n", name, "--value", f"value-{name}")
            platform.run("keyvault", "secret", "set", *words)
        platform.run("webapp", "create", "-n", APP, "--assign-identity")
        return platform

    def run(
        self, platform: Platform, program: str, *options: str
    ) -> subprocess.CompletedProcess[str]:
        child = ("--", str(self.python), "-c", program)
        return platform.run("run", "--app", APP, *options, *child, status=None)

    def apply(self, platform: Platform, lines: list[str]) -> None:
        """Type the lines into a shell in which ``az`` is ``nameplate``."""
        az = self.folder / "az"
        if not az.exists():
            az.symlink_to(platform.command)
        path = f"{self.folder}:{os.environ['PATH']}"
        for line in lines:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", line],
                env={**platform.environment, "PATH": path},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr


@pytest.fixture
def learner(python_sdk: Path, tmp_path: Path) -> Learner:
    return Learner(python_sdk, tmp_path)


def az_lines(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in done.stderr.splitlines() if line.startswith("az ")]


def permissions(lines: list[str]) -> dict[str, list[str]]:
    """Vault -> the permissions that its line gives."""
    found = {}
    for line in lines:
        given = re.fullmatch(r"az keyvault set-policy -n (\S+) .* --secret-permissions (.*)", line)
        assert given is not None, line
        found[given[1]] = given[2].split()
    return found


def without(lines: list[str], vault: str, name: str) -> list[str]:
    """The lines with one permission left out."""
    kept = []
    for line in lines:
        if f" -n {vault} " in line:
            head, _, given = line.partition("--secret-permissions ")
            left = [one for one in given.split() if one != name]
            if not left:
                continue
            kept.append(f"{head}--secret-permissions {' '.join(left)}")
        else:
            kept.append(line)
    return kept


@pytest.mark.parametrize(
    ("program", "said", "needed"),
    [
        (
            READS_AND_WRITES,
            "value-a+value-b\n",
            {"learnone": ["get", "list"], "learntwo": ["get", "set"]},
        ),
        (DELETES, "gone\n", {"learnone": ["get", "delete", "recover", "purge"]}),
    ],
    ids=["get, list and set", "delete, recover and purge"],
)
def test_exactly_what_was_needed(
    learner: Learner,
    tmp_path: Path,
    command: Path,
    program: str,
    said: str,
    needed: dict[str, list[str]],
) -> None:
    """Enough in an empty home, and with any one left out it is refused there."""
    first = learner.prepare(Platform(tmp_path / "first", command))
    assert learner.run(first, program).returncode != 0

    learnt = learner.run(first, program, "--learn")

    assert (learnt.returncode, learnt.stdout) == (0, said), learnt.stderr
    lines = az_lines(learnt)
    assert permissions(lines) == needed
    assert fragment_of(learnt) == needed
    assert learner.run(first, program).returncode != 0, "learning left a door open"

    other = learner.prepare(Platform(tmp_path / "other", command))
    learner.apply(other, lines)
    done = learner.run(other, program)
    assert (done.returncode, done.stdout) == (0, said), done.stderr

    for vault, names in needed.items():
        for name in names:
            if program is DELETES and name == "get":
                continue  # the SDK asks whether it is done yet, and takes a refusal for a yes
            home = tmp_path / f"without-{vault}-{name}"
            lacking = learner.prepare(Platform(home, command))
            learner.apply(lacking, without(lines, vault, name))
            refused = learner.run(lacking, program)
            assert refused.returncode != 0, (vault, name)
            assert f"does not have secrets {name} permission on key vault '{vault}" in (
                refused.stderr
            )


def fragment_of(done: subprocess.CompletedProcess[str]) -> dict[str, list[str]]:
    """What the template fragment gives."""
    found = {}
    for resource in json.loads(done.stderr[done.stderr.index("\n[\n") :]):
        assert resource["type"] == "Microsoft.KeyVault/vaults/accessPolicies"
        (policy,) = resource["properties"]["accessPolicies"]
        found[resource["name"].removesuffix("/add")] = policy["permissions"]["secrets"]
    return found


def test_a_user_assigned_identity_learns_too(learner: Learner, home: Platform) -> None:
    """Its permissions are asked for under its own name."""
    learner.prepare(home)
    shared = home.json("identity", "create", "-n", "shared")
    home.run("webapp", "identity", "assign", "-n", APP, "--identities", shared["id"])
    program = (
        "from azure.identity import ManagedIdentityCredential\n"
        "from azure.keyvault.secrets import SecretClient\n"
        f"credential = ManagedIdentityCredential(client_id={shared['clientId']!r})\n"
        "vault = SecretClient('https://learnone.vault.azure.net', credential)\n"
        "print(vault.get_secret('a').value)\n"
    )

    learnt = learner.run(home, program, "--learn")

    assert learnt.stdout == "value-a\n", learnt.stderr
    (line,) = az_lines(learnt)
    assert "az identity show -n shared" in line
    learner.apply(home, [line])
    assert learner.run(home, program).stdout == "value-a\n"


def test_a_refusal_for_another_reason_stays_one(learner: Learner, home: Platform) -> None:
    """Learning lifts missing permissions: a secret that is disabled or not there is refused."""
    learner.prepare(home)
    words = ("--vault-name", "learnone", "-n", "a", "--enabled", "false")
    home.run("keyvault", "secret", "set-attributes", *words)
    get = READS_AND_WRITES.partition("names =")[0] + "first.get_secret(%r)"

    disabled = learner.run(home, get % "a", "--learn")
    missing = learner.run(home, get % "nothing", "--learn")

    assert "not allowed on a disabled secret" in disabled.stderr
    assert "SecretNotFound" in missing.stderr
    for done in (disabled, missing):
        assert done.returncode == 1
        assert permissions(az_lines(done)) == {"learnone": ["get"]}


def test_the_end_of_the_child_is_the_end_of_the_run(learner: Learner, home: Platform) -> None:
    """Whatever it is, what was needed is printed."""
    learner.prepare(home)
    for script, status in (("exit 7", 7), ("kill -TERM $$", -signal.SIGTERM)):
        child = ("--", "sh", "-c", script)
        done = home.run("run", "--app", APP, "--learn", *child, status=None)
        assert done.returncode == status
        assert f"'{APP}' needed no permission in this run" in done.stderr


ASKS_AGAIN_AND_AGAIN = """
import time
from azure.core.exceptions import HttpResponseError
from azure.identity import DefaultAzureCredential
from azure.keyvault.secrets import SecretClient
vault = SecretClient("https://learnone.vault.azure.net", DefaultAzureCredential())
while True:
    try:
        print(vault.get_secret("a").value, flush=True)
    except HttpResponseError as refusal:
        print(refusal.status_code, flush=True)
    time.sleep(0.25)
"""


@pytest.fixture
def running_learner(learner: Learner, home: Platform) -> Iterator["subprocess.Popen[str]"]:
    """``run --learn`` of an app that goes on, against an ``up``."""
    with home:
        learner.prepare(home)
        child = ("--", str(learner.python), "-c", ASKS_AGAIN_AND_AGAIN)
        with subprocess.Popen(
            [home.command, "run", "--app", APP, "--learn", *child],
            env=home.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def lines_of(process: "subprocess.Popen[str]", seconds: float) -> Iterator[str]:
    assert process.stdout is not None
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield process.stdout.readline().strip()


@pytest.mark.slow
def test_learning_outlasts_its_lease_while_the_run_lives_and_not_if_it_is_killed(
    running_learner: "subprocess.Popen[str]",
) -> None:
    """Renewed for more than a minute; after ``kill -9`` of the run it ends within one."""
    lived = list(lines_of(running_learner, 75))
    assert set(lived) == {"value-a"}

    running_learner.kill()
    after = lines_of(running_learner, 75)

    assert "403" in after, "learning goes on without its run"


def test_a_signal_to_the_run_reaches_the_child_and_the_permissions_are_printed(
    running_learner: "subprocess.Popen[str]",
) -> None:
    assert next(lines_of(running_learner, 30)) == "value-a"
    running_learner.terminate()

    assert running_learner.wait(30) == -signal.SIGTERM
    assert running_learner.stderr is not None
    printed = running_learner.stderr.read()
    assert "--secret-permissions get\n" in printed


def test_an_up_that_ends_under_a_learning_run_is_told(
    running_learner: "subprocess.Popen[str]", home: Platform
) -> None:
    """What was needed is lost: that is not the same as needing nothing."""
    assert next(lines_of(running_learner, 30)) == "value-a"
    home.stop(signal.SIGKILL)
    running_learner.terminate()

    assert running_learner.wait(60) == -signal.SIGTERM
    assert running_learner.stderr is not None
    printed = running_learner.stderr.read()
    assert f"WARNING: what '{APP}' needed is lost" in printed
    assert "Traceback" not in printed
