"""No test of the house reaches beyond this machine: whoever tries is stopped, and told where.

An audit hook sees what Python's own sockets do. What the event loop and other programs do is
proven in a network with loopback only (``acceptance/test_story``). Signals that whoever started us
ignores (``nohup``, a job in the background) are heard again, because programs inherit what is
ignored and tests send them; and CI looks at the same examples each time.
"""

import ipaddress
import os
import signal
import sys
from typing import Any

from hypothesis import settings


def _leaves_this_machine(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if not isinstance(host, str) or host in ("", "localhost") or host.endswith(".localhost"):
        return False
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return True  # a name: asking for its address is a question to another machine


def deny_the_world(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse connections and datagrams to other machines, and questions after their names."""
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if _leaves_this_machine(host):
        raise PermissionError(f"a test reaches for {host}: it must stay on loopback")


sys.addaudithook(deny_the_world)


def hear_signals_again() -> None:
    """Undo what was ignored before Python started; it hears the others by itself."""
    for number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


hear_signals_again()
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")
