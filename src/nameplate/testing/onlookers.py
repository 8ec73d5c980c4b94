"""Libraries that look at the environment once and keep what they saw.

In a process of its own an app's environment is there before any of them is loaded. In a test it
comes and goes, so those that are known to feel it are told to look again. None of them is imported
here.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

_CONTEXT: Final = "_SSL_CONTEXT_VERIFIED"
"""What aiohttp (3.11 and later) verifies servers by: made when it is imported."""
_MAKE: Final = "_make_ssl_context"


@contextmanager
def looking_again() -> Iterator[None]:
    """The environment is another one in this block: see it, and the old one afterwards."""
    _forget_proxies()
    put_back = _verify_anew()
    try:
        yield
    finally:
        put_back()
        _forget_proxies()


def _forget_proxies() -> None:
    """``urllib.request`` keeps the proxies that its first request found."""
    request: Any = sys.modules.get("urllib.request")
    if request is not None:
        request.install_opener(None)


def _verify_anew() -> Callable[[], None]:
    """Have aiohttp verify by the bundle that is in force now; returns what undoes it."""
    connector: Any = sys.modules.get("aiohttp.connector")
    held, make = getattr(connector, _CONTEXT, None), getattr(connector, _MAKE, None)
    if held is None or make is None:
        return lambda: None
    setattr(connector, _CONTEXT, make(True))
    return lambda: setattr(connector, _CONTEXT, held)
