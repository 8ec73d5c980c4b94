"""Leases that a run holds: renewed in the background for as long as the child lives.

They are short, so that a run that was killed leaves nothing open behind it.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread

from nameplate.cli.api import Api
from nameplate.cli.client import LoopbackClient
from nameplate.cli.connection import Connection
from nameplate.cli.failures import CommandFailure

Renew = Callable[[Connection], None]


@contextmanager
def renewed(connection: Connection, renew: Renew, *, every: float) -> Iterator[None]:
    """Call ``renew`` every so many seconds, until the block is left."""
    stop = Event()
    renewing = Thread(target=_renew, args=(connection, renew, every, stop), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        stop.set()
        renewing.join()


def _renew(shared: Connection, renew: Renew, every: float, stop: Event) -> None:
    while not stop.wait(every):
        with own_connection(shared) as connection, contextlib.suppress(CommandFailure):
            renew(connection)


@contextmanager
def own_connection(shared: Connection) -> Iterator[Connection]:
    """The same server on a connection of this thread's own."""
    roots = (shared.home.production_roots, shared.home.own_roots)
    client = LoopbackClient(shared.ports.https, roots)
    try:
        yield replace(shared, api=Api(client, shared.cloud, shared.api.sign_in.on(client)))
    finally:
        client.close()
