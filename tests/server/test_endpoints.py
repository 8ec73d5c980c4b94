"""All sockets of a server or none."""

from pathlib import Path

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.server.endpoints import Bound, Endpoints, Mode
from nameplate.server.sockets import bind, port_of
from tests.server.homes import settings_of


def test_an_embedded_server_ignores_the_configured_ports(tmp_path: Path) -> None:
    with bind("127.0.0.1", 0, "https") as taken:
        taken.listen()
        settings = settings_of(tmp_path, https_port=str(port_of(taken)))
        bound = Bound.of(settings, Mode.EMBEDDED)
        assert bound.endpoints.https != port_of(taken)
        bound.close()


def test_a_taken_port_leaves_nothing_bound(tmp_path: Path) -> None:
    with bind("127.0.0.1", 0, "proxy") as taken:
        taken.listen()
        settings = settings_of(tmp_path, proxy_port=str(port_of(taken)))
        with pytest.raises(ConfigurationError, match="--proxy-port"):
            Bound.of(settings, Mode.UP)


def test_the_token_url_is_what_apps_find() -> None:
    assert Endpoints(1, 8141, 3).token_url == "http://127.0.0.1:8141/msi/token/"
