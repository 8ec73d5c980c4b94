"""The program: its words, its signals, its exit status."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from nameplate_functions.azure_storage import AzureStorage
from nameplate_functions.clock import SystemClock
from nameplate_functions.failures import AppProblem
from nameplate_functions.host import Host
from nameplate_functions.loading import load_app
from nameplate_functions.server import listen
from nameplate_functions.settings import Settings


def main(words: Sequence[str]) -> int:
    """Host the app of a folder until SIGTERM or SIGINT; the exit status."""
    settings = Settings.from_environment()
    given = _parser().parse_args(words)
    app = Path(given.app).resolve()
    data = Path(given.data).expanduser() if given.data else settings.data_folder(app)
    clock = SystemClock()
    try:
        listener = listen(given.port if given.port is not None else settings.port)
    except AppProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    loaded = load_app(app, settings, clock)
    address, port = listener.getsockname()[:2]
    loaded.journal.host(f"Listening on http://{address}:{port}")
    for each in loaded.functions:
        loaded.journal.host(f"Found the function: {each.name} ({each.trigger.type})", logging.INFO)
    host = Host(loaded, data, storage=AzureStorage(), clock=clock)

    async def serve() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, host.stop)
        await host.serve(listener)

    asyncio.run(serve())
    sys.stdout.flush()
    if host.stuck:
        os._exit(0)  # threads that nothing can end would hold up the interpreter's own end
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m nameplate_functions",
        description="Run a function app of the Python v2 programming model.",
    )
    parser.add_argument("--app", default=".", help="its folder (default: this one)")
    parser.add_argument("--data", help="where keys and the states of timers are kept")
    parser.add_argument("--port", type=int, help="default: PORT, or 7071")
    return parser
