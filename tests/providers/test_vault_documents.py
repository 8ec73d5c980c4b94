"""A vault's JSON, both ways."""

from typing import Any

import pytest

from nameplate.authorization.access_policy import access_policy
from nameplate.core.errors import BadRequest
from nameplate.providers import vault_documents as documents
from tests.providers.stand import OPERATOR, STRANGER, TENANT

SKU = {"family": "A", "name": "standard"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"bypass": "AzureServices", "defaultAction": "Allow"}, None),
        ({"defaultAction": "Allow", "ipRules": [], "virtualNetworkRules": []}, None),
        (
            {"bypass": "AzureServices", "defaultAction": "Deny"},
            {
                "bypass": "AzureServices",
                "defaultAction": "Deny",
                "ipRules": [],
                "virtualNetworkRules": [],
            },
        ),
    ],
)
def test_network_rules_as_recorded(given: Any, expected: Any) -> None:
    kept = documents.kept({"sku": SKU, "networkAcls": given})
    assert kept.get("networkAcls") == expected


@pytest.mark.parametrize("sku", [None, {}, {"name": "free"}, "standard", {"name": 1}])
def test_skus_that_are_none(sku: Any) -> None:
    with pytest.raises(BadRequest, match="sku"):
        documents.sku(sku)


def test_policies_go_through_json_and_back() -> None:
    policy = access_policy(
        TENANT,
        STRANGER.object_id,
        application_id=OPERATOR.object_id,
        permissions={"secrets": ["get"], "keys": []},
    )
    assert documents.policies_of([documents.policy_document(policy)], "other") == [policy]


@pytest.mark.parametrize(
    "entry",
    [
        1,
        {},
        {"objectId": ""},
        {"objectId": "a", "tenantId": 1},
        {"objectId": "a", "applicationId": 1},
        {"objectId": "a", "permissions": []},
        {"objectId": "a", "permissions": {"secrets": "get"}},
        {"objectId": "a", "permissions": {"secrets": [1]}},
        {"objectId": "a", "permissions": {"secrets": ["fly"]}},
        {"objectId": "a", "permissions": {"planes": []}},
    ],
)
def test_policies_that_are_none(entry: Any) -> None:
    with pytest.raises(BadRequest):
        documents.policies_of([entry], TENANT)


@pytest.mark.parametrize("value", [1, "true", []])
def test_flags_and_numbers_are_what_they_say(value: Any) -> None:
    with pytest.raises(BadRequest):
        documents.flag({"x": value}, "x")
    with pytest.raises(BadRequest):
        documents.number({"x": [value]}, "x")
    with pytest.raises(BadRequest):
        documents.number({"x": True}, "x")
