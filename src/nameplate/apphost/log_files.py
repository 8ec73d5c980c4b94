"""What apps print, read for people: to follow it, and to take all of it home.

An app may do to its own folder what it likes: no link in it is followed.
"""

import asyncio
import contextlib
import os
import stat
import zipfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO, Final

from nameplate.apphost.content import Deployments
from nameplate.apphost.folders import AppFolder

_PIECE: Final = 64 * 1024
_LAST: Final = 16 * 1024
_LARGEST: Final = 16 * 1024 * 1024
"""Bytes of one file that are taken home."""
_POLLS: Final = 120


def names_of(folder: AppFolder) -> list[str]:
    """The files of what the app prints, the newest first."""
    newest = folder.output.name
    numbered = [f"{newest}.{number}" for number in range(1, 10)]
    found = []
    for name in (newest, *numbered):
        with contextlib.suppress(OSError), opened(folder, name):
            found.append(name)
    return found


def opened(folder: AppFolder, name: str) -> BinaryIO:
    """One of those files. Raises OSError; for a link, too."""
    place = os.open(folder.root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        logs = os.open(folder.logs.name, flags, dir_fd=place)
    finally:
        os.close(place)
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        found = os.open(name, flags, dir_fd=logs)
    finally:
        os.close(logs)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise FileNotFoundError(name)
    return os.fdopen(found, "rb", buffering=0)


async def follow(folder: AppFolder, *, poll: float = 0.5) -> AsyncIterator[bytes]:
    """The last of what was printed, then all that is printed, for ever."""
    file = _open(folder)
    if file is not None:
        file.seek(max(0, os.fstat(file.fileno()).st_size - _LAST))
    quiet = 0
    try:
        while True:
            data = file.read(_PIECE) if file is not None else b""
            if data:
                quiet = 0
                yield data
                continue
            newer = _open(folder)
            if newer is not None and not _same(file, newer):
                file, older = newer, file
                _close(older)
                continue
            _close(newer)
            await asyncio.sleep(poll)
            quiet += 1
            if quiet % _POLLS == 0:
                yield b"No new trace in the past %d min(s).\n" % (quiet // _POLLS)
    finally:
        _close(file)


def collect(folder: AppFolder) -> IO[bytes]:
    """Everything that was printed and what deployments said, as an archive."""
    made = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names_of(folder):
            with contextlib.suppress(OSError), opened(folder, name) as file:
                archive.writestr(f"LogFiles/{name}", file.read(_LARGEST))
        for each in Deployments(folder).every():
            with contextlib.suppress(OSError):
                archive.write(Deployments(folder).log(each.id), f"deployments/{each.id}/log.txt")
    made.seek(0)
    return made


async def pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """A file, piece by piece; closed at its end."""
    with file:
        while data := await asyncio.to_thread(file.read, _PIECE):
            yield data


def lines(path: Path) -> Iterator[str]:
    """The lines of a deployment's log, which no app can reach."""
    with contextlib.suppress(OSError), path.open(encoding="utf-8", errors="replace") as file:
        yield from (line.rstrip("\n") for line in file)


def _open(folder: AppFolder) -> BinaryIO | None:
    try:
        return opened(folder, folder.output.name)
    except OSError:
        return None


def _same(one: BinaryIO | None, other: BinaryIO) -> bool:
    return one is not None and os.path.sameopenfile(one.fileno(), other.fileno())


def _close(file: BinaryIO | None) -> None:
    if file is not None:
        file.close()
