"""What a vault holds while a sequence is played, and the calls that bring it there.

The recordings begin in the middle: secrets that were set before, deletions that were left out.
``VaultModel`` knows what we did to the vault and does what is missing; its own calls are never
compared.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fidelity.compare import blank
from tests.fidelity.scenarios.scenario import SetupFailed
from tests.running import Answer, Served

API_VERSION = "7.5"
SETTLE_SECONDS = 10.0


def setting(bundle: Any) -> dict[str, Any]:
    """The body of a PUT that makes a secret as a recorded bundle shows it."""
    if not isinstance(bundle, Mapping):
        return {"value": "value"}
    body: dict[str, Any] = {"value": bundle.get("value", "value") or "value"}
    attributes = bundle.get("attributes") or {}
    given = {name: attributes[name] for name in ("nbf", "exp") if name in attributes}
    if attributes.get("enabled") is False:
        given["enabled"] = False
    if given:
        body["attributes"] = given
    for name in ("contentType", "tags"):
        if name in bundle:
            body[name] = bundle[name] or ({} if name == "tags" else "text/plain")
    return body


@dataclass
class VaultModel:
    """One vault of ours."""

    platform: Served
    name: str
    live: dict[str, str] = field(default_factory=dict)
    """Names (lower case) to their newest version."""
    deleted: set[str] = field(default_factory=set)
    versions: dict[str, int] = field(default_factory=dict)
    """How many versions each live name has."""
    backups: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"{self.name}.vault.azure.net"

    def send(
        self, method: str, target: str, body: bytes | None = None, *, token: bool = True
    ) -> Answer:
        """One call, with the operator's token or without any."""
        headers = [("Accept", "application/json")]
        if body is not None:
            headers.append(("Content-Type", "application/json"))
        if token:
            bearer = self.platform.token("https://vault.azure.net")
            headers.append(("Authorization", f"Bearer {bearer}"))
        return self.platform.send(method, self.host, target, headers=headers, body=body)

    def call(self, method: str, path: str, document: Any = None, *, query: str = "") -> Any:
        """A call of the setup's own; anything but success is a ``SetupFailed``."""
        body = None if document is None else json.dumps(document).encode()
        answer = self.send(method, f"{path}?api-version={API_VERSION}{query}", body)
        if answer.status >= 300:
            raise SetupFailed(f"{method} {path}: {answer.status} {answer.body[:200]!r}")
        return answer.json() if answer.body else None

    def set(self, name: str, bundle: Any) -> None:
        """Make a (further) version."""
        self.learn_set(name, self.call("PUT", f"/secrets/{name}", setting(bundle)))

    def learn_set(self, name: str, bundle: Any) -> None:
        """Note a secret that was set or restored or recovered."""
        self.live[name.lower()] = str(bundle["id"]).rpartition("/")[2]
        self.versions[name.lower()] = self.versions.get(name.lower(), 0) + 1
        self.deleted.discard(name.lower())

    def knows(self, name: str) -> bool:
        """Whether the name is held, live or deleted."""
        return name.lower() in self.live or name.lower() in self.deleted

    def learn_deleted(self, name: str) -> None:
        self.live.pop(name.lower(), None)
        self.deleted.add(name.lower())

    def learn_purged(self, name: str) -> None:
        self.deleted.discard(name.lower())
        self.versions.pop(name.lower(), None)

    def have_live(self, name: str, bundle: Any) -> None:
        """Make a secret exist, as a recorded bundle shows it."""
        if name.lower() in self.live:
            return
        if name.lower() in self.deleted:
            self.recover(name)
        else:
            self.set(name, bundle)

    def have_deleted(self, name: str, bundle: Any) -> None:
        """Make a secret be in the deleted state."""
        if name.lower() in self.deleted:
            return
        self.have_live(name, bundle)
        self.call("DELETE", f"/secrets/{name}")
        self.learn_deleted(name)
        self.settle(f"/deletedsecrets/{name}")

    def settle(self, path: str) -> None:
        """Wait until what was changed can be seen: deletion and recovery may take their time."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while self.send("GET", f"{path}?api-version={API_VERSION}").status == 404:
            if time.monotonic() > deadline:
                raise SetupFailed(f"{path} did not appear")
            time.sleep(0.1)

    def have_none(self, name: str) -> None:
        """Make a name free."""
        if name.lower() in self.live:
            self.have_deleted(name, None)
        if name.lower() in self.deleted:
            self.settle(f"/deletedsecrets/{name}")
            self.call("DELETE", f"/deletedsecrets/{name}")
            self.learn_purged(name)

    def recover(self, name: str) -> None:
        self.settle(f"/deletedsecrets/{name}")
        self.learn_recovered(name, self.call("POST", f"/deletedsecrets/{name}/recover"))
        self.settle(f"/secrets/{name}")

    def learn_recovered(self, name: str, bundle: Any) -> None:
        self.live[name.lower()] = str(bundle["id"]).rpartition("/")[2]
        self.deleted.discard(name.lower())

    def backup(self, name: str) -> str:
        """The newest backup of a name; made when there is none."""
        if name.lower() not in self.backups:
            self.have_live(name, None)
            self.backups[name.lower()] = self.call("POST", f"/secrets/{name}/backup")["value"]
        return self.backups[name.lower()]


def name_of(url: Any, otherwise: str) -> str:
    """The name in a recorded id; ``otherwise`` where the id was emptied."""
    parts = str(url or "").split("/")
    return parts[4] if len(parts) > 4 and not blank(parts[4]) else otherwise
