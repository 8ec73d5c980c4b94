"""Leaves are kept between starts, sealed, and signed by the authority that permits the name."""

from pathlib import Path

import pytest

from nameplate.crypto.authorities import create_authority
from nameplate.crypto.envelope import Envelope
from nameplate.crypto.master_key import MasterKey
from nameplate.server.leaves import KeptLeaves
from tests.fakes.clock import FakeClock


def test_a_kept_leaf_is_used_again(tmp_path: Path) -> None:
    clock, envelope = FakeClock(), Envelope(MasterKey.generate())
    records = (
        create_authority("production", ["vault.azure.net"], clock.now(), envelope),
        create_authority("own", ["localhost"], clock.now(), envelope),
    )
    first = KeptLeaves(records, envelope, clock, tmp_path / "leaves")
    leaf = first.leaf("contoso.vault.azure.net")
    own = first.leaf("login.localhost")
    first.keep()
    again = KeptLeaves(records, envelope, clock, tmp_path / "leaves")
    assert again.leaf("contoso.vault.azure.net") == leaf
    assert again.leaf("login.localhost") == own
    assert b"PRIVATE" not in (tmp_path / "leaves").read_bytes()


def test_a_name_of_neither_authority_is_refused(tmp_path: Path) -> None:
    clock, envelope = FakeClock(), Envelope(MasterKey.generate())
    record = create_authority("own", ["localhost"], clock.now(), envelope)
    leaves = KeptLeaves((record,), envelope, clock, tmp_path / "leaves")
    with pytest.raises(LookupError):
        leaves.leaf("www.example.org")
    leaves.keep()
    assert not (tmp_path / "leaves").exists()


def test_a_new_authority_takes_over_while_the_server_runs(tmp_path: Path) -> None:
    """Its leaves are its own; those of the authority that stays are the same ones."""
    clock, envelope = FakeClock(), Envelope(MasterKey.generate())
    old, new, stays = (
        create_authority(name, [suffix], clock.now(), envelope)
        for name, suffix in (
            ("production", "vault.azure.net"),
            ("production", "vault.azure.net"),
            ("own", "localhost"),
        )
    )
    leaves = KeptLeaves((old, stays), envelope, clock, tmp_path / "leaves")
    before, own = leaves.leaf("contoso.vault.azure.net"), leaves.leaf("login.localhost")
    leaves.use((new, stays))
    after = leaves.leaf("contoso.vault.azure.net")
    assert old.issuing_pem in before.chain_pem
    assert new.issuing_pem in after.chain_pem
    assert leaves.leaf("login.localhost") is own


def test_a_certificate_that_is_pinned_is_kept_at_once(tmp_path: Path) -> None:
    """A server that is killed serves the same one when it is back."""
    clock, envelope = FakeClock(), Envelope(MasterKey.generate())
    record = create_authority("own", ["localhost"], clock.now(), envelope)
    pinned = KeptLeaves((record,), envelope, clock, tmp_path / "leaves").served("localhost")

    again = KeptLeaves((record,), envelope, clock, tmp_path / "leaves").served("localhost")

    assert pinned == again
