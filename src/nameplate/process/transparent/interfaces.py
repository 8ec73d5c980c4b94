"""The loopback interface of a new network: up, with one more address (``netdevice(7)``)."""

import fcntl
import socket
import struct
from typing import Final

_SET_FLAGS: Final = 0x8914  # SIOCSIFFLAGS
_SET_ADDRESS: Final = 0x8916  # SIOCSIFADDR
_SET_MASK: Final = 0x891C  # SIOCSIFNETMASK
_UP_AND_RUNNING: Final = 0x1 | 0x40  # IFF_UP | IFF_RUNNING
_LABEL: Final = "lo:1"


def raise_loopback(more: str) -> None:
    """Bring ``lo`` up and give it an address beside its own. Raises OSError."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SET_FLAGS, flags_request("lo", _UP_AND_RUNNING))
        fcntl.ioctl(control, _SET_ADDRESS, address_request(_LABEL, more))
        fcntl.ioctl(control, _SET_MASK, address_request(_LABEL, "255.255.255.255"))


def flags_request(name: str, flags: int) -> bytes:
    """A ``struct ifreq`` with flags."""
    return struct.pack("16sH22x", name.encode("ascii"), flags)


def address_request(name: str, address: str) -> bytes:
    """A ``struct ifreq`` with an IPv4 address."""
    packed = socket.inet_aton(address)
    return struct.pack("16sHH4s16x", name.encode("ascii"), socket.AF_INET, 0, packed)
