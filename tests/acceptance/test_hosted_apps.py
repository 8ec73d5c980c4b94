"""Apps under ``up``: what a crash of the server leaves, what an app sees, how many there can be."""

import random
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self
from uuid import uuid4

import pytest

from tests.acceptance import hosted
from tests.running import Platform

APPS = tuple(f"app{number}" for number in range(1, 6))
FORKS = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            time.sleep(60)
    while True:
        time.sleep(60)

def look(path):
    return {}
"""
SPIES = """
import glob, os, socket

def attempt(what):
    try:
        return what() or "nothing"
    except OSError as problem:
        return problem.strerror

def look(path):
    home = os.path.dirname(os.path.dirname(os.environ["HOME"]))
    return {
        "master key": attempt(lambda: open(home + "/master.key").read(5)),
        "database": attempt(lambda: open(home + "/nameplate.db", "rb").read(5).decode()),
        "neighbour": attempt(lambda: open(home + "/apps/app1/site/wwwroot/start.sh").read(5)),
        "home": attempt(lambda: os.listdir(home)),
        "environments": [
            name
            for name in glob.glob("/proc/[0-9]*/environ")
            if b"app1" in attempt_bytes(name) and str(os.getpid()) not in name
        ],
        "keeper": attempt(lambda: socket.socket(1).connect(home + "/run/keeper.sock")),
        "written": attempt(lambda: open(os.environ["HOME"] + "/data/own", "w").write("x")),
    }

def attempt_bytes(name):
    try:
        return open(name, "rb").read()
    except OSError:
        return b""
"""


_PORTS: Final = 20
"""At least as many as a server takes."""


def free_base() -> int:
    """The first of some ports that nobody listens on now.

    They are below those that the system gives to connections (Linux: 32768 and up), where anybody's
    could take one of them before the server does, or while it is killed and comes again.
    """
    bases = random.sample(range(10_000, 32_000, _PORTS), 50)
    return next(each for each in bases if all(map(_is_free, range(each, each + _PORTS))))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@pytest.fixture
def platform(tmp_path: Path, command: Path) -> Iterator[Platform]:
    found = Platform(tmp_path / "home", command, port_base=free_base())
    yield found
    found.stop()


class Load:
    """Asks apps again and again; counts those that answered from the start to the end."""

    def __init__(self, platform: Platform, apps: tuple[str, ...]) -> None:
        self._ended = threading.Event()
        self.answers = dict.fromkeys(apps, 0)
        self.missed: list[str] = []
        self._threads = [
            threading.Thread(target=self._ask, args=(platform, app), daemon=True) for app in apps
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, platform: Platform, app: str) -> None:
        own = Platform(platform.home, platform.command)
        try:
            while not self._ended.is_set():
                if hosted.ask(own, app) is not None:
                    self.answers[app] += 1
                else:
                    self.missed.append(app)
                time.sleep(0.01)
        finally:
            own.close()


def test_apps_survive_a_server_that_was_killed_and_nobody_survives_without_one(
    platform: Platform,
) -> None:
    mark = f"MARK={uuid4().hex}"
    platform.start()
    for app in APPS:
        hosted.create(platform, app, mark)
        hosted.place(platform, app, **({"extra": FORKS} if app == "app5" else {}))
    for app in APPS:
        platform.run("webapp", "config", "appsettings", "set", "-n", app, "--settings", "A=1")
    hosted.wait_until_running(platform, *APPS)
    before = _settled(platform)
    assert len(hosted.survivors(mark)) >= len(APPS) + 2

    with Load(platform, APPS) as load:
        time.sleep(0.5)
        platform.stop(signal.SIGKILL)
        begun = time.monotonic()
        platform.start()
        hosted.wait_until_running(platform, *APPS, seconds=10)
        back = time.monotonic() - begun
    assert all(load.answers.values())
    assert {app: hosted.ask(platform, app)["run"] for app in APPS} == before
    assert back < 10, back

    platform.stop(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while hosted.survivors(mark) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert hosted.survivors(mark) == []


def test_a_hostile_app_finds_nothing_of_the_home_and_of_its_neighbour(platform: Platform) -> None:
    platform.start()
    hosted.create(platform, "app1", "SECRET=app1-secret")
    hosted.create(platform, "spy")
    hosted.place(platform, "app1")
    hosted.place(platform, "spy", extra=SPIES)
    for app in ("app1", "spy"):
        platform.run("webapp", "config", "appsettings", "set", "-n", app, "--settings", "A=1")
    hosted.wait_until_running(platform, "app1", "spy")
    if platform.json("status")["isolation"] != "isolated":
        pytest.skip("apps cannot be isolated on this machine, and status says so")
    seen = hosted.ask(platform, "spy")
    missing = "No such file or directory"
    assert {name: seen[name] for name in ("master key", "database", "neighbour", "keeper")} == {
        "master key": missing,
        "database": missing,
        "neighbour": missing,
        "keeper": missing,
    }
    assert seen["home"] == ["apps"]
    assert seen["environments"] == []
    assert seen["written"] == 1


def test_fifty_apps_start_at_once(platform: Platform) -> None:
    apps = tuple(f"many{number}" for number in range(50))
    platform.start()
    group = f"/subscriptions/{platform.subscription_id}/resourceGroups/local"
    for app in apps:
        hosted.place(platform, app)
        path = f"{group}/providers/Microsoft.Web/sites/{app}?api-version=2023-12-01"
        assert platform.arm("PUT", path, {"location": "westeurope"}).status == 200
    hosted.wait_until_running(platform, *apps, seconds=90)
    assert [hosted.ask(platform, app)["app"] for app in apps] == list(apps)
    found = platform.json("status")["apps"]
    assert sum(each["restarts"] for each in found) == 0


READS = """
import json, os, urllib.error, urllib.request

def look(path):
    if "IDENTITY_ENDPOINT" not in os.environ:
        return {"identity": None}
    query = "?resource=https://vault.azure.net&api-version=2019-08-01"
    secret = {"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]}
    asked = urllib.request.Request(os.environ["IDENTITY_ENDPOINT"] + query, headers=secret)
    plain = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        token = json.load(plain.open(asked))
    except urllib.error.HTTPError as problem:
        return {"identity": problem.code}
    url = "https://acceptance.vault.azure.net/secrets/one?api-version=7.4"
    bearer = {"Authorization": "Bearer " + token["access_token"]}
    try:
        found = json.load(urllib.request.urlopen(urllib.request.Request(url, headers=bearer)))
        return {"identity": token["client_id"], "secret": found["value"]}
    except urllib.error.HTTPError as problem:
        return {"identity": token["client_id"], "secret": problem.code}
"""


def test_an_identity_is_seen_after_a_restart_and_a_new_one_has_no_old_rights(
    platform: Platform,
) -> None:
    """The founding document's order of things, for an app that runs all the while."""
    platform.start()
    platform.run("keyvault", "create", "-n", "acceptance")
    words = ("--vault-name", "acceptance", "-n", "one", "--value", "first")
    platform.run("keyvault", "secret", "set", *words)
    platform.run("webapp", "create", "-n", "web1")
    hosted.place(platform, "web1", extra=READS)
    platform.run("webapp", "restart", "-n", "web1")
    hosted.wait_until_running(platform, "web1")
    first = hosted.ask(platform, "web1")
    assert first["identity"] is None

    platform.run("webapp", "identity", "assign", "-n", "web1")
    policy = ("-n", "acceptance", "--app", "web1", "--secret-permissions", "get")
    platform.run("keyvault", "set-policy", *policy)
    assert hosted.ask(platform, "web1") == first

    second = _after_restart(platform, first)
    assert second["secret"] == "first"

    platform.run("webapp", "identity", "remove", "-n", "web1")
    platform.run("webapp", "identity", "assign", "-n", "web1")
    third = _after_restart(platform, second)
    assert third["identity"] != second["identity"]
    assert third.get("secret") == 403, third


def test_an_identity_is_seen_after_a_redeployment_alone(platform: Platform, tmp_path: Path) -> None:
    """Nobody restarts anything: what is deployed anew starts anew, and finds what is there then."""
    archive = str(hosted.package(tmp_path / "app.zip", extra=READS))
    deploy = ("webapp", "deploy", "-n", "web1", "--src-path", archive, "--type", "zip")
    platform.start()
    platform.run("keyvault", "create", "-n", "acceptance")
    words = ("--vault-name", "acceptance", "-n", "one", "--value", "first")
    platform.run("keyvault", "secret", "set", *words)
    platform.run("webapp", "create", "-n", "web1")
    platform.run(*deploy)
    hosted.wait_until_running(platform, "web1")
    first = hosted.ask(platform, "web1")
    assert first["identity"] is None

    platform.run("webapp", "identity", "assign", "-n", "web1")
    policy = ("-n", "acceptance", "--app", "web1", "--secret-permissions", "get")
    platform.run("keyvault", "set-policy", *policy)
    assert hosted.ask(platform, "web1") == first

    platform.run(*deploy)
    second = _next(platform, first)
    assert second["secret"] == "first"

    platform.run("webapp", "identity", "remove", "-n", "web1")
    platform.run("webapp", "identity", "assign", "-n", "web1")
    assert hosted.ask(platform, "web1").get("secret") != "first"
    platform.run(*deploy)
    third = _next(platform, second)
    assert third["identity"] != second["identity"]
    assert third.get("secret") == 403, third


SHOWS = """
import os

def look(path):
    return {"password": os.environ.get("PASSWORD"), "string": os.environ.get("CUSTOMCONNSTR_db")}
"""


def test_a_refresh_brings_the_new_version_of_a_secret_to_an_app_that_runs(
    platform: Platform,
) -> None:
    """Nobody meets a gap; what cannot be read any more takes nothing from who has it."""
    platform.start()
    platform.run("keyvault", "create", "-n", "rotating")
    _rotate(platform, "first")
    hosted.create(platform, "web1")
    policy = ("-n", "rotating", "--app", "web1", "--secret-permissions")
    platform.run("keyvault", "set-policy", *policy, "get")
    reference = "@Microsoft.KeyVault(VaultName=rotating;SecretName=one)"
    words = ("config", "appsettings", "set", "-n", "web1", "--settings", f"PASSWORD={reference}")
    platform.run("webapp", *words)
    hosted.place(platform, "web1", extra=SHOWS)
    platform.run("webapp", "restart", "-n", "web1")
    hosted.wait_until_running(platform, "web1")
    first = hosted.ask(platform, "web1")
    assert first["password"] == "first"

    _rotate(platform, "second")
    assert hosted.ask(platform, "web1") == first
    with Load(platform, ("web1",)) as load:
        assert _refreshed(platform) == "Resolved"
        second = _next(platform, first)
    assert load.answers["web1"]
    assert load.missed == []
    assert second["password"] == "second"
    _refreshed(platform)
    assert hosted.ask(platform, "web1") == second

    _rotate(platform, "third")
    platform.run("keyvault", "delete-policy", "-n", "rotating", "--app", "web1")
    assert _refreshed(platform) == "AccessToKeyVaultDenied"
    assert hosted.ask(platform, "web1") == second

    platform.run("keyvault", "set-policy", *policy, "get")
    platform.run("webapp", "update", "-n", "web1", "--set", "tags.a=b", status=None)
    _refreshed(platform)
    assert _next(platform, second)["password"] == "third"


def _rotate(platform: Platform, value: str) -> None:
    words = ("--vault-name", "rotating", "-n", "one", "--value", value)
    platform.run("keyvault", "secret", "set", *words)


def _refreshed(platform: Platform) -> str:
    """The status of the one reference, after App Service's own request to refresh it."""
    at = f"/subscriptions/{platform.subscription_id}/resourceGroups/local"
    path = f"{at}/providers/Microsoft.Web/sites/web1/config/configreferences/appsettings/refresh"
    answer = platform.arm("POST", f"{path}?api-version=2022-03-01")
    assert answer.status == 200, answer.body
    (found,) = answer.json()["value"]
    status: str = found["properties"]["status"]
    return status


def _after_restart(platform: Platform, before: dict[str, Any]) -> dict[str, Any]:
    """What a new process of the app says."""
    platform.run("webapp", "restart", "-n", "web1")
    return _next(platform, before)


def _next(platform: Platform, before: dict[str, Any]) -> dict[str, Any]:
    """What the process says that takes over from another."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found: dict[str, Any] | None = hosted.ask(platform, "web1")
        if found is not None and found["run"] != before["run"]:
            return found
        time.sleep(0.1)
    raise AssertionError("no new process answered")


def _settled(platform: Platform) -> dict[str, str]:
    """The processes that answer, once no newer one is on its way to take over."""
    found: dict[str, str] = {}
    while True:
        again = {app: hosted.ask(platform, app)["run"] for app in APPS}
        if again == found:
            return found
        found = again
        time.sleep(2)
