"""What a body says of a new key."""

from typing import Any

import pytest

from nameplate.core.errors import BadRequest
from nameplate.vault.key_parameters import new_key


def test_defaults_are_key_vaults() -> None:
    rsa, curve = new_key({"kty": "rsa"}), new_key({"kty": "EC"})
    assert (rsa.kind, rsa.size, rsa.curve) == ("RSA", 2048, None)
    assert "wrapKey" in rsa.operations
    assert (curve.kind, curve.size, curve.curve) == ("EC", None, "P-256")
    assert curve.operations == ("sign", "verify")
    assert (rsa.enabled, rsa.tags, rsa.expires) == (True, None, None)


def test_everything_given_is_taken() -> None:
    document = {
        "kty": "RSA",
        "keySize": 3072,
        "keyOps": ["sign"],
        "attributes": {"enabled": False, "nbf": 1, "exp": 2},
        "tags": {"a": "1"},
    }
    found = new_key(document)
    assert (found.size, found.operations, found.tags) == (3072, ("sign",), {"a": "1"})
    assert (found.enabled, found.not_before, found.expires) == (False, 1, 2)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "kty"),
        ({"kty": 1}, "kty"),
        ({"kty": "oct"}, "kty"),
        ({"kty": "RSA-HSM"}, "no hardware security module"),
        ({"kty": "RSA", "keySize": 1024}, "keySize"),
        ({"kty": "RSA", "keySize": "2048"}, "keySize"),
        ({"kty": "EC", "curveName": "P-192"}, "curveName"),
        ({"kty": "EC", "curveName": []}, "curveName"),
        ({"kty": "EC", "keyOps": ["dance"]}, "keyOps"),
        ({"kty": "EC", "keyOps": "sign"}, "keyOps"),
        ({"kty": "EC", "attributes": {"nbf": 2, "exp": 1}}, "nbf"),
    ],
)
def test_everything_else_is_refused_by_name(document: dict[str, Any], words: str) -> None:
    with pytest.raises(BadRequest, match=words):
        new_key(document)
