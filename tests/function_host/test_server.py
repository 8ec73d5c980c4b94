"""The listening socket and the server."""

import pytest

from nameplate_functions.failures import AppProblem
from nameplate_functions.server import LOOPBACK, listen


def test_it_listens_on_loopback_only() -> None:
    with listen(0) as listener:
        assert listener.getsockname()[0] == LOOPBACK


def test_a_port_that_is_taken_is_told() -> None:
    with listen(0) as listener, pytest.raises(AppProblem, match="cannot be used"):
        listen(listener.getsockname()[1])
