"""What every program here does: the steps of ``NAMEPLATE_CELL`` for each selector, one line each.

A program brings an ``App``: how its SDK gets a token, and how it uses a vault. Its methods may be
coroutines, run one after another in one event loop.
"""

import asyncio
import base64
import inspect
import json
import os
import time
from pathlib import Path
from typing import Any, Protocol

LOOP = asyncio.Runner()
SELECTORS = {"client-id": "client_id", "object-id": "object_id", "resource-id": "resource_id"}


class App(Protocol):
    """An SDK in use. ``name`` is none or the selector's, ``value`` its id."""

    def token(self, resource: str, name: str, value: str | None) -> Any:
        """A token and when it expires (seconds since 1970), if that is told."""

    def set_secret(self, vault: str, name: str, value: str | None, secret: str, text: str) -> Any:
        """Write a secret."""

    def get_secret(self, vault: str, name: str, value: str | None, secret: str) -> Any:
        """Read one."""

    def list_secrets(self, vault: str, name: str, value: str | None) -> Any:
        """The names of all of them."""


def finished(result: Any) -> Any:
    """A result; a coroutine is run to its end."""
    return LOOP.run(result) if inspect.iscoroutine(result) else result


def told(error: BaseException) -> str:
    """An error's type and first line."""
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0]}"[:200]


def status_of(error: BaseException) -> int | None:
    """The HTTP status that an SDK's error carries."""
    response = getattr(error, "response", None)
    for holder in (error, response):
        status = getattr(holder, "status_code", None)
        if status is not None:
            return int(status)
    return None


class Steps:
    """The steps of one selector."""

    def __init__(self, app: App, document: dict[str, Any], selector: dict[str, Any]) -> None:
        self.app, self.document, self.selector = app, document, selector
        self.who = (selector["name"], selector["value"])

    def token(self) -> dict[str, Any]:
        text, expires_on = finished(self.app.token(self.document["resource"], *self.who))
        payload = text.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        shown = {name: claims.get(name) for name in ("oid", "appid", "aud", "xms_mirid")}
        lasts = None if expires_on is None else int(expires_on - time.time())
        return {"ok": True, "claims": shown, "expires_in": lasts}

    def wrong_id(self) -> dict[str, Any] | None:
        if self.selector["wrong"] is None:
            return None
        name, resource = self.selector["name"], self.document["resource"]
        try:
            finished(self.app.token(resource, name, self.selector["wrong"]))
        except Exception as error:  # noqa: BLE001 - each SDK has errors of its own
            return {"ok": True, "detail": told(error)}
        return {"ok": False, "detail": "a token came for an id that nobody has"}

    def secret_set(self) -> dict[str, Any]:
        secret, text = self.selector["secret"], self.selector["content"]
        finished(self.app.set_secret(self.document["vault"], *self.who, secret, text))
        return {"ok": True}

    def secret_get(self) -> dict[str, Any]:
        read = self.app.get_secret(self.document["vault"], *self.who, self.selector["secret"])
        same = finished(read) == self.selector["content"]
        return {"ok": same, "detail": "" if same else "another value"}

    def secret_list(self) -> dict[str, Any]:
        names = finished(self.app.list_secrets(self.document["vault"], *self.who))
        good = self.selector["secret"] in names and len(names) >= self.document["least"]
        return {"ok": good, "detail": f"{len(names)} secrets"}

    def forbidden(self) -> dict[str, Any]:
        try:
            vault = self.document["forbidden_vault"]
            finished(self.app.get_secret(vault, *self.who, "anything"))
        except Exception as error:  # noqa: BLE001 - as above
            return {"ok": status_of(error) == 403, "detail": told(error)}
        return {"ok": False, "detail": "it was read"}

    throttled = unavailable = secret_get


def main(app: App) -> None:
    """Do what the document says, and report."""
    document = json.loads(Path(os.environ["NAMEPLATE_CELL"]).read_text(encoding="utf-8"))
    for selector in document["selectors"]:
        steps = Steps(app, document, selector)
        for step in document["steps"]:
            try:
                report = getattr(steps, step.replace("-", "_"))()
            except Exception as error:  # noqa: BLE001 - what went wrong is the report
                report = {"ok": False, "detail": told(error)}
            if report is not None:
                line = {"selector": selector["name"], "step": step, **report}
                print(json.dumps(line), flush=True)
    if hasattr(app, "close"):
        finished(app.close())
    LOOP.close()
