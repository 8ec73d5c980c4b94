"""Slow, salted hashes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nameplate.crypto.passwords import COST, SlowHash

QUICK = 2


@given(st.binary(max_size=64), st.binary(max_size=64))
@settings(max_examples=50)
def test_only_the_secret_itself_matches(secret: bytes, other: bytes) -> None:
    kept = SlowHash(QUICK).hash(secret)
    assert SlowHash.matches(secret, kept)
    assert SlowHash.matches(other, kept) == (other == secret)


def test_no_two_hashes_are_alike_and_each_says_its_cost() -> None:
    first, second = (SlowHash(QUICK).hash(b"secret") for _ in range(2))
    assert first != second
    assert first.startswith("scrypt$2$")
    assert SlowHash.matches(b"secret", SlowHash(QUICK + 1).hash(b"secret"))


def test_a_guess_takes_32_mebibytes() -> None:
    assert 128 * 8 * 2**COST == 32 * 2**20


@pytest.mark.parametrize("kept", ["", "scrypt$2$x", "md5$2$YQ==$YQ=="])
def test_what_is_no_hash_is_said_to_be_none(kept: str) -> None:
    with pytest.raises(ValueError, match=r"hash|unpack"):
        SlowHash.matches(b"secret", kept)
