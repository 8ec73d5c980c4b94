"""A resource's sealed properties open for that resource only."""

import pytest

from nameplate.crypto.envelope import CannotDecryptError, Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.server.bridges import ResourceSealer


def test_sealed_for_one_resource() -> None:
    sealer = ResourceSealer(Envelope(MasterKey.generate()))
    sealed = sealer.seal(b"settings", "/a/site")
    assert sealer.open(sealed, "/a/site") == b"settings"
    with pytest.raises(CannotDecryptError):
        sealer.open(sealed, "/another/site")
