"""Sealed files: read back with the key that sealed them, and with no other."""

from pathlib import Path

from nameplate.crypto.envelope import Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.server.sealed_files import read_sealed, write_sealed


def test_round_trip_and_nothing_in_the_clear(tmp_path: Path) -> None:
    envelope = Envelope(MasterKey.generate())
    path = tmp_path / "operator.key"
    write_sealed(path, b"PRIVATE", envelope)
    assert read_sealed(path, envelope) == b"PRIVATE"
    assert b"PRIVATE" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_another_key_a_missing_or_a_moved_file_read_as_nothing(tmp_path: Path) -> None:
    envelope = Envelope(MasterKey.generate())
    path = tmp_path / "operator.key"
    write_sealed(path, b"PRIVATE", envelope)
    assert read_sealed(path, Envelope(MasterKey.generate())) is None
    assert read_sealed(tmp_path / "missing", envelope) is None
    moved = path.rename(tmp_path / "leaves")
    assert read_sealed(moved, envelope) is None
