"""Rounds of ``up`` under a stream of writes, each ended by SIGKILL, each checked after a restart.

What was acknowledged (a status below 300 was read by the client) must be there: secrets with their
values, identities with their principal ids. Keys, certificates and ids of the installation must be
the same in every round.
"""

import contextlib
import http.client
import random
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

from tests.running import CommandFailed, Platform

VAULT = "crash"
WRITERS = 3
_READY_SECONDS = 30.0


@dataclass
class Report:
    """What a run found."""

    rounds: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    ready_seconds: list[float] = field(default_factory=list)

    @property
    def faultless(self) -> bool:
        return not self.lost and not self.changed


@dataclass
class Written:
    """Acknowledged writes: secret name -> value, identity name -> principal id."""

    secrets: dict[str, str] = field(default_factory=dict)
    identities: dict[str, str] = field(default_factory=dict)


class Stream:
    """Writers that go on until the server is gone."""

    def __init__(self, platform: Platform, round_: int) -> None:
        self._platform = platform
        self._round = round_
        self.written = Written()
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, number: int) -> None:
        own = Platform(self._platform.home, self._platform.command)
        own._tokens = self._platform._tokens
        try:
            for count in range(100_000):
                if self._stop.is_set():
                    return
                self._write_one(own, f"r{self._round}w{number}n{count}", count)
        except (OSError, http.client.HTTPException, CommandFailed):
            return
        finally:
            own.close()

    def _write_one(self, own: Platform, name: str, count: int) -> None:
        if count % 5 == 4:
            answer = own.arm("PUT", identity_path(own, name), {"location": "westeurope"})
            if answer.status < 300:
                self.written.identities[name] = answer.json()["properties"]["principalId"]
            return
        value = f"value of {name}"
        token = own.token("https://vault.azure.net")
        answer = own.send(
            "PUT",
            f"{VAULT}.vault.azure.net",
            f"/secrets/{name}?api-version=7.4",
            headers=[("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")],
            body=b'{"value":"%s"}' % value.encode(),
        )
        if answer.status < 300:
            self.written.secrets[name] = value


def kill_again_and_again(home: Path, command: Path, *, rounds: int, seed: int) -> Report:
    """Run the rounds; see ``Report``."""
    chance = random.Random(seed)  # noqa: S311  # when to kill
    platform, report = Platform(home, command), Report()
    platform.run("keyvault", "create", "-n", VAULT)
    everything = Written()
    facts: Any = None
    for round_ in range(rounds + 1):
        process = _start(platform, report)
        found = _facts(platform)
        if facts is not None and found != facts:
            report.changed.append(f"round {round_}: {found} is not {facts}")
        facts = found
        _check(platform, everything, report, last=round_ == rounds)
        if round_ == rounds:
            platform.close()
            process.send_signal(signal.SIGTERM)
            process.wait(20)
            break
        with Stream(platform, round_) as stream:
            time.sleep(chance.uniform(0.05, 0.5))
            process.kill()
            process.wait(20)
        report.rounds += 1
        report.acknowledged += len(stream.written.secrets) + len(stream.written.identities)
        everything.secrets.update(stream.written.secrets)
        everything.identities.update(stream.written.identities)
    return report


def identity_path(platform: Platform, name: str) -> str:
    return (
        f"/subscriptions/{platform.subscription_id}/resourceGroups/local/providers/"
        f"Microsoft.ManagedIdentity/userAssignedIdentities/{quote(name)}?api-version=2023-01-31"
    )


def _start(platform: Platform, report: Report) -> "subprocess.Popen[bytes]":
    """Start ``up``; it is ready when it answers a verified request."""
    (platform.home / "run" / "up.json").unlink(missing_ok=True)
    platform.close()
    began = time.monotonic()
    process = subprocess.Popen(
        [platform.command, "up", "--port-base", "0"],
        env=platform.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while True:
        with contextlib.suppress(OSError, ValueError, KeyError):
            path = f"/{platform.tenant_id}/discovery/keys"
            if platform.send("GET", "login.microsoftonline.com", path).status == 200:
                report.ready_seconds.append(time.monotonic() - began)
                return process
        if process.poll() is not None or time.monotonic() - began > _READY_SECONDS:
            process.kill()
            raise AssertionError(f"up did not come back: exit {process.wait()}")
        time.sleep(0.01)


def _facts(platform: Platform) -> dict[str, Any]:
    """What must be the same after every restart. The next key is made soon after a start."""
    keys = platform.send(
        "GET", "login.microsoftonline.com", f"/{platform.tenant_id}/discovery/keys"
    )
    return {
        "tenant": platform.tenant_id,
        "operator": platform.operator_id,
        "signing key": keys.json()["keys"][0]["kid"],
        "roots": platform.roots.read_text(),
    }


def _check(platform: Platform, everything: Written, report: Report, *, last: bool) -> None:
    """Look for what was acknowledged: the newest after each round, all of it at the end."""
    names = list(everything.secrets) if last else list(everything.secrets)[-40:]
    token = platform.token("https://vault.azure.net")
    for name in names:
        answer = platform.send(
            "GET",
            f"{VAULT}.vault.azure.net",
            f"/secrets/{name}?api-version=7.4",
            headers=[("Authorization", f"Bearer {token}")],
        )
        if answer.status != 200 or answer.json()["value"] != everything.secrets[name]:
            report.lost.append(f"secret {name}: {answer.status}")
    identities = list(everything.identities) if last else list(everything.identities)[-10:]
    for name in identities:
        answer = platform.arm("GET", identity_path(platform, name))
        known = everything.identities[name]
        if answer.status != 200 or answer.json()["properties"]["principalId"] != known:
            report.lost.append(f"identity {name}: {answer.status}")
