"""Steps into an app's folder, which its app may change at any time.

A path that was looked at may lead elsewhere when it is used: a folder in it may have become a link.
So folders are opened one after the other, none of them through a link, and what is done is done in
the folder that was opened (``openat(2)``). The app's own folder is where trust begins: who runs in
it cannot replace it.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LARGEST: Final = 1024 * 1024
"""Bytes of a file that is read to find out how an app is started."""
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC


@contextlib.contextmanager
def opened(root: Path, *names: str) -> Iterator[int]:
    """The descriptor of a folder below another. Raises OSError where the way leads over a link."""
    held = os.open(root, _FOLDER)
    try:
        for name in names:
            below = os.open(name, _FOLDER, dir_fd=held)
            os.close(held)
            held = below
        yield held
    finally:
        os.close(held)


def make(root: Path, *names: str) -> None:
    """Make folders, each in the one before. Raises OSError as ``opened`` does."""
    for depth, name in enumerate(names):
        with opened(root, *names[:depth]) as held, contextlib.suppress(FileExistsError):
            os.mkdir(name, dir_fd=held)
    with opened(root, *names):
        pass


def is_folder(root: Path, *names: str) -> bool:
    """Whether there is a folder, and the way to it leads over no link."""
    try:
        with opened(root, *names):
            return True
    except OSError:
        return False


def read(path: Path) -> bytes:
    """A small file that an app brought. Raises OSError: also for what is no file, or is large.

    A link is followed, an app's own files may be some: whatever it leads to is only looked at. A
    pipe or a device would keep the reader for ever.
    """
    held = os.open(path, _FILE)
    with os.fdopen(held, "rb") as file:
        about = os.fstat(held)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(0, "it is no file", path.name)
        if about.st_size > LARGEST:
            raise OSError(0, f"it is larger than {LARGEST} bytes", path.name)
        return file.read(LARGEST)
