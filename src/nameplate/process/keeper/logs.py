"""An app's output in files of bounded size: the newest, and a few older ones beside it."""

import contextlib
import os
from pathlib import Path
from typing import Final

SIZE: Final = 1024 * 1024
OLDER: Final = 3


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
        for number in range(self._older, 0, -1):
            older = self._path if number == 1 else self._numbered(number - 1)
            with contextlib.suppress(FileNotFoundError):
                older.replace(self._numbered(number))
        self._open()

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        self._file = os.open(self._path, flags, 0o600)
        self._written = os.fstat(self._file).st_size

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.name}.{number}")
