"""Key pairs: the two halves belong together, and only known kinds are made."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from nameplate.crypto import base64url
from nameplate.crypto.key_pairs import CURVES, generate_ec, generate_rsa


def test_an_rsa_pair() -> None:
    pair = generate_rsa(2048)
    private = load_der_private_key(pair.private, None)
    assert isinstance(private, RSAPrivateKey)
    numbers = private.public_key().public_numbers()
    assert (pair.public["kty"], pair.public["e"]) == ("RSA", "AQAB")
    assert int.from_bytes(base64url.decode(pair.public["n"])) == numbers.n
    assert "private" not in repr(pair)


@pytest.mark.parametrize("curve", CURVES)
def test_a_pair_on_each_curve(curve: str) -> None:
    pair = generate_ec(curve)
    private = load_der_private_key(pair.private, None)
    assert isinstance(private, EllipticCurvePrivateKey)
    assert private.curve.name == CURVES[curve].name
    x, y = (base64url.decode(pair.public[name]) for name in ("x", "y"))
    assert len(x) == len(y) == (private.curve.key_size + 7) // 8
    assert int.from_bytes(y) == private.public_key().public_numbers().y


def test_other_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="2048"):
        generate_rsa(1024)
    with pytest.raises(ValueError, match="P-256"):
        generate_ec("P-192")
