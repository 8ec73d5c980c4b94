"""Several processes on one home: what one changes the others keep to, at once."""

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import allow, prepare
from tests.acceptance.test_first_starts import all_at_once, faultless
from tests.running import Platform

AT_ONCE_SECONDS = 1.0
"""A poll of 100 ms, on a machine that does other things too."""

APP = """
import json, os, sys, time, urllib.error, urllib.request
def ask(url, **headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=sent)) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
url = os.environ["IDENTITY_ENDPOINT"] + "?api-version=2019-08-01&resource=https://vault.azure.net"
secrets = "https://acceptance.vault.azure.net/secrets?api-version=7.5"
first = None
while True:
    status, answer = ask(url, X_IDENTITY_HEADER=os.environ["IDENTITY_HEADER"])
    token = answer.get("access_token")
    first = first or token
    seen = {
        "time": time.time(),
        "endpoint": status,
        "client": answer.get("client_id"),
        "first token": ask(secrets, Authorization="Bearer " + first)[0],
        "token": token and ask(secrets, Authorization="Bearer " + token)[0],
    }
    print(json.dumps(seen), flush=True)
    time.sleep(0.02)
"""


class RunningApp:
    """An app under ``run`` that tells again and again what it is given."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def until(self, **wanted: object) -> dict[str, object]:
        """The first thing it tells that is as wanted."""
        wanted = {name.replace("_", " "): value for name, value in wanted.items()}
        deadline = time.monotonic() + 20
        assert self._process.stdout is not None
        while time.monotonic() < deadline:
            seen: dict[str, object] = json.loads(self._process.stdout.readline())
            if all(seen[name] == value for name, value in wanted.items()):
                return seen
        raise AssertionError(f"never {wanted}; last {seen}")


@contextlib.contextmanager
def running_app(platform: Platform, name: str = "web1") -> Iterator[RunningApp]:
    with subprocess.Popen(
        [platform.command, "run", "--app", name, "--", "python3", "-c", APP],
        env=platform.environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield RunningApp(process)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(params=["each process serves itself", "all use one up"])
def shared(request: pytest.FixtureRequest, home: Platform) -> Iterator[Platform]:
    prepare(home)
    with home if request.param == "all use one up" else contextlib.nullcontext():
        yield home


def soon(seen: dict[str, object], since: float) -> bool:
    return float(str(seen["time"])) - since < AT_ONCE_SECONDS


def test_an_identity_that_one_process_removes_is_refused_in_another_at_once(
    shared: Platform,
) -> None:
    """Its tokens, too; switched on again it is another principal, without the old one's rights."""
    with running_app(shared) as app:
        before = app.until(endpoint=200, token=200)
        old = shared.json("webapp", "identity", "show", "-n", "web1")["principalId"]

        shared.run("webapp", "identity", "remove", "-n", "web1")
        removed = time.time()
        refused = app.until(endpoint=400, first_token=401)
        assert soon(refused, removed)

        new = shared.json("webapp", "identity", "assign", "-n", "web1")["principalId"]
        again = app.until(endpoint=200)
        assert again["client"] != before["client"]
        assert new != old
        assert (again["first token"], again["token"]) == (401, 403)

        allow(shared, "web1", "list")
        app.until(endpoint=200, token=200, first_token=401)


def test_a_policy_that_one_process_takes_away_is_gone_in_another_at_once(
    shared: Platform,
) -> None:
    with running_app(shared) as app:
        app.until(token=200)

        shared.run("keyvault", "delete-policy", "-n", "acceptance", "--app", "web1")
        taken = time.time()

        assert soon(app.until(endpoint=200, token=403), taken)


def test_the_secret_of_a_deleted_apps_process_is_worth_nothing(shared: Platform) -> None:
    """Neither is it when an app of the same name is created again."""
    with running_app(shared) as app:
        app.until(token=200)

        shared.run("webapp", "delete", "-n", "web1")
        deleted = time.time()
        assert soon(app.until(endpoint=401, first_token=401), deleted)

        shared.run("webapp", "create", "-n", "web1", "--assign-identity")
        time.sleep(0.3)
        app.until(endpoint=401, first_token=401)


def test_a_key_that_one_process_revokes_signs_nobody_in_at_once(shared: Platform) -> None:
    with running_app(shared) as app:
        app.until(token=200)
        (active,) = (key for key in shared.json("keys", "list") if key["state"] == "active")

        shared.run("keys", "revoke", f"--kid={active['kid']}", "--yes")
        revoked = time.time()

        assert soon(app.until(first_token=401), revoked)
        app.until(endpoint=200, token=200, first_token=401)


def test_an_up_that_comes_later_joins_those_that_serve_themselves(home: Platform) -> None:
    """And when it goes, they do not notice."""
    prepare(home)
    with running_app(home) as app:
        app.until(token=200)
        with home:
            shown = home.json("webapp", "identity", "show", "-n", "web1")
            assert shown["type"] == "SystemAssigned"
            home.run("keyvault", "delete-policy", "-n", "acceptance", "--app", "web1")
            app.until(endpoint=200, token=403)
            allow(home, "web1", "list")
            app.until(endpoint=200, token=200)
        app.until(endpoint=200, token=200)


def test_many_commands_and_runs_at_once_under_one_up(home: Platform, tmp_path: Path) -> None:
    prepare(home)
    value = ("--vault-name", "acceptance", "--value", "x")
    commands: list[tuple[str, ...]] = [
        *(("keyvault", "secret", "set", *value, "-n", f"s{number}") for number in range(6)),
        *(("webapp", "create", "-n", f"app{number}", "--assign-identity") for number in range(6)),
        *(("run", "--app", "web1", "--", "sh", "-c", 'test -n "$MSI_SECRET"') for _ in range(6)),
    ]
    with home:
        faultless(all_at_once(home, commands))
        secrets = home.json("keyvault", "secret", "list", "--vault-name", "acceptance")
        assert [one["name"] for one in secrets] == [f"s{number}" for number in range(6)]
        assert len(home.json("webapp", "list")) == 7
        assert home.json("audit", "verify")["intact"]


def test_one_secret_set_by_many_has_every_version(shared: Platform) -> None:
    words = ("keyvault", "secret", "set", "--vault-name", "acceptance", "-n", "same", "--value")

    faultless(all_at_once(shared, [(*words, f"value{number}") for number in range(10)]))

    versions = ("keyvault", "secret", "list-versions", "--vault-name", "acceptance", "-n", "same")
    assert len(shared.json(*versions)) == 10
    shown = shared.json("keyvault", "secret", "show", "--vault-name", "acceptance", "-n", "same")
    assert shown["value"] in {f"value{number}" for number in range(10)}


def test_one_name_is_created_deleted_and_created_by_many(shared: Platform) -> None:
    """Whatever the order, there is one vault or none, and none that is half there."""
    create = ("keyvault", "create", "-n", "contested")
    delete = ("keyvault", "delete", "-n", "contested")

    ended = all_at_once(shared, [create, delete, create, delete, create])

    assert "Traceback" not in "".join(done.stderr for done in ended)
    assert all(done.returncode in (0, 1, 3) for done in ended)
    live = [one["name"] for one in shared.json("keyvault", "list")]
    deleted = [one["name"] for one in shared.json("keyvault", "list-deleted")]
    assert live.count("contested") + deleted.count("contested") <= 1
