"""``nameplate up``: the whole platform in the foreground, one per home.

The kernel releases the lock when the process ends, however it ends; ``run/up.json`` is true only
while the lock is held.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Callable

import orjson

from nameplate.config.errors import ConfigurationError
from nameplate.config.home import Home, prepare
from nameplate.config.settings import Settings
from nameplate.core.clock import Clock, SystemClock, iso8601
from nameplate.process.locks import FileLock, LockHeld
from nameplate.server.endpoints import Endpoints, Mode
from nameplate.server.loops import run, settle
from nameplate.server.running import Server

_log = logging.getLogger(__name__)

Announce = Callable[[Server], None]


def serve(settings: Settings, *, announce: Announce | None = None) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit status. Raises ConfigurationError."""
    home = prepare(settings.home)
    lock = FileLock(home.up_lock, patience=0.5)
    try:
        lock.acquire()
    except LockHeld:
        raise ConfigurationError(
            f"a server of {home.root} is running already: nameplate status shows it, "
            "nameplate down stops it."
        ) from None
    try:
        run(_serve(settings, SystemClock(), announce))
    finally:
        home.up_record.unlink(missing_ok=True)
        lock.release()
    return 0


async def _serve(settings: Settings, clock: Clock, announce: Announce | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    server = await Server.start(settings, clock, mode=Mode.UP)
    try:
        _record(settings.home, server.endpoints, clock.now())
        if announce is not None:
            announce(server)
        settle()
        await stop.wait()
        _log.info("stopping")
    finally:
        await server.stop()


def _record(home: Home, endpoints: Endpoints, started: float) -> None:
    document = {
        "pid": os.getpid(),
        "ports": {
            "https": endpoints.https,
            "token": endpoints.token,
            "proxy": endpoints.proxy,
            "portal": endpoints.portal,
        },
        "started": iso8601(started, digits=0),
    }
    partial = home.up_record.with_suffix(".partial")
    partial.write_bytes(orjson.dumps(document))
    partial.chmod(0o600)
    partial.replace(home.up_record)
