"""Libraries that keep what they saw of the environment."""

import sys
import types
import urllib.request
from typing import Any

import pytest

from nameplate.testing.onlookers import looking_again


def test_the_proxies_of_urllib_are_found_again() -> None:
    opener = urllib.request.build_opener()
    urllib.request.install_opener(opener)
    with looking_again():
        assert vars(urllib.request)["_opener"] is None
        urllib.request.install_opener(opener)
    assert vars(urllib.request)["_opener"] is None


def test_aiohttp_verifies_by_the_bundle_in_force(monkeypatch: pytest.MonkeyPatch) -> None:
    connector: Any = types.ModuleType("aiohttp.connector")
    connector._SSL_CONTEXT_VERIFIED = "made at import"
    connector._make_ssl_context = lambda verified: f"made anew: {verified}"
    monkeypatch.setitem(sys.modules, "aiohttp.connector", connector)

    with looking_again():
        assert connector._SSL_CONTEXT_VERIFIED == "made anew: True"
    assert connector._SSL_CONTEXT_VERIFIED == "made at import"


def test_an_older_aiohttp_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    connector = types.ModuleType("aiohttp.connector")
    monkeypatch.setitem(sys.modules, "aiohttp.connector", connector)

    with looking_again():
        assert not hasattr(connector, "_SSL_CONTEXT_VERIFIED")
