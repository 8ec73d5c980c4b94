"""The door of a command's own server: the names of apps, led to what a run's command listens on."""

import asyncio
from pathlib import Path

from nameplate.core.cloud import AZURE_PUBLIC
from nameplate.process.announced_ports import announced
from nameplate.server.run_visits import RunVisits

HOST = "web1.azurewebsites.net"


async def hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    await writer.drain()
    writer.close()


async def asked(visits: RunVisits) -> bytes:
    """What a visitor is answered; TLS is the listener's."""

    def taken() -> asyncio.Protocol:
        protocol = visits.hand_over(HOST)
        assert protocol is not None
        return protocol

    server = await asyncio.get_running_loop().create_server(taken, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % HOST.encode())
        answer = await reader.read()
        writer.close()
    await visits.stop()
    return answer


async def test_a_name_leads_to_what_runs(tmp_path: Path) -> None:
    async with await asyncio.start_server(hello, "127.0.0.1", 0) as app:
        with announced(tmp_path, "web1", app.sockets[0].getsockname()[1]):
            answer = await asked(RunVisits([AZURE_PUBLIC], tmp_path))

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"hello")


async def test_a_name_without_a_run_is_not_found(tmp_path: Path) -> None:
    assert (await asked(RunVisits([AZURE_PUBLIC], tmp_path))).startswith(b"HTTP/1.1 404 ")


async def test_other_names_are_for_the_wires(tmp_path: Path) -> None:
    visits = RunVisits([AZURE_PUBLIC], tmp_path)

    assert visits.hand_over("contoso.vault.azure.net") is None
    assert not visits.serves("contoso.vault.azure.net")
    await visits.stop()
