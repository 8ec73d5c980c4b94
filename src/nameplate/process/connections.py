"""Whose process is at the other end of a TCP connection on this machine (Linux: proc(5))."""

import sys
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import Final

_TABLES: Final = ("tcp", "tcp6")
_PLACES: Final = Path("/proc/net")
_MAPPED: Final = bytes(10) + b"\xff\xff"
"""``::ffff:0:0/96``: an IPv4 address of a socket that takes both (RFC 4291 section 2.5.5.2)."""

Address = tuple[str, int]
"""An IP address and a port."""


def user_of(client: Address, server: Address, *, places: Path = _PLACES) -> int | None:
    """The user whose socket at ``client`` is connected to ``server``.

    ``None`` where nothing says: the client of another machine or of another network namespace, a
    system that has no such tables, or what is no address.
    """
    try:
        wanted = list(zip(_written(client), _written(server), strict=True))
    except ValueError:
        return None
    for name in _TABLES:
        try:
            rows = (places / name).read_text("ascii").splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            if (fields[1], fields[2]) in wanted:
                return int(fields[7])
    return None


def _written(address: Address) -> list[str]:
    """An address as the tables may have it: in words, each printed as this machine reads it."""
    host, port = address
    packed = ip_address(host)
    forms = [packed.packed]
    if isinstance(packed, IPv4Address):
        forms.append(_MAPPED + packed.packed)
    return [f"{_words(each)}:{port:04X}" for each in forms]


def _words(packed: bytes) -> str:
    words = (packed[start : start + 4] for start in range(0, len(packed), 4))
    return "".join(f"{int.from_bytes(word, sys.byteorder):08X}" for word in words)
