"""Slots under ``up``: a swap that nobody notices, and what stays where it was."""

import http.client
import json
import signal
import threading
import time
import zipfile
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from tests.acceptance import hosted
from tests.running import Platform

NAMES = ("web1", "web1-staging")
TELLS = """
import json, os, urllib.request

def look(path):
    found = {"content": CONTENT, "own": os.environ.get("OWN"), "goes": os.environ.get("GOES")}
    found["slot"] = os.environ["WEBSITE_SLOT_NAME"]
    if path == "/token":
        question = "?resource=https://vault.azure.net&api-version=2019-08-01"
        request = urllib.request.Request(
            os.environ["IDENTITY_ENDPOINT"] + question,
            headers={"X-IDENTITY-HEADER": os.environ["IDENTITY_HEADER"]},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        found["token"] = json.load(opener.open(request))["access_token"]
    return found
"""


@pytest.fixture
def platform(tmp_path: Path, command: Path) -> Iterator[Platform]:
    found = Platform(tmp_path / "home", command)
    found.start()
    yield found
    found.stop()


def deploy(platform: Platform, folder: Path, content: str, *, slot: str | None = None) -> None:
    """Deploy an app that says which content it is."""
    archive = folder / f"{content}.zip"
    with zipfile.ZipFile(archive, "w") as file:
        start = zipfile.ZipInfo("start.sh")
        start.external_attr = 0o100755 << 16
        file.writestr(start, hosted.ANSWERS)
        file.writestr("extra.py", f"CONTENT = {content!r}\n{TELLS}")
    words = ("-s", slot) if slot else ()
    platform.run("webapp", "deploy", "-n", "web1", *words, "--src-path", str(archive))


def settings(platform: Platform, *words: str, slot: str | None = None) -> None:
    where = ("-s", slot) if slot else ()
    platform.run("webapp", "config", "appsettings", "set", "-n", "web1", *where, *words)


def slotted(platform: Platform, folder: Path) -> None:
    """An app and a slot, each with an identity, a setting that stays and one that goes."""
    platform.run("webapp", "create", "-n", "web1", "--assign-identity")
    settings(platform, "--settings", "GOES=first", "--slot-settings", "OWN=production")
    make = ("webapp", "deployment", "slot", "create", "-n", "web1", "-s", "staging")
    platform.run(*make, "--configuration-source", "web1")
    platform.run("webapp", "identity", "assign", "-n", "web1", "-s", "staging")
    settings(
        platform, "--settings", "GOES=second", "--slot-settings", "OWN=staging", slot="staging"
    )
    deploy(platform, folder, "one")
    deploy(platform, folder, "two", slot="staging")
    hosted.wait_until_running(platform, "web1", "web1/staging")


def swap(platform: Platform, *, status: int = 0) -> Any:
    words = ("webapp", "deployment", "slot", "swap", "-n", "web1", "-s", "staging")
    return platform.run(*words, status=status)


def told(platform: Platform, name: str) -> tuple[str, str, str, str]:
    found = hosted.ask(platform, name)
    return found["content"], found["goes"], found["own"], found["slot"]


def owner(platform: Platform, name: str) -> str:
    """Whose token an app gets."""
    claims = hosted.ask(platform, name, "/token")["token"].split(".")[1]
    return str(json.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["oid"])


class Load:
    """Asks without a pause; keeps what went wrong, and every content that answered."""

    def __init__(self, platform: Platform) -> None:
        self._ended = threading.Event()
        self.failures: list[str] = []
        self.contents: dict[str, list[str]] = {name: [] for name in NAMES}
        self._threads = [
            threading.Thread(target=self._ask, args=(platform, name), daemon=True)
            for name in NAMES * 2
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, platform: Platform, name: str) -> None:
        own = Platform(platform.home, platform.command)
        try:
            while not self._ended.is_set():
                try:
                    answer = own.send("GET", f"{name}.azurewebsites.net", "/")
                    if answer.status != 200:
                        self.failures.append(f"{name} answered {answer.status}")
                        continue
                    seen, content = self.contents[name], answer.json()["content"]
                    if not seen or seen[-1] != content:
                        seen.append(content)
                except (OSError, http.client.HTTPException) as problem:
                    self.failures.append(f"{name}: {problem!r}")
        finally:
            own.close()


def test_a_swap_under_load_fails_no_request_and_identities_stay(
    platform: Platform, tmp_path: Path
) -> None:
    slotted(platform, tmp_path)
    before = {name: owner(platform, name) for name in NAMES}
    assert len(set(before.values())) == 2
    assert told(platform, "web1") == ("one", "first", "production", "Production")
    assert told(platform, "web1-staging") == ("two", "second", "staging", "staging")

    with Load(platform) as load:
        swap(platform)
        assert told(platform, "web1") == ("two", "second", "production", "Production")
        assert told(platform, "web1-staging") == ("one", "first", "staging", "staging")
        swap(platform)
        swap(platform)
    assert load.failures == []
    assert load.contents["web1"][0] == "one"
    assert set(load.contents["web1"]) == {"one", "two"}
    assert {name: owner(platform, name) for name in NAMES} == before
    principal = platform.json("webapp", "identity", "show", "-n", "web1", "-s", "staging")
    assert principal["principalId"] == before["web1-staging"]


def test_a_slot_that_does_not_come_up_is_not_swapped(platform: Platform, tmp_path: Path) -> None:
    slotted(platform, tmp_path)
    settings(platform, "--settings", "WEBSITE_SWAP_WARMUP_PING_STATUSES=201", slot="staging")
    with Load(platform) as load:
        refused = swap(platform, status=1)
    assert "answered with status 200" in refused.stderr
    assert "Nothing was swapped" in refused.stderr
    assert load.failures == []
    assert told(platform, "web1") == ("one", "first", "production", "Production")
    assert told(platform, "web1-staging") == ("two", "second", "staging", "staging")
    rows = platform.json("webapp", "config", "appsettings", "list", "-n", "web1")
    assert {row["name"]: row["value"] for row in rows} == {"GOES": "first", "OWN": "production"}


def test_a_slot_that_swaps_by_itself_does_so_after_a_deployment(
    platform: Platform, tmp_path: Path
) -> None:
    slotted(platform, tmp_path)
    platform.run("webapp", "deployment", "slot", "auto-swap", "-n", "web1", "-s", "staging")
    deploy(platform, tmp_path, "three", slot="staging")
    deadline = time.monotonic() + 30
    while told(platform, "web1")[0] != "three":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert told(platform, "web1") == ("three", "second", "production", "Production")
    assert told(platform, "web1-staging")[0] == "one"


@pytest.mark.parametrize("delay", [0.2, 0.4])
def test_a_server_that_is_killed_in_a_swap_leaves_it_done_or_not_begun(
    platform: Platform, tmp_path: Path, delay: float
) -> None:
    slotted(platform, tmp_path)
    words = ("webapp", "deployment", "slot", "swap", "-n", "web1", "-s", "staging")
    swapping = threading.Thread(target=platform.run, args=words, kwargs={"status": None})
    swapping.start()
    time.sleep(delay)
    platform.stop(signal.SIGKILL)
    swapping.join()
    platform.start()
    hosted.wait_until_running(platform, "web1", "web1/staging")
    before = (("one", "first", "production"), ("two", "second", "staging"))
    after = (("two", "second", "production"), ("one", "first", "staging"))
    assert tuple(told(platform, name)[:3] for name in NAMES) in (before, after)
