"""The master key of a home: read from where the settings say, made at the first start.

DESIGN 4.7. The file holds 32 bytes in base64; it is the only secret of a home in the clear, and it
can live elsewhere (a systemd credential, a variable).
"""

import binascii
import os
from base64 import b64decode, b64encode
from pathlib import Path

from nameplate.config.errors import ConfigurationError
from nameplate.config.master_key import MasterKeySource
from nameplate.crypto.master_key import MasterKey

_SIZE = 32


def load_master_key(source: MasterKeySource) -> MasterKey | None:
    """The key, or ``None`` when its file is not there yet. Raises ConfigurationError."""
    if source.text is not None:
        return _read(source.text, source.origin)
    if source.path is None or not source.path.exists():
        return None
    try:
        return _read(source.path.read_text("ascii"), str(source.path))
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationError(f"cannot read the master key {source.path}.") from problem


def create_master_key(path: Path) -> MasterKey:
    """Make the key and its file, durably: what is sealed next must be readable tomorrow.

    Called under the first start's lock. The file appears whole or not at all.
    """
    key = MasterKey.generate()
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(b64encode(key.reveal()) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    _sync_folder(path.parent)
    return key


def _read(text: str, origin: str) -> MasterKey:
    """32 bytes in base64 or hexadecimal."""
    stripped = "".join(text.split())
    try:
        raw = bytes.fromhex(stripped) if len(stripped) == 2 * _SIZE else _base64(stripped)
    except (ValueError, binascii.Error):
        raw = b""
    if len(raw) != _SIZE:
        raise ConfigurationError(
            f"the master key in {origin} is malformed: it takes {_SIZE} bytes in base64 or "
            "hexadecimal."
        )
    return MasterKey(raw)


def _base64(text: str) -> bytes:
    return b64decode(
        text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True
    )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
