"""Keyed hashes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from nameplate.core.secret_value import SecretValue
from nameplate.crypto.hashing import KeyedHash, new_header_secret
from nameplate.crypto.master_key import MasterKey
from tests.fakes.keys import master_key


@given(st.text())
def test_a_secret_matches_its_own_digest_only(text: str) -> None:
    """Text and SecretValue are the same secret; one more character is another."""
    hashed = KeyedHash(master_key(), "header secrets")
    digest = hashed.digest(SecretValue(text))

    assert len(digest) == 32
    assert hashed.matches(text, digest)
    assert not hashed.matches(text + "x", digest)


def test_a_digest_is_worthless_for_another_purpose_or_key() -> None:
    """Purpose and master key both separate."""
    digest = KeyedHash(master_key(), "header secrets").digest("secret")

    assert not KeyedHash(master_key(), "client secrets").matches("secret", digest)
    assert not KeyedHash(MasterKey(b"o" * 32), "header secrets").matches("secret", digest)


def test_header_secrets_look_as_app_service_makes_them() -> None:
    """32 upper-case hexadecimal digits, never the same."""
    made = {new_header_secret().reveal() for _ in range(20)}

    assert len(made) == 20
    assert all(re.fullmatch("[0-9A-F]{32}", each) for each in made)
