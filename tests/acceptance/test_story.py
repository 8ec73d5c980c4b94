"""What the README and the demo promise, run as they stand."""

import os
import pty
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.acceptance import environments
from tests.acceptance.environments import ROOT
from tests.running import Platform, clean_environment

QUICKSTART = ROOT / "examples" / "quickstart"


def first_five_minutes() -> list[str]:
    """The README's block: one command a line."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(
        r"<!-- first five minutes.*?-->\n```\n(.*?)```\n<!-- end of the first five minutes -->",
        readme,
        re.DOTALL,
    )
    assert found is not None
    return found[1].splitlines()


def on_a_terminal(words: list[str], folder: Path, variables: dict[str, str], answer: str) -> str:
    """Run a command on a terminal of its own and answer its question."""
    leader, follower = pty.openpty()
    with subprocess.Popen(
        words, cwd=folder, env=variables, stdin=follower, stdout=follower, stderr=follower,
        start_new_session=True,
    ) as process:  # fmt: skip
        os.close(follower)
        said, answered = b"", 0
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                said += os.read(leader, 4096)
            except OSError:
                break
            if said.rstrip().endswith(b"Value:") and not answered:
                answered = os.write(leader, f"{answer}\n".encode())
        assert process.wait(timeout=10) == 0, said.decode()
    os.close(leader)
    return said.decode()


def test_the_first_five_minutes(home: Platform, tmp_path: Path) -> None:
    """Every line of the README, in a shell, with the app's Python first on the path."""
    python = environments.python_environment("quickstart", QUICKSTART / "requirements.txt")
    shutil.copy(QUICKSTART / "app.py", tmp_path)
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "nameplate").symlink_to(home.command)
    variables = {**home.environment, "PATH": f"{commands}:{python.parent}:{os.environ['PATH']}"}
    lines = first_five_minutes()
    said = ""
    for line in lines:
        said = on_a_terminal(["bash", "-c", line], tmp_path, variables, "hunter2")

    assert "The vault says: hunter2" in said


def namespace() -> list[str]:
    """What puts a command into a network of its own, with loopback only."""
    own = [] if os.geteuid() == 0 else ["--map-root-user"]
    loopback = str(Path(__file__).with_name("loopback.py"))
    words = ["unshare", "--net", *own, sys.executable, loopback]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*words, "true"], capture_output=True, check=False).returncode != 0
    ):
        pytest.skip("no network namespace can be made here")
    return words


def test_the_demo_needs_no_network_after_its_installs(command: Path, tmp_path: Path) -> None:
    """In a network with loopback only: no socket leaves, and the story is told to its end."""
    sdk = ROOT / ".work" / "quickstart"
    if not sdk.exists():
        environments.make_python(sdk, QUICKSTART / "requirements.txt")
        shutil.copy(QUICKSTART / "requirements.txt", sdk / "requirements.txt")

    done = subprocess.run(
        [*namespace(), str(QUICKSTART / "demo.sh")],
        env={**clean_environment(tmp_path / "unused"), "NAMEPLATE": str(command)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "The whole story took" in done.stdout
    assert not (tmp_path / "unused").exists()
