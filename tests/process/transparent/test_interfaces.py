"""The requests that bring loopback up, as the kernel lays them out."""

import struct

from nameplate.process.transparent import interfaces


def test_requests_are_forty_bytes_with_the_name_first() -> None:
    for request in (
        interfaces.flags_request("lo", 0x41),
        interfaces.address_request("lo:1", "169.254.169.254"),
    ):
        assert len(request) == 40
        assert request[:16].rstrip(b"\0") in (b"lo", b"lo:1")


def test_an_address_is_a_socket_address() -> None:
    request = interfaces.address_request("lo:1", "169.254.169.254")

    assert struct.unpack_from("=H", request, 16) == (2,)
    assert request[20:24] == bytes((169, 254, 169, 254))
