"""From ``run``'s child to the command: new namespaces, sockets inside, files, and ``exec``.

The same process all the way, so that signals, the terminal and the exit status are the command's
own. Needs no root: the user in the new namespace is the one outside. The standard library alone.
"""

import errno
import os
import signal
import socket
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nameplate.process.keeper import kernel
from nameplate.process.transparent import channel, plan
from nameplate.process.transparent.interfaces import raise_loopback
from nameplate.process.transparent.refusals import Refusal, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMESPACES: Final = kernel.NEW_MOUNTS | kernel.NEW_NETWORK
_WORKBENCH: Final = "/tmp"  # noqa: S108 - covered by an empty folder of our own meanwhile
_CACHES: Final = ("/run/nscd", "/var/run/nscd")
_NOT_EXECUTABLE: Final = 126
_NOT_FOUND: Final = 127


class RefusedError(Exception):
    """The system forbids a step."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


def main(arguments: Sequence[str]) -> int:
    """Become the command, or tell ``run`` why not. Without a command: only try."""
    _take_signals_as_others_do()
    number, doors, *command = arguments
    told = socket.socket(fileno=int(number))
    told.set_inheritable(False)
    try:
        opened = furnish(plan.read_doors(doors))
    except RefusedError as refused:
        channel.send_refusal(told, refused.refusal)
        return 1
    channel.send_sockets(told, opened)
    for each in opened:
        each.close()
    if not command or not channel.await_go(told):
        return 1
    path, *words = command
    return _become(told, path, words)


def furnish(doors: Sequence[plan.Door]) -> list[socket.socket]:
    """Enter new namespaces, listen there, and show our files. Raises ``RefusedError``."""
    _enter()
    with _step(Step.NETWORK):
        raise_loopback(plan.METADATA)
    with _step(Step.DOORS):
        opened = [door.open() for door in doors]
    with _step(Step.FILES):
        kernel.keep_mounts_private()
        _show_files()
    return opened


@contextmanager
def _step(step: Step) -> "Iterator[None]":
    try:
        yield
    except OSError as problem:
        raise RefusedError(Refusal(step, problem.errno or 0, str(problem))) from None


def _enter() -> None:
    """Root needs no user namespace, and keeps every user on the machine without one."""
    if os.geteuid() == 0 and _as_root():
        return
    user, group = os.geteuid(), os.getegid()
    with _step(Step.NAMESPACES):
        kernel.unshare(_NAMESPACES | kernel.NEW_USER)
    with _step(Step.USER):
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")


def _as_root() -> bool:
    """Without a user namespace; ``False``: a container's root, without the capability."""
    with _step(Step.NAMESPACES):
        try:
            kernel.unshare(_NAMESPACES)
        except PermissionError:
            return False
    return True


def _show_files() -> None:
    """Show files that live in memory over those in ``/etc``; what is not there is not missed."""
    shown = _files()
    kernel.mount_empty(_WORKBENCH)
    for place, text in shown.items():
        made = Path(_WORKBENCH, Path(place).name)
        made.write_text(text, "utf-8")
        made.chmod(0o644)
        kernel.bind(str(made), place)
    kernel.unmount(_WORKBENCH)
    for folder in {os.path.realpath(each) for each in _CACHES if Path(each).is_dir()}:
        kernel.mount_empty(folder)  # nscd would answer from outside


def _files() -> dict[str, str]:
    hosts, resolver, sources = (
        os.path.realpath(Path("/etc", name)) for name in ("hosts", "resolv.conf", "nsswitch.conf")
    )
    found = {}
    if Path(hosts).is_file():
        found[hosts] = plan.hosts_file(_text(hosts), socket.gethostname())
    if Path(resolver).is_file():
        found[resolver] = plan.RESOLVER
    if Path(sources).is_file():
        found[sources] = plan.sources_file(_text(sources))
    return found


def _text(path: str) -> str:
    return Path(path).read_text("utf-8", errors="surrogateescape")


def _take_signals_as_others_do() -> None:
    """Undo what Python sets at its start: the command is to find what ``run`` found."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _become(told: socket.socket, path: str, words: Sequence[str]) -> int:
    for number in (signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    try:
        os.execve(path, list(words), _environment())  # noqa: S606 - no shell is wanted
    except OSError as problem:
        missing = problem.errno == errno.ENOENT  # a script whose interpreter is missing
        why = "its interpreter was not found" if missing else f"cannot be run: {problem.strerror}"
        status = _NOT_FOUND if missing else _NOT_EXECUTABLE
        channel.send_failure(told, f"{path}{':' if missing else ''} {why}", status)
        return status


def _environment() -> dict[bytes, bytes]:
    """Exactly what ``run`` gave: Python may have added its idea of a locale since."""
    block = Path("/proc/self/environ").read_bytes()
    pairs = (entry.partition(b"=") for entry in block.split(b"\0") if b"=" in entry)
    return {name: value for name, _, value in pairs}
