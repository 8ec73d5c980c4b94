"""A proxy that is loaded when somebody connects."""

import asyncio
import socket

from nameplate.server.later_proxy import LaterProxy


class Accepting:
    """Accepts from a socket in the way of the real proxy."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.accepted = asyncio.Event()
        self.stopped = False
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(listening.fileno(), self._accept)

    def _accept(self) -> None:
        connection, _ = self.listening.accept()
        connection.close()
        self.accepted.set()

    async def stop(self) -> None:
        self.stopped = True
        self._loop.remove_reader(self.listening.fileno())
        self.listening.close()


def listening() -> socket.socket:
    opened = socket.create_server(("127.0.0.1", 0))
    opened.setblocking(False)
    return opened


async def test_nothing_is_made_until_somebody_connects() -> None:
    opened, made, started = listening(), list[Accepting](), asyncio.Event()

    def start() -> Accepting:
        made.append(Accepting(opened))
        started.set()
        return made[-1]

    later = LaterProxy(opened, start)
    await asyncio.sleep(0)
    assert made == []
    _, writer = await asyncio.open_connection(*opened.getsockname())
    await started.wait()
    await made[0].accepted.wait()
    later.start()
    writer.close()
    await later.stop()

    assert [one.stopped for one in made] == [True]


async def test_one_that_nobody_used_stops_listening() -> None:
    opened = listening()

    def start() -> Accepting:
        raise AssertionError("nobody connected")

    await LaterProxy(opened, start).stop()

    assert opened.fileno() == -1
