"""What ``run`` and its child say to each other: sockets or a refusal, go, and how ``exec`` ended.

A pair of UNIX sockets that keep messages apart. The child's end closes by itself at ``exec``: that
is how ``run`` knows that the command has begun.
"""

import array
import json
import os
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nameplate.process.transparent.plan import Door, write_doors
from nameplate.process.transparent.refusals import Refusal, Step, read_limits, words_of

_MOST_SOCKETS: Final = 16
_LONGEST: Final = 16_384
_GO: Final = b"go"
_READY: Final = b"ready"
_FORBIDDEN_STATUS: Final = 1


@dataclass(frozen=True, slots=True)
class Failed:
    """Why there is no command, in words, and what ``run`` exits with."""

    message: str
    status: int
    refused: bool = False
    """Whether the system forbids what the mode needs; else it was the command that failed."""


class Channel:
    """``run``'s side. A context manager: left, both ends are closed."""

    def __init__(self, doors: Sequence[Door]) -> None:
        self.doors = tuple(doors)
        self._own, self._childs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def command(self, path: str, words: Sequence[str]) -> tuple[str, ...]:
        """What to start instead of a command that was found at ``path``."""
        self._childs.set_inheritable(True)
        program = (sys.executable, "-I", "-m", "nameplate.process.transparent")
        return (*program, str(self._childs.fileno()), write_doors(self.doors), path, *words)

    def receive(self) -> dict[str, socket.socket] | Failed | None:
        """Wait for the child's sockets, by door; ``None``: it ended without a word.

        The child has its end by then: this process's copy is closed.
        """
        message, descriptors, _, _ = socket.recv_fds(self._own, _LONGEST, _MOST_SOCKETS)
        self.let_go()
        if message != _READY:
            return _failure(message)
        opened = (socket.socket(fileno=each) for each in descriptors)
        return {door.name: each for door, each in zip(self.doors, opened, strict=True)}

    def go(self) -> Failed | None:
        """Let the child become the command; ``None`` when it did."""
        try:
            self._own.send(_GO)
            return _failure(self._own.recv(_LONGEST))
        except OSError:  # it was ended by a signal meanwhile: its status says so
            return None

    def let_go(self) -> None:
        """Close this process's copy of the child's end: a silent child is heard to end."""
        self._childs.close()

    def close(self) -> None:
        """Close both ends; again is fine."""
        self._childs.close()
        self._own.close()


def send_sockets(told: socket.socket, opened: Sequence[socket.socket]) -> None:
    """The child's first word, with the sockets that it listens on."""
    numbers = array.array("i", [each.fileno() for each in opened])
    told.sendmsg([_READY], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, numbers)])


def send_refusal(told: socket.socket, refusal: Refusal) -> None:
    """The child's first word where the system forbids a step."""
    _send(told, {"step": refusal.step.value, "number": refusal.number, "detail": refusal.detail})


def send_failure(told: socket.socket, message: str, status: int) -> None:
    """The child's last word where ``exec`` failed."""
    _send(told, {"message": message, "status": status})


def await_go(told: socket.socket) -> bool:
    """Wait for ``run``; ``False`` when it is gone."""
    return told.recv(_LONGEST) == _GO


def _send(told: socket.socket, document: dict[str, Any]) -> None:
    text = json.dumps(document).encode()
    told.send(text[:_LONGEST])


def _failure(message: bytes) -> Failed | None:
    if not message:
        return None
    said = json.loads(message)
    if "step" not in said:
        return Failed(str(said["message"]), int(said["status"]))
    refusal = Refusal(Step(said["step"]), int(said["number"]), os.fsdecode(said["detail"]))
    why = words_of(refusal, read_limits())
    return Failed(why, _FORBIDDEN_STATUS, refused=True)
