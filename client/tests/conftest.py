"""Every test of the client library starts without an identity, a cache or another machine."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from nameplate_client.cache import SHARED

_FOREIGN = ("AZURE_", "IDENTITY_", "MSI_", "IMDS_", "NAMEPLATE_", "AzureServices")


def _stay_here(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse what leaves this machine, also where ``tests/conftest.py`` is not loaded."""
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    if arguments[1][0] not in ("127.0.0.1", "::1", "localhost"):
        raise PermissionError(f"a test reaches for {arguments[1][0]}: it must stay on loopback")


sys.addaudithook(_stay_here)


@pytest.fixture(autouse=True)
def nothing_inherited(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No variables that lead to an identity, no proxies, an empty cache."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    SHARED.clear()
    yield
    SHARED.clear()
