"""The tags of a scope."""

from typing import Any

import pytest

from tests.conformance.providers import SITE_BODY, VAULT_BODY
from tests.providers.stand import GROUP, SITE, STRANGER, SUB, VAULT, Stand

TAGS = "/providers/Microsoft.Resources/tags/default"


async def tags(stand: Stand, scope: str) -> Any:
    return (await stand.get(f"{scope}{TAGS}")).body["properties"]["tags"]


async def patch(stand: Stand, scope: str, operation: str, given: dict[str, str]) -> Any:
    body = {"operation": operation, "properties": {"tags": given}}
    return await stand.send("PATCH", f"{scope}{TAGS}", body)


@pytest.mark.parametrize("scope", [GROUP, SITE, SUB])
async def test_they_are_the_resources_own(stand: Stand, scope: str) -> None:
    await stand.put(SITE, {"location": "westeurope"})
    put = await stand.put(f"{scope}{TAGS}", {"properties": {"tags": {"a": "1", "b": "2"}}})

    assert (put.status, list(put.body)) == (200, ["id", "name", "type", "properties"])
    assert put.body["id"] == f"{scope}{TAGS}"
    assert (await stand.get(f"{scope}{TAGS}")).body == put.body
    if scope != SUB:
        assert (await stand.get(scope)).body["tags"] == {"a": "1", "b": "2"}

    merged = await patch(stand, scope, "Merge", {"A": "3", "c": "4"})
    assert merged.body["properties"]["tags"] == {"b": "2", "A": "3", "c": "4"}
    await patch(stand, scope, "Replace", {"z": "9"})
    assert await tags(stand, scope) == {"z": "9"}

    assert (await stand.delete(f"{scope}{TAGS}")).status == 200
    assert await tags(stand, scope) == {}
    assert (await stand.delete(f"{scope}{TAGS}")).status == 204


async def test_only_what_is_named_with_its_value_is_deleted(stand: Stand) -> None:
    await stand.put(f"{GROUP}{TAGS}", {"properties": {"tags": {"a": "1", "b": "2"}}})
    await patch(stand, GROUP, "Delete", {"a": "1", "b": "other"})
    assert await tags(stand, GROUP) == {"b": "2"}


async def test_a_vault_keeps_them_when_it_is_deleted_and_recovered(stand: Stand) -> None:
    await stand.put(VAULT, VAULT_BODY)
    await stand.put(f"{VAULT}{TAGS}", {"properties": {"tags": {"kept": "1"}}})
    await stand.delete(VAULT)
    recover = {**VAULT_BODY, "tags": None}
    recover["properties"] = {**VAULT_BODY["properties"], "createMode": "recover"}
    await stand.put(VAULT, recover)
    assert await tags(stand, VAULT) == {"kept": "1"}


async def test_the_subscriptions_are_no_resource(stand: Stand) -> None:
    await stand.put(f"{SUB}{TAGS}", {"properties": {"tags": {"a": "1"}}})
    assert (await stand.get(f"{SUB}/resources")).body["value"] == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", f"{GROUP}{TAGS}", {}, 400),
        ("PUT", f"{GROUP}{TAGS}", {"properties": {"tags": {"a": 1}}}, 400),
        ("PUT", f"{GROUP}{TAGS}", {"properties": {"tags": {str(n): "" for n in range(51)}}}, 400),
        ("PATCH", f"{GROUP}{TAGS}", {"properties": {"tags": {}}}, 400),
        ("PUT", f"{GROUP}{TAGS}2", {"properties": {"tags": {}}}, 400),
        ("GET", f"{SITE}{TAGS}", None, 404),
        ("GET", f"{GROUP}/providers/Microsoft.Resources/tags/other", None, 400),
    ],
)
async def test_everything_else_is_refused(
    stand: Stand, method: str, path: str, body: Any, status: int
) -> None:
    assert (await stand.send(method, path, body)).status == status


async def test_what_has_no_tags_gets_none(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    found = await stand.put(f"{SITE}/config/web{TAGS}", {"properties": {"tags": {"a": "1"}}})
    assert (found.status, found.error) == (400, "TagsNotSupported")


async def test_it_is_a_right_of_its_own_and_is_recorded(stand: Stand) -> None:
    await stand.put(f"{GROUP}{TAGS}", {"properties": {"tags": {"a": "1"}}})
    events = [each.event for each in await stand.trail.since(0)]
    assert events[-1].action == "Microsoft.Resources/tags/write"
    stand.doorkeeper.principal = STRANGER
    refused = await patch(stand, GROUP, "Merge", {"a": "2"})
    assert "Microsoft.Resources/tags/write" in refused.body["error"]["message"]
