"""Where is listened inside, and what stands in the files about names. Pure."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self

LOOPBACK: Final = "127.0.0.1"
METADATA: Final = "169.254.169.254"
RESOLVER: Final = f"nameserver {LOOPBACK}\noptions timeout:2 attempts:2\n"
"""``resolv.conf(5)``: ours alone, and no domain to search in."""

_BACKLOG: Final = 512
_HOSTS: Final = "hosts:"
_PLAIN_SOURCES: Final = "hosts: files dns"


class Kind(StrEnum):
    """What is spoken at a door."""

    STREAMS = "tcp"
    DATAGRAMS = "udp"


@dataclass(frozen=True, slots=True)
class Door:
    """An address inside that leads to something outside, by name."""

    name: str
    kind: Kind
    address: str
    port: int

    def __str__(self) -> str:
        return f"{self.name}={self.kind}:{self.address}:{self.port}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The inverse of ``str``."""
        name, _, place = text.partition("=")
        kind, address, port = place.split(":")
        return cls(name, Kind(kind), address, int(port))

    def open(self) -> socket.socket:
        """Listen. Raises OSError."""
        streams = self.kind is Kind.STREAMS
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM if streams else socket.SOCK_DGRAM)
        try:
            made.bind((self.address, self.port))
            if streams:
                made.listen(_BACKLOG)
        except BaseException:
            made.close()
            raise
        return made


def doors_of(*, https: int, token: int, proxy: int) -> tuple[Door, ...]:
    """What is reached inside: production's ports, and those that the environment names."""
    streams = Kind.STREAMS
    wanted = (
        Door("https", streams, LOOPBACK, 443),
        Door("http", streams, LOOPBACK, 80),
        Door("metadata", streams, METADATA, 80),
        Door("names", Kind.DATAGRAMS, LOOPBACK, 53),
        Door("names-stream", streams, LOOPBACK, 53),
        Door("https-own", streams, LOOPBACK, https),
        Door("token", streams, LOOPBACK, token),
        Door("proxy", streams, LOOPBACK, proxy),
    )
    taken: dict[tuple[Kind, str, int], Door] = {}
    for door in wanted:
        taken.setdefault((door.kind, door.address, door.port), door)
    return tuple(taken.values())


def hosts_file(text: str, machine: str) -> str:
    """``hosts(5)``: the machine's lines about itself; no other address is reachable inside."""
    own = [f"{LOOPBACK} localhost {machine}", "::1 localhost ip6-localhost ip6-loopback"]
    return "\n".join((*own, *(line for line in text.splitlines() if _is_loopback(line)), ""))


def sources_file(text: str) -> str:
    """``nsswitch.conf(5)``: names come from the two files, never from a daemon outside."""
    lines = text.splitlines()
    kept = [line for line in lines if not line.lstrip().lower().startswith(_HOSTS)]
    return "\n".join((*kept, _PLAIN_SOURCES, ""))


def read_doors(words: str) -> tuple[Door, ...]:
    """Doors as they stand on a command line."""
    return tuple(Door.read(word) for word in words.split(","))


def write_doors(doors: Iterable[Door]) -> str:
    """The inverse."""
    return ",".join(map(str, doors))


def _is_loopback(line: str) -> bool:
    words = line.partition("#")[0].split()
    try:
        return len(words) > 1 and ipaddress.ip_address(words[0]).is_loopback
    except ValueError:
        return False
