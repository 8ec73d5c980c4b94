"""Outgoing connections: resolving, trying in turn, and what is never dialled."""

import socket
from pathlib import Path

import pytest

from nameplate.edge import dial as dialling
from nameplate.edge.dial import CannotDialError, dial, dial_local, guarded
from tests.edge.loops import on_uvloop
from tests.fakes.tcp_server import echo, tcp_server


@pytest.mark.parametrize(
    ("host", "never"),
    [
        ("169.254.169.254", True),
        ("fe80::1", True),
        ("::ffff:169.254.1.1", True),
        ("168.63.129.16", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("metadata.example", False),
    ],
)
def test_metadata_addresses_are_guarded(host: str, *, never: bool) -> None:
    assert guarded(host) is never


@on_uvloop
async def test_the_next_address_is_tried_when_the_first_refuses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with tcp_server(echo) as port:

        async def two(*_: object, **__: object) -> list[tuple[int, tuple[str, int]]]:
            return [(socket.AF_INET, ("127.0.0.1", 1)), (socket.AF_INET, ("127.0.0.1", port))]

        monkeypatch.setattr(dialling, "_resolve", two)
        (await dial("two.example", 443, seconds=5)).close()


@on_uvloop
async def test_a_name_that_resolves_to_metadata_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(*_: object, **__: object) -> object:
        return [(socket.AF_INET, ("169.254.169.254", 80))]

    monkeypatch.setattr(dialling, "_lookup", resolve)
    with pytest.raises(CannotDialError) as caught:
        await dial("metadata.example", 80, seconds=5)

    assert caught.value.status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "::1", "192.168.1.1"])
@on_uvloop
async def test_clients_of_other_machines_reach_public_addresses_only(host: str) -> None:
    with pytest.raises(CannotDialError) as caught:
        await dial(host, 80, seconds=5, public_only=True)

    assert caught.value.status == 403


@on_uvloop
async def test_a_listener_of_ours_is_reached_by_path_or_address(tmp_path: Path) -> None:
    path = tmp_path / "edge.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        (await dial_local(path)).close()
    with pytest.raises(ConnectionRefusedError):
        await dial_local(("127.0.0.1", 1))
