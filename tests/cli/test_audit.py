"""The trail as commands show it, and what it suggests."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli.conftest import Nameplate

Made = Callable[..., Any]


def test_the_last_events_are_shown(made: Made) -> None:
    made("webapp", "create", "-n", "trail-a1")
    events = made("audit", "tail", "--last", "20")
    assert any(event["resource"].endswith("/sites/trail-a1") for event in events)
    assert [event["sequence"] for event in events] == sorted(e["sequence"] for e in events)


def test_events_can_be_of_one_app(made: Made) -> None:
    app = made("webapp", "create", "-n", "trail-a2", "--assign-identity")
    made("account", "get-access-token", "--app", "trail-a2")
    events: list[Any] = []
    for _ in range(100):  # a token's event is buffered for a moment
        events = events or made("audit", "tail", "--app", "trail-a2", "--last", "1")
    assert {event["objectId"] for event in events} == {app["identity"]["principalId"]}


def test_the_chain_is_whole(made: Made) -> None:
    assert made("audit", "verify")["intact"] is True


def test_an_app_that_used_nothing_gets_no_suggestion(made: Made, nameplate: Nameplate) -> None:
    made("webapp", "create", "-n", "trail-a3", "--assign-identity")
    ran = nameplate("audit", "suggest", "--app", "trail-a3")
    assert (ran.status, ran.out) == (0, "")
    assert "no use of a vault" in ran.err
    assert made("audit", "suggest", "--app", "trail-a3", "-o", "json") == {
        "refused": [],
        "refusedActions": [],
        "used": [],
        "usedRoles": [],
    }


def test_following_writes_a_line_for_what_comes(made: Made, server_home: Path) -> None:
    command = [sys.executable, "-m", "nameplate.cli", "audit", "tail"]
    environment = {**os.environ, "NAMEPLATE_HOME": str(server_home)}
    with subprocess.Popen(
        [*command, "--follow", "--last", "1", "-o", "json"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as following:
        assert following.stdout is not None
        json.loads(following.stdout.readline())
        made("webapp", "create", "-n", "trail-a4")
        while not json.loads(following.stdout.readline())["resource"].endswith("/trail-a4"):
            pass
        following.terminate()
