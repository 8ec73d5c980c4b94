"""An app's output in files of bounded size: the newest, and a few older ones beside it."""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SIZE: Final = 1024 * 1024
OLDER: Final = 3
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""Not through a link, and without waiting for who reads a pipe."""


class Log:
    """Appends to a file; what does not fit moves to ``NAME.1``, ``NAME.2``...

    An output that cannot be written (a full disk) is dropped: the app goes on.
    """

    def __init__(self, path: str, *, size: int = SIZE, older: int = OLDER) -> None:
        self._path = Path(path)
        self._size = size
        self._older = older
        self._file: int | None = None
        self._written = 0
        self.dropped = 0
        """Bytes that could not be written."""

    def write(self, data: bytes) -> None:
        """Append; never raises."""
        try:
            if self._file is None or self._written + len(data) > self._size:
                self._turn()
            self._written += self._append(data)
        except OSError:
            self.dropped += len(data)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _append(self, data: bytes) -> int:
        if self._file is None:
            return 0
        return os.write(self._file, data)

    def _turn(self) -> None:
        first = self._file is None
        if first:
            self._open()
            if self._written == 0 or self._written < self._size:
                return
        self.close()
        with self._folder() as folder:
            for number in range(self._older, 0, -1):
                older = self._path.name if number == 1 else self._numbered(number - 1)
                with contextlib.suppress(FileNotFoundError):
                    newer = self._numbered(number)
                    os.rename(older, newer, src_dir_fd=folder, dst_dir_fd=folder)
        self._open()

    def _open(self) -> None:
        with self._folder() as folder:
            self._file = os.open(self._path.name, _FILE, 0o600, dir_fd=folder)
        about = os.fstat(self._file)
        if not stat.S_ISREG(about.st_mode):
            self.close()
            raise OSError(0, "it is no file")
        self._written = about.st_size

    @contextlib.contextmanager
    def _folder(self) -> Iterator[int]:
        """Its folder, which may be an app's to replace: it is not reached over a link."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        above = os.open(self._path.parent.parent, _FOLDER)
        try:
            folder = os.open(self._path.parent.name, _FOLDER | os.O_NOFOLLOW, dir_fd=above)
        finally:
            os.close(above)
        try:
            yield folder
        finally:
            os.close(folder)

    def _numbered(self, number: int) -> str:
        return f"{self._path.name}.{number}"
