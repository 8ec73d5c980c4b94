"""What the proxy is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.config.proxies import UpstreamProxy
from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.edge.routes import Place
from nameplate.server.endpoints import Endpoints
from nameplate.server.proxying import proxy_settings
from tests.server.homes import settings_of

PORTS = Endpoints(1, 2, 3)


def test_served_refused_and_passed_on(tmp_path: Path) -> None:
    told = proxy_settings(settings_of(tmp_path), AZURE_PUBLIC, PORTS)
    assert told.tls == ("127.0.0.1", 1)
    assert told.metadata is None
    assert told.routes.place("contoso.vault.azure.net") is Place.OURS
    assert told.routes.place("x.openai.azure.com") is Place.NOWHERE
    assert told.routes.place("www.example.org") is Place.OUTSIDE


def test_imds_is_answered_when_an_app_is_named(tmp_path: Path) -> None:
    told = proxy_settings(settings_of(tmp_path, imds_app="web1"), AZURE_PUBLIC, PORTS)
    assert told.metadata == ("127.0.0.1", 2)


def test_an_unusable_proxy_before_ours_is_one_sentence(tmp_path: Path) -> None:
    upstream = UpstreamProxy("socks5://proxy.example:1080", None, ())
    settings = replace(settings_of(tmp_path), upstream=upstream)
    with pytest.raises(ConfigurationError, match="socks5"):
        proxy_settings(settings, AZURE_PUBLIC, PORTS)
