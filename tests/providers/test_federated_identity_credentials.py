"""Trust in other issuers' tokens, as ARM has it."""

from typing import Any

import pytest

from tests.providers.stand import FEDERATED, GROUP, IDENTITY, STRANGER, Stand

TRUST: dict[str, Any] = {
    "issuer": "https://issuer.example/x",
    "subject": "repo:contoso/app:ref:refs/heads/main",
    "audiences": ["api://AzureADTokenExchange"],
}
MAIN = f"{FEDERATED}/main"


@pytest.fixture
async def identity(stand: Stand) -> Stand:
    """The same, with a user-assigned identity."""
    await stand.put(IDENTITY, {"location": "westeurope"})
    return stand


async def test_made_read_changed_and_deleted(identity: Stand) -> None:
    made = await identity.put(MAIN, {"properties": TRUST})
    again = await identity.put(MAIN.upper(), {"properties": {**TRUST, "subject": "other"}})
    read = await identity.get(MAIN)

    assert (made.status, again.status) == (201, 200)
    assert made.headers["location"] == made.body["id"]
    assert list(made.body) == ["id", "name", "type", "properties"]
    assert made.body["properties"] == TRUST
    assert "/resourcegroups/local/" in made.body["id"]
    assert read.body == again.body
    assert (read.body["name"], read.body["properties"]["subject"]) == ("main", "other")

    assert (await identity.delete(MAIN)).status == 200
    assert (await identity.delete(MAIN)).status == 204
    missing = await identity.get(MAIN)
    assert (missing.status, missing.error) == (404, "NotFound")


async def test_the_directory_knows_them_by_the_client_id(identity: Stand) -> None:
    client_id = (await identity.get(IDENTITY)).body["properties"]["clientId"]
    await identity.put(MAIN, {"properties": TRUST})

    found = await identity.directory.federated_credentials_of(client_id)
    assert [(each.issuer, each.subject) for each in found] == [(TRUST["issuer"], TRUST["subject"])]

    await identity.delete(IDENTITY)
    assert list(await identity.directory.federated_credentials_of(client_id)) == []


async def test_an_identity_has_at_most_twenty(identity: Stand) -> None:
    for number in range(20):
        made = await identity.put(
            f"{FEDERATED}/job{number:02}", {"properties": {**TRUST, "subject": f"s{number}"}}
        )
        assert made.status == 201

    refused = await identity.put(f"{FEDERATED}/one-more", {"properties": TRUST})
    changed = await identity.put(f"{FEDERATED}/job00", {"properties": TRUST})
    listed = await identity.get(FEDERATED, query="api-version=2023-01-31&$top=15")

    assert (refused.status, refused.error) == (400, "BadRequest")
    assert "at most 20" in refused.body["error"]["message"]
    assert changed.status == 200
    assert len(listed.body["value"]) == 15
    assert "skiptoken" in listed.body["nextLink"]


async def test_the_same_trust_twice_is_a_conflict(identity: Stand) -> None:
    await identity.put(MAIN, {"properties": TRUST})
    refused = await identity.put(f"{FEDERATED}/second", {"properties": TRUST})
    assert (refused.status, refused.error) == (409, "Conflict")
    assert (await identity.get(f"{FEDERATED}/second")).status == 404


@pytest.mark.parametrize(
    "properties",
    [
        None,
        {},
        {**TRUST, "issuer": 1},
        {**TRUST, "issuer": "http://issuer.example"},
        {**TRUST, "audiences": None},
        {**TRUST, "claimsMatchingExpression": {"value": "x", "languageVersion": 1}},
    ],
)
async def test_malformed_trust_is_refused(identity: Stand, properties: Any) -> None:
    refused = await identity.put(MAIN, {"properties": properties})
    assert (refused.status, refused.error) == (400, "BadRequest")


async def test_without_its_identity_there_is_none(stand: Stand) -> None:
    for found in (await stand.put(MAIN, {"properties": TRUST}), await stand.delete(MAIN)):
        assert (found.status, found.error) == (404, "ParentResourceNotFound")
    gone = await stand.delete(MAIN.replace(GROUP, GROUP + "2"))
    assert gone.error == "ResourceGroupNotFound"


async def test_it_is_a_right_of_its_own(identity: Stand) -> None:
    identity.doorkeeper.principal = STRANGER
    refused = await identity.put(MAIN, {"properties": TRUST})
    assert "federatedIdentityCredentials/write" in refused.body["error"]["message"]
