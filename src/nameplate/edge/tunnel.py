"""Two sockets joined: bytes go both ways until both sides have said all they have.

A slow reader holds back the other side (nothing is read that cannot be sent); the end of one
direction is passed on while the other goes on. A direction that has moved much is spliced through
a pipe in the kernel where the system can (Linux), so that its bytes are never copied.
"""

import asyncio
import contextlib
import errno
import fcntl
import os
import socket
from collections.abc import Callable
from typing import Final

_CHUNK: Final = 64 * 1024
_BULK: Final = 512 * 1024
"""After so many bytes a direction is spliced: pipes are worth their descriptors only then."""
_PIPE: Final = 1024 * 1024
_ROUNDS: Final = 4
"""How often one direction moves bytes before others get their turn."""
_CAN_SPLICE: Final = hasattr(os, "splice") and hasattr(fcntl, "F_SETPIPE_SZ")
_FLAGS: Final = os.SPLICE_F_MOVE | os.SPLICE_F_NONBLOCK if _CAN_SPLICE else 0
_NO_SPLICE: Final = frozenset((errno.EINVAL, errno.ENOSYS, errno.EPERM))


class Flow:
    """One direction. ``done`` is called when it is over; ``failed`` says whether before its end."""

    __slots__ = (
        "_buffer",
        "_done",
        "_loop",
        "_moved",
        "_pending",
        "_pipe_in",
        "_pipe_out",
        "_sink",
        "_source",
        "_spliced",
        "failed",
    )

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        source: socket.socket,
        sink: socket.socket,
        done: Callable[["Flow"], None],
    ) -> None:
        self._loop = loop
        self._source = source
        self._sink = sink
        self._done = done
        self.failed = False
        self._buffer = memoryview(b"")
        self._spliced = False
        self._pipe_in = self._pipe_out = -1
        self._pending = 0
        self._moved = 0

    def start(self) -> None:
        """Begin to read."""
        self._loop.add_reader(self._source.fileno(), self._readable)

    def close(self) -> None:
        """Stop, and give back what it holds; the sockets are not its own."""
        self._loop.remove_reader(self._source.fileno())
        self._loop.remove_writer(self._sink.fileno())
        self._close_pipe()

    def _readable(self) -> None:
        try:
            for _ in range(_ROUNDS):
                taken = self._fill()
                if not taken:
                    self._finish()
                    return
                if not self._drain():
                    self._hold()
                    return
                if taken < _CHUNK:
                    return  # that was all there was: the loop will say when there is more
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._fail()

    def _writable(self) -> None:
        try:
            if self._drain():
                self._loop.remove_writer(self._sink.fileno())
                self.start()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self._fail()

    def _fill(self) -> int:
        """Take what has come; 0: that was the end. Raises BlockingIOError for nothing."""
        if self._spliced:
            try:
                self._pending = os.splice(self._source.fileno(), self._pipe_in, _PIPE, flags=_FLAGS)
            except OSError as error:
                if error.errno not in _NO_SPLICE:
                    raise
                self._close_pipe()  # this system does not splice such sockets: copy after all
            else:
                return self._pending
        data = self._source.recv(_CHUNK)
        self._buffer = memoryview(data)
        self._moved += len(data)
        return len(data)

    def _drain(self) -> bool:
        """Send what was taken; ``False``: some of it must wait."""
        try:
            while self._pending:
                self._pending -= os.splice(
                    self._pipe_out, self._sink.fileno(), self._pending, flags=_FLAGS
                )
            while self._buffer:
                self._buffer = self._buffer[self._sink.send(self._buffer) :]
        except (BlockingIOError, InterruptedError):
            return False
        if _CAN_SPLICE and not self._spliced and self._moved > _BULK:
            self._open_pipe()
        return True

    def _hold(self) -> None:
        """Read no more until the other side has taken what there is."""
        self._loop.remove_reader(self._source.fileno())
        self._loop.add_writer(self._sink.fileno(), self._writable)

    def _finish(self) -> None:
        self.close()
        with contextlib.suppress(OSError):
            self._sink.shutdown(socket.SHUT_WR)
        self._done(self)

    def _fail(self) -> None:
        self.failed = True
        self.close()
        self._done(self)

    def _open_pipe(self) -> None:
        self._moved = 0
        with contextlib.suppress(OSError):  # no descriptors or pages left: go on copying
            self._pipe_out, self._pipe_in = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
            self._spliced = True
            fcntl.fcntl(self._pipe_in, fcntl.F_SETPIPE_SZ, _PIPE)

    def _close_pipe(self) -> None:
        if self._spliced:
            self._spliced = False
            os.close(self._pipe_in)
            os.close(self._pipe_out)


async def join(left: socket.socket, right: socket.socket) -> None:
    """Let bytes go both ways until both directions are done or one fails; close both sockets."""
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    open_directions = 2

    def done(flow: Flow) -> None:
        nonlocal open_directions
        open_directions -= 1
        if (flow.failed or open_directions == 0) and not over.done():
            over.set_result(None)

    flows = (Flow(loop, left, right, done), Flow(loop, right, left, done))
    try:
        for flow in flows:
            flow.start()
        await over
    finally:
        for flow in flows:
            flow.close()
        left.close()
        right.close()


async def relay(source: socket.socket, sink: socket.socket) -> None:
    """Let bytes go one way until their end, which is passed on."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()

    def done(_: Flow) -> None:
        if not over.done():
            over.set_result(None)

    flow = Flow(loop, source, sink, done)
    flow.start()
    try:
        await over
    finally:
        flow.close()
