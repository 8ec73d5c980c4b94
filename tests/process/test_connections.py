"""Whose process is at the other end: by real sockets, and by the kernel's table."""

import os
import socket
import sys
from pathlib import Path

import pytest

from nameplate.process.connections import user_of

_HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"


@pytest.mark.skipif(sys.platform != "linux", reason="the table is Linux's")
@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_our_own_connection(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as listener:
        try:
            listener.bind((host, 0))
        except OSError:
            pytest.skip("this machine has no such address")
        listener.listen()
        server = listener.getsockname()[:2]
        with socket.create_connection(server) as client:
            assert user_of(client.getsockname()[:2], server) == os.getuid()
            other = (host, client.getsockname()[1] ^ 1)
            assert user_of(other, server) is None


@pytest.mark.skipif(sys.byteorder != "little", reason="the rows are a little-endian machine's")
def test_a_socket_that_takes_both_families(tmp_path: Path) -> None:
    (tmp_path / "tcp6").write_text(
        _HEAD + "   0: 0000000000000000FFFF00000100007F:C350"
        " 0000000000000000FFFF00000100007F:1FCC 01 0:0 00:0 0 1234 0 1 1 0 20\n"
    )
    assert user_of(("127.0.0.1", 50000), ("127.0.0.1", 8140), places=tmp_path) == 1234
    assert user_of(("127.0.0.1", 50001), ("127.0.0.1", 8140), places=tmp_path) is None


def test_where_nothing_says(tmp_path: Path) -> None:
    assert user_of(("127.0.0.1", 1), ("127.0.0.1", 2), places=tmp_path) is None
    assert user_of(("testclient", 1), ("", 2)) is None
