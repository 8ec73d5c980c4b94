"""The portal of an installed ``up`` over a full home: each page as it is asked for first.

Everything that is loaded or compiled late is in it, and a browser's way in: a one-time link over
the portal's own socket. What the server used is its own CPU time, by the kernel's clock of its
process.
"""

import http.client
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from benchmarks.pages import PAGES, Shown
from benchmarks.programs import LOOPBACK

_SCHEDULED: Final = 2
"""``CPUCLOCK_SCHED`` in the kernel's id of a process's CPU clock (clock_getcpuclockid(3))."""


def cpu_clock(pid: int) -> Callable[[], float]:
    """What a process with all its threads has used, in seconds."""
    number = (~pid << 3) | _SCHEDULED
    return lambda: time.clock_gettime(number)


def first_pages(link: str, clock: Callable[[], float]) -> list[Shown]:
    """Every page, asked for once each, by whoever has a link."""
    address = urlsplit(link)
    connection = http.client.HTTPConnection(LOOPBACK, address.port or 80, timeout=60)
    try:
        headers = {"Host": address.netloc}
        cookies = _ask(connection, f"{address.path}?{address.query}", headers)[1]
        headers["Cookie"] = "; ".join(each.partition(";")[0] for each in cookies)
        return [_shown(connection, name, headers, clock) for name in PAGES]
    finally:
        connection.close()


def _shown(
    connection: http.client.HTTPConnection,
    name: str,
    headers: Mapping[str, str],
    clock: Callable[[], float],
) -> Shown:
    used, wall = clock(), time.perf_counter()
    body, _ = _ask(connection, PAGES[name], headers)
    return Shown(name, clock() - used, time.perf_counter() - wall, len(body))


def _ask(
    connection: http.client.HTTPConnection, target: str, headers: Mapping[str, str]
) -> tuple[bytes, list[str]]:
    """The body and the cookies of an answer."""
    connection.request("GET", target, headers=dict(headers))
    with connection.getresponse() as answer:
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{target.partition('?')[0]} answered {answer.status}")
        return body, answer.headers.get_all("set-cookie") or []
