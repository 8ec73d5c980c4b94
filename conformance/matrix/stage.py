"""One platform for the whole matrix: an open vault, a closed one, and an app for each worker.

A worker has an app, identities and secrets of its own, so that runs side by side do not meet one
another's faults and values.
"""

import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from conformance.matrix.declared import SELECTORS
from tests.running import Platform

VAULT: Final = "matrix"
CLOSED: Final = "closed"
LEAST: Final = 30
"""Secrets that the open vault holds from the start: more than a page."""
DOMAIN: Final = "vault.localhost"

_NOBODY: Final = "00000000-0000-4000-8000-000000000000"
_READ: Final = "api-version=7.4"


@dataclass(frozen=True, slots=True)
class Identity:
    """One of the app's identities, as its tokens name it."""

    object_id: str
    client_id: str | None
    resource_id: str


@dataclass(frozen=True, slots=True)
class Cast:
    """A worker's app: its system-assigned identity and two user-assigned ones."""

    app: str
    system: Identity
    first: Identity
    second: Identity
    acts_as: str
    """The identity that workload identity is run with: the first."""

    def chosen(self, source: str, selector: str) -> Identity:
        """Whose token a selector means: with workload identity nobody is the app itself."""
        if source == "workload-identity":
            return self.first if selector == "none" else self.second
        if selector == "none":
            return self.system
        return self.first if selector == "client-id" else self.second

    def selectors(self, source: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
        """The document's selectors."""
        return [self._selector(source, name) for name in SELECTORS if name in names]

    def _selector(self, source: str, name: str) -> dict[str, Any]:
        identity = self.chosen(source, name)
        value, wrong = {
            "none": (None, None),
            "client-id": (identity.client_id, _NOBODY),
            "object-id": (identity.object_id, _NOBODY),
            "resource-id": (identity.resource_id, f"{identity.resource_id}-that-is-not"),
        }[name]
        return {
            "name": name,
            "value": value,
            "wrong": wrong,
            "secret": f"{self.app}-{name}",
            "content": secrets.token_hex(8),
        }


@dataclass
class Stage:
    """What the clients act on."""

    platform: Platform
    casts: list[Cast]
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def places(self, mode: str) -> dict[str, str]:
        """Where the vaults are in a mode, and what their tokens are for."""
        if mode != "direct":
            suffix = "vault.azure.net"
        else:
            suffix = f"{DOMAIN}:{self.platform.ports['https']}"
        return {
            "resource": f"https://{suffix}",
            "vault": f"https://{VAULT}.{suffix}",
            "forbidden_vault": f"https://{CLOSED}.{suffix}",
        }

    def secret(self, name: str) -> str | None:
        """What the vault holds, as the operator reads it."""
        answer = self._call("GET", f"/secrets/{name}?{_READ}")
        return answer.json()["value"] if answer.status == 200 else None

    def set_secret(self, name: str, value: str) -> None:
        answer = self._call("PUT", f"/secrets/{name}?{_READ}", {"value": value})
        if answer.status != 200:
            raise AssertionError(f"setting a secret: {answer.status} {answer.body!r}")

    def _call(self, method: str, path: str, document: Any = None) -> Any:
        host, resource = f"{VAULT}.vault.azure.net", "https://vault.azure.net"
        with self._lock:
            return self.platform.call(host, method, path, document, resource=resource)


@contextmanager
def staged(home: Path, command: Path, workers: int) -> Iterator[Stage]:
    """A platform in a new home, which is kept afterwards: a failing cell is repeated in it."""
    shutil.rmtree(home, ignore_errors=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    with Platform(home, command) as platform:
        for name in (VAULT, CLOSED):
            platform.run("keyvault", "create", "-n", name)
        stage = Stage(platform, [_cast(platform, f"worker{n + 1}") for n in range(workers)])
        for number in range(LEAST):
            stage.set_secret(f"filler-{number:02}", "nothing")
        yield stage


def _cast(platform: Platform, app: str) -> Cast:
    site = platform.json("webapp", "create", "-n", app, "--assign-identity")
    made = [platform.json("identity", "create", "-n", f"{app}-{each}") for each in (1, 2)]
    ids = [each["id"] for each in made]
    platform.run("webapp", "identity", "assign", "-n", app, "--identities", *ids)
    system = site["identity"]["principalId"]
    permissions = ("--secret-permissions", "get", "list", "set")
    for principal in (system, *(each["principalId"] for each in made)):
        platform.run("keyvault", "set-policy", "-n", VAULT, "--object-id", principal, *permissions)
    # `run` makes the trust of the identity that it acts as; the other's is made here.
    words = ("--source", "workload-identity", "--identity", f"{app}-2", "--", "true")
    platform.run("run", "--app", app, *words)
    first, second = (Identity(each["principalId"], each["clientId"], each["id"]) for each in made)
    return Cast(app, Identity(system, None, site["id"]), first, second, f"{app}-1")
