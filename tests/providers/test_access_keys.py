"""Shared keys: sealed, listed to those who may, renewed one by one."""

from typing import Any

import pytest

from tests.conformance.providers import STORAGE_BODY
from tests.providers.stand import STORAGE, STRANGER, WORKSPACE, Stand


@pytest.fixture
async def account(stand: Stand) -> Stand:
    """The same, with a storage account."""
    await stand.put(STORAGE, STORAGE_BODY)
    return stand


async def keys(stand: Stand) -> dict[str, str]:
    listed = await stand.send("POST", f"{STORAGE}/listKeys")
    return {each["keyName"]: each["value"] for each in listed.body["keys"]}


async def test_two_keys_that_stay(account: Stand) -> None:
    before = await keys(account)
    shown = await account.put(STORAGE, STORAGE_BODY)

    assert list(before) == ["key1", "key2"]
    assert {len(each) for each in before.values()} == {88}
    assert await keys(account) == before
    assert before["key1"] not in repr([shown, await account.below(STORAGE)])


async def test_one_is_renewed(account: Stand) -> None:
    before = await keys(account)
    answer = await account.send("POST", f"{STORAGE}/regenerateKey", {"keyName": "KEY2"})
    after = await keys(account)

    assert (after["key1"] == before["key1"], after["key2"] == before["key2"]) == (True, False)
    assert answer.body["keys"][1]["value"] == after["key2"]


@pytest.mark.parametrize("body", [{}, {"keyName": "key3"}, {"keyName": 1}])
async def test_another_is_refused(account: Stand, body: Any) -> None:
    before = await keys(account)
    assert (await account.send("POST", f"{STORAGE}/regenerateKey", body)).status == 400
    assert await keys(account) == before


async def test_listing_is_a_right_of_its_own(account: Stand) -> None:
    assert (await account.send("POST", f"{STORAGE}2/listKeys")).status == 404
    account.doorkeeper.principal = STRANGER
    refused = await account.send("POST", f"{STORAGE}/listKeys")
    assert "storageAccounts/listKeys/action" in refused.body["error"]["message"]


async def test_a_workspaces_keys_have_names_of_their_own(stand: Stand) -> None:
    await stand.put(WORKSPACE, {"location": "westeurope"})
    shared = await stand.send("POST", f"{WORKSPACE}/sharedKeys")
    assert set(shared.body) == {"primarySharedKey", "secondarySharedKey"}
    assert (await stand.send("POST", f"{WORKSPACE}/listKeys")).body == shared.body
    assert (await stand.send("POST", f"{WORKSPACE}/regenerateKey")).status == 405
