"""Containers: an env file and one file of certificates for an image that knows nothing of us.

No engine is here: the kernel's own parts of one are (``tests.acceptance.containers``).
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance import environments, pages
from tests.acceptance.conftest import VAULT, allow
from tests.acceptance.containers import HOST, Container, container
from tests.acceptance.docker_engine import engine
from tests.acceptance.environments import ROOT
from tests.running import Platform, clean_environment
from tests.test_dockerfile import copied

PAGE = ROOT / "docs" / "containers.md"
SECRET = f"{VAULT}/secrets/greeting?api-version=7.4"
TOKEN = "?api-version=2019-08-01&resource=https://vault.azure.net"


@dataclass(frozen=True)
class Ran:
    """A platform with doors for containers, a container, and its two files."""

    platform: Platform
    container: Container
    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        lines = (self.folder / "env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def curl(self, *words: str, env: Path | None = None) -> tuple[int, str]:
        files = {"/run/nameplate/ca.pem": self.folder / "ca.pem"}
        file = env or self.folder / "env"
        done = self.container.run("curl", "-sS", *words, env_file=file, files=files)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def ran(command: Path, python_sdk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    folder = tmp_path_factory.mktemp("containers")
    own = Path(sys.base_prefix).resolve()
    mounts = [str(python_sdk.parents[1]), *([] if own.is_relative_to("/usr") else [str(own)])]
    with container(folder, *mounts) as made:
        settings = {"NAMEPLATE_CONTAINER_ADDRESS": made.gateway}
        with Platform(folder / "home", command, settings=settings) as platform:
            platform.run("keyvault", "create", "-n", "acceptance")
            platform.run("webapp", "create", "-n", "web1", "--assign-identity")
            allow(platform, "web1", "get", "list")
            secret = ("--vault-name", "acceptance", "-n", "greeting", "--value", "hello")
            platform.run("keyvault", "secret", "set", *secret)
            files = folder / "files"
            words = ("--shell", "docker", "--allow-host", HOST, "--folder", str(files))
            said = platform.run("env", "--app", "web1", *words).stdout
            assert shlex.split(said) == [
                *("--env-file", f"{files}/env"),
                *("--volume", f"{files}/ca.pem:/run/nameplate/ca.pem:ro"),
                *("--add-host", f"{HOST}:host-gateway"),
            ]
            yield Ran(platform, made, files)


def test_an_unmodified_image_reads_a_secret(ran: Ran, python_sdk: Path) -> None:
    """Azure's SDK with ``DefaultAzureCredential``, as an ordinary user."""
    done = ran.container.run(
        *(str(python_sdk), "-B", "/app/read.py"),
        env_file=ran.folder / "env",
        files={"/app/read.py": READ, "/run/nameplate/ca.pem": ran.folder / "ca.pem"},
    )
    assert done.stdout == "hello\n", done.stderr


READ = ROOT / "conformance" / "python" / "container.py"


def test_curl_gets_a_token_and_the_vault(ran: Ran) -> None:
    endpoint = ran.variables["IDENTITY_ENDPOINT"]
    assert endpoint.startswith(f"http://{HOST}:")
    header = f"X-IDENTITY-HEADER: {ran.variables['IDENTITY_HEADER']}"
    status, said = ran.curl("-H", header, f"{endpoint}{TOKEN}")
    assert (status, '"access_token"' in said) == (0, True), said
    status, said = ran.curl("-o", "/dev/null", "-w", "%{http_code}", SECRET)
    assert (status, said) == (0, "401"), "the vault's own challenge, over verified TLS"


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", f"x.{HOST}"])
def test_another_name_is_refused(ran: Ran, host: str) -> None:
    header = f"X-IDENTITY-HEADER: {ran.variables['IDENTITY_HEADER']}"
    words = ("-H", header, "-H", f"Host: {host}", "-w", "%{http_code}", "-o", "/dev/null")
    assert ran.curl(*words, ran.variables["IDENTITY_ENDPOINT"] + TOKEN) == (0, "421")


def test_another_apps_secret_is_refused(ran: Ran) -> None:
    """That of a process of this machine, and that of a container without one."""
    ran.platform.run("webapp", "create", "-n", "web2", "--assign-identity")
    found = json.loads(ran.platform.run("env", "--app", "web2", "--shell", "json").stdout)
    for shown in (found["IDENTITY_HEADER"], "0" * 32):
        words = ("-H", f"X-IDENTITY-HEADER: {shown}", "-w", "%{http_code}", "-o", "/dev/null")
        assert ran.curl(*words, ran.variables["IDENTITY_ENDPOINT"] + TOKEN) == (0, "421")
        proxy = ran.variables["HTTPS_PROXY"].rpartition("@")[2]
        status, said = ran.curl("-x", f"http://{HOST}:{shown}@{proxy}", SECRET)
        assert (status, "407" in said) == (56, True), said
    status, said = ran.curl("-x", f"http://{proxy}", SECRET)
    assert (status, "407" in said) == (56, True), said


def test_nothing_of_this_machine_is_reached_through_the_proxy(ran: Ran) -> None:
    """Loopback, the addresses of instance metadata, Azure's other names."""
    tls = ran.platform.json("status")["ports"]["https"]
    for url in (
        f"https://127.0.0.1:{tls}/",
        f"https://localhost:{tls}/",
        f"https://{ran.container.gateway}:{tls}/",
    ):
        status, said = ran.curl("--noproxy", "", url)
        assert status == 56, said
    assert ran.curl("https://other.azconfig.io/")[0] == 56
    status, said = ran.curl("-x", ran.variables["HTTPS_PROXY"], "http://169.254.169.254/metadata")
    assert "never passed on" in said


def test_only_two_doors_stand_open(ran: Ran) -> None:
    """The listener of the vaults, the authority and the operator stays on loopback."""
    ports = ran.platform.json("status")["ports"]
    for port in (ports["https"], ports["portal"]):
        status, said = ran.curl("--noproxy", "*", "-m", "5", f"http://{HOST}:{port}/")
        assert status == 7, said


def test_a_secret_ends_with_the_app(ran: Ran) -> None:
    ran.platform.run("webapp", "create", "-n", "web3", "--assign-identity")
    folder = ran.folder.parent / "web3"
    words = ("--shell", "docker", "--folder", str(folder))
    ran.platform.run("env", "--app", "web3", *words)
    shown = dict(line.split("=", 1) for line in (folder / "env").read_text().splitlines())
    ask = ("-H", f"X-IDENTITY-HEADER: {shown['IDENTITY_HEADER']}", "-o", "/dev/null")
    asked = (*ask, "-w", "%{http_code}", shown["IDENTITY_ENDPOINT"] + TOKEN)
    assert ran.curl(*asked) == (0, "200")
    ran.platform.run("webapp", "delete", "-n", "web3")
    assert ran.curl(*asked) == (0, "421")


def test_the_files_are_the_users_own(ran: Ran) -> None:
    assert (ran.folder / "env").stat().st_mode & 0o777 == 0o600
    assert (ran.folder / ".gitignore").read_text() == "*\n"
    text = (ran.folder / "env").read_text()
    for path in (str(ran.platform.home), str(ROOT), "JAVA_TOOL_OPTIONS", "\nPORT="):
        assert path not in text


def test_every_command_of_the_page_runs(command: Path, tmp_path: Path) -> None:
    """With a ``docker`` that is made of the kernel's own parts of one."""
    own = Path(sys.base_prefix).resolve()
    mounts = () if own.is_relative_to("/usr") else (str(own),)
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "nameplate").symlink_to(command)
    with container(tmp_path, *mounts) as made:
        stand_in = ROOT / "tests" / "acceptance" / "docker_stand_in.py"
        python = own / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
        about = (made.namespace, made.root, ":".join(mounts), made.gateway)
        told = (sys.executable, stand_in, *about, python)
        docker = programs / "docker"
        docker.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, told))} "$@"\n')
        docker.chmod(0o755)
        folder = tmp_path / "page"
        folder.mkdir()
        environment = clean_environment(tmp_path / "home")
        environment["PATH"] = f"{programs}:{environment['PATH']}"

        said = pages.run(PAGE, folder, environment)

    assert pages.unsaid(PAGE, said) == []


def test_the_images_two_commands_of_python_do_what_they_say(tmp_path: Path) -> None:
    """On a folder that has just what the Dockerfile copies: the wheel is whole, and installs."""
    for name in copied():
        target = tmp_path / "build" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, target)
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "wheels")
    environments.call(*build, cwd=tmp_path / "build")
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    install = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    environments.call(*install, "--target", tmp_path / "site", wheel)
    assert (tmp_path / "site" / "nameplate" / "_function_host" / "pyproject.toml").exists()
    assert (tmp_path / "site" / "bin" / "nameplate").exists()


def test_the_real_docker_reads_the_files_as_they_are_meant(home: Platform, tmp_path: Path) -> None:
    """The command itself, before an engine that only keeps what it is asked."""
    if shutil.which("docker") is None:
        pytest.skip("the docker command is not installed")
    settings = ("PRICE=5$ \"and\" 'more' # not a comment", "EMPTY=", "EQUAL=a=b")
    with Platform(home.home, home.command) as platform:
        platform.run("webapp", "create", "-n", "web1", "--assign-identity")
        words = ("webapp", "config", "appsettings", "set", "-n", "web1", "--settings")
        platform.run(*words, *settings)
        files = tmp_path / "files"
        words = ("env", "--app", "web1", "--shell", "docker", "--folder", str(files))
        flags = shlex.split(platform.run(*words).stdout)
    with engine(tmp_path / "docker.sock") as created:
        variables = {**os.environ, "DOCKER_HOST": f"unix://{tmp_path}/docker.sock"}
        variables["DOCKER_CONFIG"] = str(tmp_path)
        subprocess.run(["docker", "create", *flags, "image"], env=variables, check=True)

    (asked,) = created
    meant = (files / "env").read_text().splitlines()
    assert asked["Env"] == meant
    assert set(settings) <= set(asked["Env"])
    assert asked["HostConfig"]["Binds"] == [f"{files}/ca.pem:/run/nameplate/ca.pem:ro"]
    assert asked["HostConfig"]["ExtraHosts"] == [f"{HOST}:host-gateway"]
