"""Signed requests: JSON in and out, failures raised, every page of a list followed."""

import json
from collections.abc import Iterator
from threading import Event
from typing import Any, Final
from urllib.parse import urlsplit

from nameplate.cli.client import LoopbackClient, Reply
from nameplate.cli.error_shapes import failure_of
from nameplate.cli.failures import CommandFailure
from nameplate.cli.sign_in import OperatorSignIn
from nameplate.core.cloud import Cloud

_PAGES: Final = 10_000
_POLLS: Final = 600
_FIRST_PAUSE: Final = 0.01
_LONGEST_PAUSE: Final = 0.5


class Api:
    """The REST API of a server, called as the operator."""

    def __init__(self, client: LoopbackClient, cloud: Cloud, sign_in: OperatorSignIn) -> None:
        self._client = client
        self.cloud = cloud
        self.sign_in = sign_in

    def call(self, method: str, url: str, body: Any = None) -> Reply:
        """Send a request; raise ``ServiceFailure`` for an error answer.

        A body of bytes is sent as it is: a deployment's holds a template's own text.
        """
        reply = self._signed(method, url, body)
        if reply.status == 401:  # the token ended while the command waited
            self.sign_in.forget(self.audience_of(url))
            reply = self._signed(method, url, body)
        if reply.status >= 400:
            raise failure_of(reply.status, reply.body)
        return reply

    def upload(self, url: str, content: bytes) -> Reply:
        """Send a file; raise ``ServiceFailure`` for an error answer."""
        token = self.sign_in.token(self.audience_of(url))
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/octet-stream",
        }
        reply = self._client.send("POST", url, headers=headers, body=content)
        if reply.status >= 400:
            raise failure_of(reply.status, reply.body)
        return reply

    def stream(self, url: str) -> Iterator[bytes]:
        """What comes from a URL, piece by piece, for as long as it comes."""
        token = self.sign_in.token(self.audience_of(url))
        yield from self._client.stream(url, headers={"Authorization": f"Bearer {token}"})

    def get(self, url: str) -> Any:
        """The document at a URL."""
        return self.call("GET", url).json()

    def pages(self, url: str) -> Iterator[Any]:
        """Every item of a list, page by page."""
        following: str | None = url
        for _ in range(_PAGES):
            if not following:
                return
            document = self.get(following)
            yield from document.get("value") or ()
            following = document.get("nextLink")
        raise CommandFailure(f"the list at {url} has no end")

    def begin_anew(self) -> None:
        """Forget the connections: an exchange on one of them may have been interrupted."""
        self._client.close()

    def settle(self, reply: Reply) -> Reply:
        """Wait for a long-running operation: follow ``Location`` while the answer is 202."""
        pause = _FIRST_PAUSE
        for _ in range(_POLLS):
            location = reply.headers.get("location")
            if reply.status != 202 or not location:
                return reply
            Event().wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            reply = self.call("GET", location)
        raise CommandFailure("the operation did not end in time")

    def audience_of(self, url: str) -> str:
        """Which audience a URL of ours wants its tokens for."""
        host = urlsplit(url).hostname or ""
        if self.cloud.vault_of(host) is not None:
            return self.cloud.vault_audience
        if host == self.cloud.graph_host:
            return self.cloud.graph_audience
        return self.cloud.resource_manager_audiences[0]

    def _signed(self, method: str, url: str, body: Any) -> Reply:
        headers = {"Authorization": f"Bearer {self.sign_in.token(self.audience_of(url))}"}
        content = None
        if body is not None:
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        elif method in ("POST", "PUT", "PATCH"):
            content = b""
        return self._client.send(method, url, headers=headers, body=content)
