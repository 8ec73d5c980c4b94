"""One HTTP GET with bounds: of time in all, of size, and without following redirects.

The standard library's client is enough here and heeds ``HTTPS_PROXY``, ``NO_PROXY`` and
``SSL_CERT_FILE``. Tokens themselves are asked for by azure-identity.
"""

import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import urlsplit

LIMIT: Final = 1 << 20
SECONDS: Final = 10.0
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class FetchFailed(Exception):
    """No answer, or one that is too late or too large."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, whatever its status."""

    status: int
    headers: Message
    body: bytes


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def secure(url: str) -> bool:
    """Whether an address is https, or stays on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    local = host in _LOOPBACK or host.endswith(".localhost")
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and local))


def fetch(
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = SECONDS,
    limit: int = LIMIT,
) -> Reply:
    """GET; ``FetchFailed`` names the host and the reason, never a header."""
    host = urlsplit(url).netloc
    outcome: Future[Reply] = Future()

    def work() -> None:
        try:
            outcome.set_result(_get(url, headers or {}, seconds, limit))
        except (OSError, http.client.HTTPException, ValueError) as problem:
            reason = problem.reason if isinstance(problem, urllib.error.URLError) else problem
            outcome.set_exception(FetchFailed(f"{host} could not be asked: {reason}"))
        except FetchFailed as problem:
            outcome.set_exception(problem)

    # A thread of its own, because timeouts of sockets start anew with every byte that drips in.
    threading.Thread(target=work, name="nameplate-client-fetch", daemon=True).start()
    try:
        return outcome.result(timeout=seconds + 1)
    except FutureTimeoutError:
        raise FetchFailed(f"{host} did not answer within {seconds:g} seconds") from None


def _get(url: str, headers: Mapping[str, str], seconds: float, limit: int) -> Reply:
    if urlsplit(url).scheme not in ("http", "https"):
        raise FetchFailed("only http and https are fetched")
    request = urllib.request.Request(url, headers=dict(headers))  # noqa: S310 - the scheme is checked above
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(request, timeout=seconds) as answer:
            return _read(answer, limit)
    except urllib.error.HTTPError as answer:
        with answer:
            return _read(answer, limit)


def _read(answer: "http.client.HTTPResponse | urllib.error.HTTPError", limit: int) -> Reply:
    body = answer.read(limit + 1)
    if len(body) > limit:
        raise FetchFailed(f"the answer is larger than {limit} bytes")
    return Reply(answer.status or 0, answer.headers, body)
