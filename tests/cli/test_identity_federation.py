"""Federated identity credentials by az's words."""

from collections.abc import Callable
from typing import Any

from tests.cli.conftest import Nameplate


def test_trust_is_given_shown_and_taken(nameplate: Nameplate, made: Callable[..., Any]) -> None:
    made("identity", "create", "-n", "trusted1")
    words = ("identity", "federated-credential")
    of = ("--identity-name", "trusted1")
    trust = ("--issuer", "https://issuer.example", "--subject", "repo:contoso/app")

    created = made(*words, "create", "-n", "main", *of, *trust)
    assert created["properties"]["audiences"] == ["api://AzureADTokenExchange"]
    assert created["resourceGroup"] == "local"
    changed = made(*words, "create", "-n", "main", *of, *trust, "--audiences", "api://other")
    assert changed["properties"]["audiences"] == ["api://other"]
    assert made(*words, "show", "-n", "main", *of) == changed
    assert made(*words, "list", *of) == [changed]

    made(*words, "delete", "-n", "main", *of)
    assert made(*words, "list", *of) == []
    assert nameplate(*words, "show", "-n", "main", *of).status == 3
    assert nameplate(*words, "list", "--identity-name", "nobody").status == 3


def test_what_cannot_be_trusted_is_refused(nameplate: Nameplate, made: Callable[..., Any]) -> None:
    made("identity", "create", "-n", "trusted2")
    refused = nameplate(
        *("identity", "federated-credential", "create", "-n", "main"),
        *("--identity-name", "trusted2", "--issuer", "http://x", "--subject", "y"),
    )
    assert refused.status == 1
    assert "issuer" in refused.err
