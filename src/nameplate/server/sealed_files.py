"""Files of the home that hold secrets: sealed by the master key, written whole or not at all."""

import os
from pathlib import Path

from nameplate.crypto.envelope import CannotDecryptError, Envelope, Place


def read_sealed(path: Path, envelope: Envelope) -> bytes | None:
    """The content, or ``None`` when the file is missing or cannot be opened with this key."""
    try:
        return envelope.open(path.read_bytes(), _place(path))
    except (FileNotFoundError, CannotDecryptError):
        return None


def write_sealed(path: Path, content: bytes, envelope: Envelope) -> None:
    """Replace the file's content at once; its mode is 0600 from the beginning."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(envelope.seal(content, _place(path)))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def _place(path: Path) -> Place:
    return Place("files", path.name, "content")
