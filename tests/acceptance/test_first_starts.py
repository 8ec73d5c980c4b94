"""Many commands at once on an empty home: one installation, and none of them notices the others."""

import json
import subprocess
import threading
from collections.abc import Sequence

from tests.running import Platform

AT_ONCE = 20


def all_at_once(
    platform: Platform, commands: Sequence[Sequence[str]]
) -> list[subprocess.CompletedProcess[str]]:
    """Run commands that begin together; how each ended, in order."""
    gate = threading.Barrier(len(commands))
    ended: dict[int, subprocess.CompletedProcess[str]] = {}

    def run(number: int, words: Sequence[str]) -> None:
        gate.wait()
        ended[number] = platform.run(*words, status=None, seconds=120)

    threads = [
        threading.Thread(target=run, args=(number, words)) for number, words in enumerate(commands)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [ended[number] for number in range(len(commands))]


def faultless(ended: Sequence[subprocess.CompletedProcess[str]]) -> None:
    assert [(done.returncode, done.stderr) for done in ended] == [(0, "")] * len(ended)


def test_twenty_commands_found_one_installation(home: Platform) -> None:
    """One tenant, one active key, one set of roots, no error."""
    ended = all_at_once(home, [("account", "show", "-o", "json")] * AT_ONCE)

    faultless(ended)
    assert len({done.stdout for done in ended}) == 1
    assert json.loads(ended[0].stdout)["tenantId"] == home.tenant_id
    keys = home.json("keys", "list")
    assert [key["state"] for key in keys].count("active") == 1
    assert home.roots.read_text().count("BEGIN CERTIFICATE") == 1
    assert home.json("audit", "verify")["intact"]


def test_twenty_commands_that_write_lose_nothing(home: Platform) -> None:
    """Each founds, or waits and joins; all their writes are there."""
    names = [f"app{number}" for number in range(AT_ONCE)]

    ended = all_at_once(
        home, [("webapp", "create", "-n", name, "--assign-identity") for name in names]
    )

    faultless(ended)
    apps = home.json("webapp", "list")
    assert sorted(app["name"] for app in apps) == sorted(names)
    assert len({app["identity"]["principalId"] for app in apps}) == AT_ONCE
    assert {app["identity"]["tenantId"] for app in apps} == {home.tenant_id}
    assert home.json("audit", "verify")["intact"]


def test_of_one_name_there_is_one_app(home: Platform) -> None:
    """``run`` creates the app that it names only if it is not there."""
    script = "echo $IDENTITY_HEADER"

    ended = all_at_once(home, [("run", "--app", "same", "--", "sh", "-c", script)] * 8)

    assert [done.returncode for done in ended] == [0] * 8, ended
    secrets = {done.stdout.strip() for done in ended}
    assert len(secrets) == 8
    assert all(len(secret) == 32 for secret in secrets)
    (app,) = home.json("webapp", "list")
    principals = [one["displayName"] for one in app_principals(home)]
    assert principals == [app["name"]]


def app_principals(platform: Platform) -> list[dict[str, str]]:
    """The service principals of managed identities, from the small Graph."""
    token = platform.token("https://graph.microsoft.com")
    with platform:
        answer = platform.send(
            "GET",
            "graph.microsoft.com",
            "/v1.0/servicePrincipals",
            headers=[("Authorization", f"Bearer {token}")],
        )
    found: list[dict[str, str]] = answer.json()["value"]
    return [one for one in found if one["servicePrincipalType"] == "ManagedIdentity"]


def test_one_up_of_many_wins_and_the_commands_find_it(home: Platform) -> None:
    """Several ``up`` at once on an empty home: one serves, the others say so."""
    gate = threading.Barrier(4)
    refused: list[subprocess.CompletedProcess[str]] = []
    winners = [Platform(home.home, home.command) for _ in range(4)]

    def start(platform: Platform) -> None:
        gate.wait()
        words = ("timeout", "--signal=TERM", "8", str(platform.command), "up", "--port-base", "0")
        done = subprocess.run(
            words, env=platform.environment, capture_output=True, text=True, check=False
        )
        refused.append(done)

    threads = [threading.Thread(target=start, args=(platform,)) for platform in winners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lost = [done for done in refused if "is running already" in done.stderr]
    won = [done for done in refused if "nameplate: ready" in done.stderr]
    assert (len(lost), len(won)) == (3, 1), [done.stderr for done in refused]
    assert all(done.returncode == 1 for done in lost)
