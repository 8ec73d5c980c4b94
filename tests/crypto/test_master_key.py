"""The master key."""

import pytest

from nameplate.crypto.master_key import MasterKey


def test_a_key_of_another_size_is_refused() -> None:
    """The message says the size and not the key."""
    with pytest.raises(ValueError, match="32 bytes, not 31") as refused:
        MasterKey(b"k" * 31)

    assert "kkk" not in str(refused.value)


def test_the_key_id_tells_keys_apart_and_is_stable() -> None:
    """Two keys differ in their ids, one key has one id."""
    one, other = MasterKey(b"1" * 32), MasterKey(b"2" * 32)

    assert one.key_id == MasterKey(one.reveal()).key_id
    assert one.key_id != other.key_id
    assert len(one.key_id) == 16


def test_purposes_have_keys_of_their_own() -> None:
    """What is derived for one purpose says nothing of another."""
    key = MasterKey.generate()

    assert key.derive("one") != key.derive("other")
    assert key.derive("one") == key.derive("one")


def test_the_key_is_not_in_its_repr() -> None:
    """A logged key shows its id."""
    key = MasterKey(b"k" * 32)

    assert repr(key) == f"MasterKey({key.key_id})"
