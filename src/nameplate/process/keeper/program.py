"""The keeper's loop: one server at a time, requests, ends of apps, their output.

A server is whoever connected last. When its connection ends without ``shutdown``, a successor has a
few seconds to connect; then every app is ended, and the keeper after them.
"""

import contextlib
import os
import selectors
import signal
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from nameplate.core.clock import SystemClock
from nameplate.process.keeper import birth, init, kernel
from nameplate.process.keeper.apps import App
from nameplate.process.keeper.control_groups import ControlGroup, ControlGroups
from nameplate.process.keeper.memory import MemoryWatch
from nameplate.process.keeper.messages import Lines, Malformed, encode
from nameplate.process.keeper.messages import decode as decode_message
from nameplate.process.keeper.probing import isolation_problem
from nameplate.process.keeper.workload import InvalidWorkload, Workload

PROTOCOL: Final = 2
SUCCESSION: Final = 3.0
"""Seconds that a successor has to connect, unless whoever starts the keeper says otherwise."""
GRACE: Final = 5.0
"""Seconds between asking every app to end and ending it, when there is no successor."""
_CHUNK: Final = 65_536


class Keeper:
    """Everything that the keeper holds."""

    def __init__(self, listening: socket.socket, succession: float) -> None:
        self._clock = SystemClock()
        self._listening = listening
        self._selector = selectors.DefaultSelector()
        self._server: socket.socket | None = None
        self._lines = Lines()
        self._outgoing = bytearray()
        self._apps: dict[str, App] = {}
        self._life = os.pipe2(os.O_CLOEXEC)
        self._problem = isolation_problem()
        self._groups = ControlGroups.find()
        self._watch = MemoryWatch()
        self._looks_at: float | None = None
        """When (monotonic) to look at what apps hold; ``None``: nobody is to be looked at."""
        self._succession = succession
        self._deadline: float | None = self._clock.monotonic() + succession
        self._ending = False

    def run(self) -> None:
        """Serve until there is neither a server nor an app."""
        self._selector.register(self._listening, selectors.EVENT_READ, self._accept)
        while not (self._ending and not self._apps):
            for key, _ in self._selector.select(self._wait()):
                ready: Callable[[], None] = key.data
                ready()
            self._look_at_the_clock()
            self._reap_strangers()
        self._flush()
        if self._groups is not None:
            self._groups.close()

    # The server

    def _accept(self) -> None:
        connection, _ = self._listening.accept()
        if _peer_user(connection) != os.getuid():
            connection.close()
            return
        self._part()
        connection.setblocking(False)
        self._server, self._lines, self._deadline = connection, Lines(), None
        self._outgoing.clear()
        self._selector.register(connection, selectors.EVENT_READ, self._hear)
        self._tell({"event": "hello", "protocol": PROTOCOL, "pid": os.getpid(), **self._facts()})

    def _facts(self) -> dict[str, Any]:
        return {
            "isolation": self._problem is None,
            "problem": self._problem,
            "groups": self._groups is not None,
            "apps": [app.shown() for app in self._apps.values()],
        }

    def _part(self) -> None:
        """Let the server go; a successor has its time."""
        if self._server is not None:
            self._selector.unregister(self._server)
            self._server.close()
            self._server = None
        if not self._ending:
            self._deadline = self._clock.monotonic() + self._succession

    def _hear(self) -> None:
        if self._server is None:
            return
        try:
            self._flush()
            data = self._server.recv(_CHUNK)
            lines = self._lines.feed(data)
        except BlockingIOError:
            return
        except (OSError, Malformed):
            self._part()
            return
        if not data:
            self._part()
            return
        for line in lines:
            self._answer(line)

    def _answer(self, line: bytes) -> None:
        try:
            request = decode_message(line)
        except Malformed:
            self._part()
            return
        number = request.get("number")
        try:
            answer = self._do(str(request.get("do")), request)
        except (InvalidWorkload, birth.CannotStart) as problem:
            self._tell({"number": number, "error": str(problem)})
        else:
            self._tell({"number": number, "answer": answer})

    def _do(self, action: str, request: dict[str, Any]) -> Any:
        if action == "start":
            return self._start(request)
        if action == "stop":
            return self._stop(str(request.get("app")), float(request.get("grace", GRACE)))
        if action == "list":
            return self._facts()
        if action == "shutdown":
            self._end_all(float(request.get("grace", GRACE)))
            return {}
        raise InvalidWorkload(f"'{action[:50]}' is no request")

    def _start(self, request: dict[str, Any]) -> dict[str, Any]:
        workload = Workload.read(request)
        if workload.app in self._apps:
            raise InvalidWorkload("the app is running already")
        if self._ending:
            raise InvalidWorkload("the keeper is ending")
        if workload.isolated and self._problem is not None:
            raise birth.CannotStart(f"no isolation here: {self._problem}")
        group = self._group(workload)
        try:
            born = birth.bear(workload, self._life[0], group)
        except birth.CannotStart:
            if group is not None:
                group.close()
            raise
        app = App(workload, born, self._clock.now(), group)
        self._apps[workload.app] = app
        if app.watched is not None and self._looks_at is None:
            self._looks_at = self._clock.monotonic()
        for descriptor, heard in (
            (born.output, lambda: self._print(app)),
            (born.report, lambda: self._report(app)),
            (born.handle, lambda: self._gone(app)),
        ):
            self._selector.register(descriptor, selectors.EVENT_READ, heard)
        return app.shown()

    def _group(self, workload: Workload) -> ControlGroup | None:
        """Its control group; without one its memory is looked at."""
        with contextlib.suppress(OSError):
            return self._groups.make(workload.limits) if self._groups is not None else None
        return None

    def _stop(self, key: str, grace: float) -> dict[str, Any]:
        app = self._apps.get(key)
        if app is not None:
            app.ask_to_end(self._clock.monotonic() + grace)
        return {"running": app is not None}

    def _end_all(self, grace: float) -> None:
        self._ending, self._deadline = True, None
        for app in self._apps.values():
            app.ask_to_end(self._clock.monotonic() + grace)

    # The apps

    def _print(self, app: App) -> None:
        if not app.take_output(_CHUNK):
            self._forget(app.born.output)

    def _report(self, app: App) -> None:
        more, reports = app.take_reports()
        for kind, words in reports:
            if kind == init.STARTED:
                self._tell({"event": "started", "app": app.key, "run": app.run})
            elif kind == init.FAILED:
                app.failure = words
            else:
                app.status = int(words)
        if not more:
            self._forget(app.born.report)

    def _gone(self, app: App) -> None:
        """Its first process ended: take what it left, and tell."""
        self._report(app)
        while app.take_output(_CHUNK) and app.more_output:
            pass
        with contextlib.suppress(ChildProcessError):
            os.waitpid(app.born.pid, 0)
        for descriptor in (app.born.output, app.born.report, app.born.handle):
            self._forget(descriptor)
        app.close()
        del self._apps[app.key]
        if not app.workload.isolated:
            spared = frozenset(each.born.pid for each in self._apps.values())
            init.end_children(os.getpid(), spared=spared)
        self._tell({"event": "ended", "app": app.key, "run": app.run, **app.ending()})

    def _forget(self, descriptor: int) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(descriptor)

    def _reap_strangers(self) -> None:
        """Reap what was left to us and died by itself."""
        known = {app.born.pid for app in self._apps.values()}
        with contextlib.suppress(ChildProcessError):
            while True:
                found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
                if found is None or found.si_pid in known:
                    return
                os.waitpid(found.si_pid, os.WNOHANG)

    # Time

    def _wait(self) -> float | None:
        times = [app.killed_at for app in self._apps.values() if app.killed_at is not None]
        if self._deadline is not None:
            times.append(self._deadline)
        if self._looks_at is not None:
            times.append(self._looks_at)
        if self._outgoing:
            return 0.05
        return max(0.0, min(times) - self._clock.monotonic()) if times else None

    def _look_at_the_clock(self) -> None:
        self._flush()
        now = self._clock.monotonic()
        if self._deadline is not None and now >= self._deadline:
            self._end_all(GRACE)
        for app in self._apps.values():
            if app.killed_at is not None and now >= app.killed_at:
                app.kill()
        if self._looks_at is not None and now >= self._looks_at:
            self._look_at_memory()

    def _look_at_memory(self) -> None:
        """End whoever holds more than it may; look again while there is anybody to look at."""
        watched = ((app.born.pid, app.watched) for app in self._apps.values())
        limits = {pid: limit for pid, limit in watched if limit is not None}
        over, pause = self._watch.look(limits)
        for app in self._apps.values():
            if app.born.pid in over:
                app.exceed()
        self._looks_at = self._clock.monotonic() + pause if limits else None

    # Words

    def _tell(self, message: dict[str, Any]) -> None:
        if self._server is not None:
            self._outgoing += encode(message)
            self._flush()

    def _flush(self) -> None:
        if self._server is None or not self._outgoing:
            return
        try:
            sent = self._server.send(self._outgoing)
        except BlockingIOError:
            return
        except OSError:
            self._part()
            return
        del self._outgoing[:sent]


def main(path: str, succession: float = SUCCESSION) -> int:
    """Run a keeper that listens at a path, until its work is done."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, signal.SIG_IGN)
    kernel.hide_memory()
    kernel.adopt_orphans()
    os.umask(0o077)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with contextlib.suppress(FileNotFoundError):
        Path(path).unlink()
    listening.bind(path)
    listening.listen(8)
    try:
        Keeper(listening, succession).run()
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(path).unlink()
    return 0


def _peer_user(connection: socket.socket) -> int:
    """The user of the process at the other end (``SO_PEERCRED``, unix(7))."""
    size = struct.calcsize("3i")
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    return int(struct.unpack("3i", credentials)[1])
