"""The table of inert types."""

import re

from tests.providers.stand import COMPONENT, GROUP, VAULT, WORKSPACE, Stand


async def test_a_component_has_what_an_app_is_told(stand: Stand) -> None:
    body = {"location": "westeurope", "kind": "web", "properties": {"Application_Type": "other"}}
    made = await stand.put(COMPONENT, body)
    properties = made.body["properties"]

    key = properties["InstrumentationKey"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", key)
    assert properties["ConnectionString"].startswith(f"InstrumentationKey={key};IngestionEndpoint=")
    assert properties["AppId"] != key
    assert (properties["Application_Type"], properties["provisioningState"]) == (
        *("other", "Succeeded"),
    )
    assert "nothing here acts on it" in made.body["inert"]
    assert (await stand.put(COMPONENT, {"location": "westeurope"})).body["properties"][
        "InstrumentationKey"
    ] == key


async def test_two_incarnations_have_two_keys(stand: Stand) -> None:
    async def key() -> str:
        made = await stand.put(COMPONENT, {"location": "westeurope"})
        return str(made.body["properties"]["InstrumentationKey"])

    before = await key()
    await stand.delete(COMPONENT)
    stand.clock.advance(1)
    assert await key() != before


async def test_a_component_in_a_workspace_says_so(stand: Stand) -> None:
    body = {"location": "westeurope", "properties": {"WorkspaceResourceId": WORKSPACE}}
    made = await stand.put(COMPONENT, body)
    assert made.body["properties"]["IngestionMode"] == "LogAnalytics"


async def test_a_workspace(stand: Stand) -> None:
    body = {"location": "westeurope", "properties": {"retentionInDays": 90}}
    made = await stand.put(WORKSPACE, body)
    assert made.body["properties"]["retentionInDays"] == 90
    assert made.body["properties"]["customerId"]


async def test_diagnostic_settings_extend_what_is_there(stand: Stand) -> None:
    path = f"{VAULT}/providers/Microsoft.Insights/diagnosticSettings/all"
    missing = await stand.put(path, {"properties": {"workspaceId": WORKSPACE}})
    group = f"{GROUP}/providers/Microsoft.Insights/diagnosticSettings/all"
    made = await stand.put(group, {"properties": {"workspaceId": WORKSPACE}})

    assert (missing.status, missing.error) == (404, "ResourceNotFound")
    assert made.status == 201
    assert made.body["properties"] == {"workspaceId": WORKSPACE}
