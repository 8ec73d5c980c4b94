"""Envelope encryption."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nameplate.crypto.envelope import (
    CannotDecryptError,
    Envelope,
    Place,
    WrongMasterKeyError,
)
from nameplate.crypto.master_key import MasterKey
from tests.fakes.keys import envelope

PLACE = Place("secrets", "contoso/db-password", "sealed", 3)


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_in_its_place(plaintext: bytes) -> None:
    """Opening undoes sealing, and the plaintext is not in what is stored."""
    sealed = envelope().seal(plaintext, PLACE)

    assert envelope().open(sealed, PLACE) == plaintext
    assert len(plaintext) < 4 or plaintext not in sealed


def test_the_same_value_is_never_sealed_alike() -> None:
    """Data keys and nonces are new each time."""
    assert envelope().seal(b"same", PLACE) != envelope().seal(b"same", PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(PLACE, table="deleted"),
        replace(PLACE, row="fabrikam/db-password"),
        replace(PLACE, column="other"),
        replace(PLACE, version=4),
        Place("secrets", "contoso", "db-password/sealed", 3),
    ],
)
def test_a_value_opens_nowhere_else(elsewhere: Place) -> None:
    """A value copied to another table, row, column or version does not open."""
    sealed = envelope().seal(b"value", PLACE)

    with pytest.raises(CannotDecryptError, match="damaged or not in its place"):
        envelope().open(sealed, elsewhere)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_bit_of_a_sealed_value_may_change(position: int, change: int) -> None:
    """Every byte is under a tag, the format's and the key id's by being compared."""
    sealed = bytearray(envelope().seal(b"value", PLACE))
    sealed[position % len(sealed)] ^= change

    with pytest.raises(CannotDecryptError):
        envelope().open(bytes(sealed), PLACE)


@given(st.binary(max_size=120))
def test_junk_does_not_open(junk: bytes) -> None:
    """Whatever lies in the column, the error is the same kind."""
    with pytest.raises(CannotDecryptError):
        envelope().open(junk, PLACE)


def test_a_wrong_master_key_is_told_apart() -> None:
    """An operator reads which key was wanted, and that nothing is damaged."""
    sealed = envelope().seal(b"value", PLACE)
    other = MasterKey(b"o" * 32)

    with pytest.raises(WrongMasterKeyError, match=other.key_id):
        Envelope(other).open(sealed, PLACE)


def test_a_value_that_was_opened_still_opens_nowhere_else() -> None:
    """Data keys are held, each for the place that it was wrapped for."""
    held = envelope()
    sealed = held.seal(b"value", PLACE)

    assert [held.open(sealed, PLACE) for _ in range(2)] == [b"value", b"value"]
    with pytest.raises(CannotDecryptError):
        held.open(sealed, replace(PLACE, version=4))
