"""Workload identity: a token in a file of one's own, and a trust that is never silent."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nameplate.cli.projected import write

Made = Callable[..., Any]
Run = Callable[..., subprocess.CompletedProcess[str]]
SOURCE = ("--source", "workload-identity")
SHOW = ("--", "sh", "-c")


@pytest.fixture
def run(server_home: Path) -> Run:
    """Run the program itself, because a child writes past it."""

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "NAMEPLATE_HOME": str(server_home)}
        command = [sys.executable, "-m", "nameplate.cli", "run", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    return call


def test_a_child_finds_a_token_and_the_identity_it_acts_as(made: Made, run: Run) -> None:
    identity = made("identity", "create", "-n", "projected1")
    words = ("--app", "pod1", *SOURCE, "--identity", "projected1", *SHOW)

    first = run(*words, "stat -c '%a %A' $AZURE_FEDERATED_TOKEN_FILE; env")
    again = run(*words, "wc -w < $AZURE_FEDERATED_TOKEN_FILE")

    assert first.stdout.startswith("600 ")
    assert f"AZURE_CLIENT_ID={identity['clientId']}\n" in first.stdout
    assert "AZURE_AUTHORITY_HOST=https://login.microsoftonline.com/\n" in first.stdout
    assert "IDENTITY_" not in first.stdout.replace("AZURE_IDENTITY", "")
    assert "now trusts the app 'pod1': federated credential 'nameplate-pod1'" in first.stderr
    assert (again.stdout.strip(), again.stderr) == ("1", "")
    file = first.stdout.partition("AZURE_FEDERATED_TOKEN_FILE=")[2].partition("\n")[0]
    assert not Path(file).parent.exists()
    listed = made("identity", "federated-credential", "list", "--identity-name", "projected1")
    assert [each["properties"]["subject"] for each in listed] == [
        "system:serviceaccount:local:pod1"
    ]


def test_the_only_identity_of_an_app_needs_no_name(made: Made, run: Run) -> None:
    identity = made("identity", "create", "-n", "projected2")
    made("webapp", "create", "-n", "pod2")
    none = run("--app", "pod2", *SOURCE, *SHOW, "true")
    made("webapp", "identity", "assign", "-n", "pod2", "--identities", identity["id"])

    found = run("--app", "pod2", *SOURCE, *SHOW, "echo $AZURE_CLIENT_ID")

    assert (none.returncode, found.stdout.strip()) == (2, identity["clientId"])
    assert "--identity NAME (the app 'pod2' has none of its own)" in none.stderr


def test_an_identity_that_is_not_there_or_not_asked_for(run: Run) -> None:
    missing = run("--app", "pod3", *SOURCE, "--identity", "nobody", *SHOW, "true")
    other = run("--app", "pod3", "--identity", "nobody", *SHOW, "true")

    assert missing.returncode == 3
    assert (other.returncode, "for --source workload-identity" in other.stderr) == (2, True)


def test_env_leaves_a_file_that_lives_for_the_lease(made: Made) -> None:
    made("identity", "create", "-n", "projected4")

    found = made(
        *("env", "--app", "pod4", *SOURCE, "--identity", "projected4"),
        *("--lease", "600", "--shell", "json"),
    )

    file = Path(found["AZURE_FEDERATED_TOKEN_FILE"])
    assert file.parent.name == "env-pod4"
    assert file.read_text().count(".") == 2


def test_a_file_is_replaced_at_once_and_is_its_owners(tmp_path: Path) -> None:
    file = tmp_path / "workloads" / "one" / "token"
    write(file, "first")
    held = file.open()
    write(file, "second")

    assert (held.read(), file.read_text()) == ("first", "second")
    held.close()
    assert [path.name for path in file.parent.iterdir()] == ["token"]
    assert {path.stat().st_mode & 0o777 for path in (file.parent, file.parent.parent)} == {0o700}
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    file = tmp_path / "workloads" / "one" / "token"
    write(file, "first")
    file.with_suffix(".partial").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match=r".+"):
        write(file, "second")
    assert not (tmp_path / "elsewhere").exists()
