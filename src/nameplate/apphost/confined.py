"""Files in an app's folder, reached from outside it: no link is followed, so none leads out.

An app may do to its own folder what it likes, between any two steps of ours too. So each part of a
path is opened below the one before it, and what is written becomes a file of its own before it
takes a name: what had that name is not written through.
"""

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final

_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

Parts = Sequence[str]
"""A path below the folder, piece by piece."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a folder has under a name."""

    name: str
    facts: os.stat_result

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.facts.st_mode)


@dataclass(frozen=True, slots=True)
class Confined:
    """A folder of an app; ``user`` owns what is made in it (``None``: we do)."""

    root: Path
    user: int | None = None

    def look(self, parts: Parts) -> Entry:
        """What stands at a path: a file or a folder. Raises OSError."""
        if not parts:
            with self._folder(()) as place:
                return Entry("", os.fstat(place))
        with self._folder(parts[:-1]) as place:
            found = os.stat(parts[-1], dir_fd=place, follow_symlinks=False)
        return _plain(Entry(parts[-1], found))

    def read(self, parts: Parts) -> BinaryIO:
        """A file, to be read. Raises OSError."""
        with self._folder(parts[:-1]) as place:
            found = os.open(_name(parts), _FILE, dir_fd=place)
        if not stat.S_ISREG(os.fstat(found).st_mode):
            os.close(found)
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), parts[-1])
        return os.fdopen(found, "rb", buffering=0)

    def entries(self, parts: Parts) -> list[Entry]:
        """The files and folders of a folder, by name; nothing else that lies in it."""
        found = []
        with self._folder(parts) as place:
            for name in sorted(os.listdir(place)):  # noqa: PTH208 - of a folder that is open
                with contextlib.suppress(OSError):
                    each = Entry(name, os.stat(name, dir_fd=place, follow_symlinks=False))
                    found.append(_plain(each))
        return found

    def make_folder(self, parts: Parts) -> None:
        """A folder, and those above it. Raises OSError."""
        for length in range(1, len(parts) + 1):
            with self._folder(parts[: length - 1]) as place, contextlib.suppress(FileExistsError):
                os.mkdir(parts[length - 1], 0o755, dir_fd=place)
                self._give(parts[length - 1], place)
        with self._folder(parts):
            pass  # a file of that name is no folder

    def write(self, parts: Parts, content: IO[bytes]) -> None:
        """A file with this content, whatever had its name. Raises OSError."""
        name, partial = _name(parts), f".{secrets.token_hex(8)}.partial"
        self.make_folder(parts[:-1])
        with self._folder(parts[:-1]) as place:
            mode = self._mode(name, place)
            made = os.open(partial, _NEW, 0o600, dir_fd=place)
            try:
                with os.fdopen(made, "wb") as file:
                    while piece := content.read(1 << 20):
                        file.write(piece)
                    file.flush()
                    os.fchmod(file.fileno(), mode)
                self._give(partial, place)
                os.rename(partial, name, src_dir_fd=place, dst_dir_fd=place)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(partial, dir_fd=place)
                raise

    def remove(self, parts: Parts) -> None:
        """A file, a link, or a folder with nothing in it. Raises OSError."""
        with self._folder(parts[:-1]) as place:
            name = _name(parts)
            found = os.stat(name, dir_fd=place, follow_symlinks=False)
            if stat.S_ISDIR(found.st_mode):
                os.rmdir(name, dir_fd=place)
            else:
                os.unlink(name, dir_fd=place)

    @contextmanager
    def _folder(self, parts: Parts) -> Iterator[int]:
        """A folder below the root, open."""
        place = os.open(self.root, _FOLDER)
        try:
            for part in parts:
                below = os.open(_name((part,)), _FOLDER, dir_fd=place)
                os.close(place)
                place = below
            yield place
        finally:
            os.close(place)

    def _mode(self, name: str, place: int) -> int:
        """What a file's successor may: a program stays one."""
        try:
            found = os.stat(name, dir_fd=place, follow_symlinks=False)
        except FileNotFoundError:
            return 0o644
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
        return stat.S_IMODE(found.st_mode) & 0o777 if stat.S_ISREG(found.st_mode) else 0o644

    def _give(self, name: str, place: int) -> None:
        if self.user is not None:
            os.chown(name, self.user, self.user, dir_fd=place, follow_symlinks=False)


def _name(parts: Parts) -> str:
    """The last piece, if a file can be called so. Raises FileNotFoundError."""
    name = parts[-1] if parts else ""
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
    return name


def _plain(entry: Entry) -> Entry:
    """A file or a folder; a link, a device or a socket is none. Raises FileNotFoundError."""
    if not entry.is_folder and not stat.S_ISREG(entry.facts.st_mode):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), entry.name)
    return entry
