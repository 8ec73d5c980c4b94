"""An event as a line."""

from typing import Any

import pytest

from nameplate.portal.activity.rows import action_of, short, who_of

VAULT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/contoso"


def event(**more: Any) -> dict[str, Any]:
    return {"action": "secrets/get", "outcome": "allowed", "facts": {}, **more}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (event(), "secrets/get"),
        (event(action="token"), "issued"),
        (event(action="token", outcome="denied"), "asked for"),
        (event(action="token/cached", facts={"count": "12"}), "12 from the cache"),
        (event(action="Microsoft.Web/sites/write"), "sites/write"),
        (
            event(action="Microsoft.KeyVault/vaults/secrets/getSecret/action"),
            "secrets/getSecret",
        ),
    ],
)
def test_actions_are_short(document: dict[str, Any], expected: str) -> None:
    assert action_of(document) == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"principal": "web1", "objectId": "o"}, "web1"),
        ({"principal": None, "workload": "/a/sites/web2"}, "web2"),
        ({"principal": None, "objectId": "o"}, "o"),
        ({"principal": None, "objectId": None, "appId": "a"}, "a"),
        ({}, "somebody unknown"),
    ],
)
def test_somebody_acts(document: dict[str, Any], expected: str) -> None:
    assert who_of(document) == expected


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        (VAULT, "contoso"),
        (f"{VAULT}/accessPolicies/add", "contoso / add"),
        ("/subscriptions/s/resourceGroups/g", "g"),
        ("/", "/"),
        ("https://vault.azure.net/", "vault.azure.net"),
        ("", ""),
    ],
)
def test_resources_are_told_by_their_names(resource: str, expected: str) -> None:
    assert short(resource) == expected
