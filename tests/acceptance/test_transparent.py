"""Transparent mode: clients that know no proxy, as an ordinary user, with nothing left behind."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import VAULT, prepare
from tests.acceptance.environments import ROOT
from tests.running import Platform

PROGRAMS = ROOT / "conformance" / "transparent"
NOBODY = 65_534
INSIDE = ("run", "--app", "web1", "--mode", "transparent")
VIRTUAL_MACHINE = (*INSIDE, "--source", "imds")
"""No variable says anything of an identity: there is 169.254.169.254."""
WITHOUT_PROXY = (
    *("env", "-u", "HTTPS_PROXY", "-u", "https_proxy", "-u", "HTTP_PROXY", "-u", "http_proxy"),
    *("-u", "NODE_OPTIONS"),
)
READS_A_SECRET = (
    "import sys\n"
    "from azure.identity import DefaultAzureCredential\n"
    "from azure.keyvault.secrets import SecretClient\n"
    "print(SecretClient(sys.argv[1], DefaultAzureCredential()).get_secret('db-password').value)\n"
)
TAKES_THE_TERMINAL = (
    "import fcntl,os,sys,termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)
METADATA = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource="


@pytest.fixture(scope="session")
def platform(served: Platform) -> Platform:
    """The served home, with a secret, on a machine where the mode can be had."""
    hop = next(row for row in served.json("doctor") if row["hop"] == "transparent")
    if hop["state"] != "ok":
        pytest.skip(hop["detail"])
    words = ("keyvault", "secret", "set", "--vault-name", "acceptance", "-n", "db-password")
    served.run(*words, "--value", "hunter2")
    return served


@pytest.fixture(scope="session")
def ordinary(platform: Platform) -> Iterator[Platform]:
    """A home of an ordinary user, nothing serving it: ``nobody`` where the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="nameplate-ordinary-") as made:
        folder = Path(made)
        command = platform.command
        if os.geteuid() == 0:
            folder.chmod(0o755)
            os.chown(folder, NOBODY, NOBODY)
            command = _as_nobody(platform.command, folder)
        found = Platform(folder / "home", command, {"HOME": made, "PATH": "/usr/bin:/bin"})
        prepare(found)
        words = ("keyvault", "secret", "set", "--vault-name", "acceptance", "-n", "db-password")
        found.run(*words, "--value", "hunter2")
        for program in PROGRAMS.iterdir():
            shutil.copy(program, folder)
        yield found


def _as_nobody(command: Path, folder: Path) -> Path:
    """The installed command under a Python that everybody may run."""
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv is not installed")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    python = Path(f"/usr/bin/python{version}")
    if not python.exists():
        pytest.skip(f"there is no {python}, and nobody may not enter this Python's folder")
    subprocess.run([python, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (packages,) = command.parents[1].glob(f"lib/python{version}/site-packages")
    own = folder / "venv" / "lib" / f"python{version}" / "site-packages" / "installed.pth"
    own.write_text(f"{packages}\n")
    wrapper = folder / "nameplate"
    drop = f"setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups"
    wrapper.write_text(f'#!/bin/sh\nexec {drop} {folder}/venv/bin/python -m nameplate.cli "$@"\n')
    wrapper.chmod(0o755)
    tried = subprocess.run([wrapper, "--version"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"nobody cannot run the installed command: {tried.stderr[-300:]}")
    return wrapper


def test_an_ordinary_user_reaches_a_vault_past_every_proxy(ordinary: Platform) -> None:
    """With TLS verified: the challenge of a vault, and its certificate is trusted."""
    words = ("curl", "-sS", "--noproxy", "*", "-o", "/dev/null", "-w", "%{http_code} %{remote_ip}")
    done = ordinary.run(*INSIDE, "--", *words, f"{VAULT}/secrets/any?api-version=7.4")

    assert done.stdout == "401 127.0.0.1"


def test_an_ordinary_user_keeps_id_and_has_no_capability(ordinary: Platform) -> None:
    done = ordinary.run(*INSIDE, "--", "sh", "-c", "id -u; grep CapEff /proc/self/status")

    user, capabilities = done.stdout.splitlines()
    assert int(user) == (NOBODY if os.geteuid() == 0 else os.geteuid())
    assert int(capabilities.split()[1], 16) == 0


def test_the_metadata_service_gives_an_ordinary_user_tokens(ordinary: Platform) -> None:
    curl = ("curl", "-sS", "--noproxy", "*", "-H", "Metadata: true")
    done = ordinary.run(*INSIDE, "--", *curl, f"{METADATA}https://vault.azure.net")

    assert json.loads(done.stdout)["access_token"].count(".") == 2


def test_go_without_c_and_without_a_proxy(ordinary: Platform) -> None:
    if shutil.which("go") is None:
        pytest.skip("Go is not installed")
    folder = ordinary.home.parent
    environment = {**os.environ, "CGO_ENABLED": "0", "GOFLAGS": "-mod=mod", "GO111MODULE": "off"}
    build = ["go", "build", "-o", "reach", "reach.go"]
    subprocess.run(build, check=True, env=environment, cwd=folder)

    said = ordinary.run(*VIRTUAL_MACHINE, "--", str(folder / "reach"), VAULT).stdout
    assert said.startswith("200 ")
    assert "hunter2" in said


def test_nodes_own_fetch(ordinary: Platform) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    words = (*WITHOUT_PROXY, "node", str(ordinary.home.parent / "reach.mjs"), VAULT)

    assert ordinary.run(*VIRTUAL_MACHINE, "--", *words).stdout.startswith("200 ")


def test_java_without_a_proxy(ordinary: Platform) -> None:
    if shutil.which("javac") is None:
        pytest.skip("a JDK is not installed")
    words = ("java", str(ordinary.home.parent / "Reach.java"), VAULT)

    assert ordinary.run(*VIRTUAL_MACHINE, "--", *words).stdout.startswith("200 ")


@pytest.mark.parametrize("source", ["app-service", "imds"])
def test_the_python_sdk_where_the_app_removes_the_proxy(
    source: str, platform: Platform, python_sdk: Path
) -> None:
    """With ``imds`` no variable says anything of an identity."""
    words = (*WITHOUT_PROXY, str(python_sdk), "-c", READS_A_SECRET, VAULT)
    done = platform.run(*INSIDE, "--source", source, "--", *words)

    assert done.stdout == "hunter2\n"


def test_a_virtual_machine_finds_no_variable(platform: Platform) -> None:
    done = platform.run(*INSIDE, "--source", "imds", "--", "env")

    names = {line.partition("=")[0] for line in done.stdout.splitlines()}
    assert not [name for name in names if name.startswith(("IDENTITY_", "MSI_", "AZURE_POD"))]


def test_a_name_that_is_not_ours_is_refused_and_said_once(platform: Platform) -> None:
    script = "for i in 1 2; do curl -sS --noproxy '*' https://www.example.org; done; exit 9"
    done = platform.run(*INSIDE, "--", "sh", "-c", script, status=9)

    said = [line for line in done.stderr.splitlines() if line.startswith("nameplate: refused:")]
    assert len(said) == 1
    assert "www.example.org" in said[0]


def test_the_proxy_is_there_as_in_proxy_mode(platform: Platform) -> None:
    words = ("curl", "-sS", "-o", "/dev/null", "-w", "%{http_connect} %{http_code}")
    done = platform.run(*INSIDE, "--", *words, f"{VAULT}/secrets/any?api-version=7.4")

    assert done.stdout == "200 401"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("sh", "-c", "exit 7"), 7),
        (("sh", "-c", "kill -TERM $$"), -signal.SIGTERM),
        (("no-such-command",), 127),
        (("/etc/hostname",), 126),
    ],
)
def test_the_exit_status_is_that_of_proxy_mode(
    words: tuple[str, ...], status: int, platform: Platform
) -> None:
    for mode in ("proxy", "transparent"):
        platform.run("run", "--app", "web1", "--mode", mode, "--", *words, status=status)


def test_ctrl_c_is_the_commands_own(platform: Platform, tmp_path: Path) -> None:
    """It comes once, by the terminal; what the command makes of it is the status."""
    program = (
        "import signal,sys\n"
        "def end(*_):\n    print('interrupted', flush=True)\n    sys.exit(5)\n"
        "signal.signal(signal.SIGINT, end)\n"
        "print('ready', flush=True)\n"
        "while True: signal.pause()\n"
    )
    leader, follower = pty.openpty()
    run = [str(platform.command), *INSIDE, "--", _plain_python(), "-c", program]
    words = [sys.executable, "-c", TAKES_THE_TERMINAL, *run]
    with subprocess.Popen(
        words, cwd=tmp_path, env=platform.environment, stdin=follower, stdout=follower,
        stderr=follower, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(follower)
        said = _read_until(leader, b"ready")
        os.write(leader, b"\x03")
        said += _read_until(leader, b"interrupted")
        assert process.wait(timeout=20) == 5
    os.close(leader)
    assert said.count(b"interrupted") == 1
    assert b"Traceback" not in said


def test_killed_it_leaves_nothing_and_the_command_has_no_network(
    ordinary: Platform, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    folder = ordinary.home.parent / "killed"
    folder.mkdir()
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    before = sorted((ordinary.home / "run").iterdir())
    script = (
        f"cd {folder}; echo $$ > begun; until [ -e go ]; do sleep 0.1; done; "
        f"curl -sS -m 20 --noproxy '*' http://169.254.169.254/ 2> /dev/null; echo $? > ended"
    )
    words = [str(ordinary.command), *INSIDE, "--", "sh", "-c", script]
    with subprocess.Popen(words, env=ordinary.environment) as process:
        _await(folder / "begun")
        process.kill()
        process.wait()
    (folder / "go").touch()
    _await(folder / "ended")

    assert (folder / "ended").read_text() == "7\n"  # curl: nobody listens
    assert sorted((ordinary.home / "run").iterdir()) == before


def test_env_says_that_it_cannot_give_it(platform: Platform) -> None:
    done = platform.run("env", "--app", "web1", "--mode", "transparent", status=2)

    assert "nameplate run --mode transparent" in done.stderr


def test_the_readmes_commands(
    platform: Platform, home: Platform, python_sdk: Path, tmp_path: Path
) -> None:
    """Each line as it stands, with the app's Python first on the path."""
    home.run("keyvault", "create", "-n", "contoso")
    words = ("keyvault", "secret", "set", "--vault-name", "contoso", "-n", "db-password")
    home.run(*words, "--value", "hunter2")
    home.run("webapp", "create", "-n", "web1", "--assign-identity")
    policy = ("keyvault", "set-policy", "-n", "contoso", "--app", "web1")
    home.run(*policy, "--secret-permissions", "get", "list")
    shutil.copy(ROOT / "examples" / "quickstart" / "app.py", tmp_path)
    commands = tmp_path / "bin"
    commands.mkdir()
    (commands / "nameplate").symlink_to(platform.command)
    path = f"{commands}:{python_sdk.parent}:{os.environ['PATH']}"
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.partition("<!-- transparent mode")[2].partition("<!-- end of transparent")[0]
    lines = block.split("```")[1].strip().splitlines()
    said = [
        subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path,
            env={**home.environment, "PATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for line in lines
    ]

    assert len(said) == 3
    assert "transparent mode: possible" in said[0]
    assert "401" in said[1].splitlines()[0]
    assert "hunter2" in said[2]


def _plain_python() -> str:
    return os.path.realpath(Path(sysconfig.get_path("scripts")) / "python")


def _read_until(descriptor: int, word: bytes) -> bytes:
    said = b""
    deadline = time.monotonic() + 30
    while word not in said and time.monotonic() < deadline:
        said += os.read(descriptor, 4096)
    assert word in said
    return said


def _await(path: Path) -> None:
    deadline = time.monotonic() + 30
    while not (path.exists() and path.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert path.exists()
