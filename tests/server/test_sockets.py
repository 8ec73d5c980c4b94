"""Binding: free ports, and a clear sentence for a port that is taken."""

import pytest

from nameplate.config.errors import ConfigurationError
from nameplate.server.sockets import bind, port_of


def test_port_zero_takes_a_free_one() -> None:
    with bind("127.0.0.1", 0, "https") as opened:
        assert port_of(opened) > 0


def test_a_taken_port_is_named_with_its_option() -> None:
    with bind("127.0.0.1", 0, "token") as opened:
        opened.listen()
        with pytest.raises(ConfigurationError, match=r"port \d+ .* is in use.*--token-port"):
            bind("127.0.0.1", port_of(opened), "token")


def test_a_foreign_address_is_named() -> None:
    with pytest.raises(ConfigurationError, match=r"cannot listen on 192\.0\.2\.1:0 \(https\)"):
        bind("192.0.2.1", 0, "https")
