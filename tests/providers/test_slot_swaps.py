"""Swaps: what moves, what stays, and that nothing is half done."""

from typing import Any

import pytest

from nameplate.resource_manager.records import ResourceChanged
from tests.providers.stand import SITE, SLOT, STRANGER, Stand

TO_PRODUCTION = {"targetSlot": "production", "preserveVnet": True}
BODY = {"location": "westeurope", "identity": {"type": "SystemAssigned"}}


@pytest.fixture
async def slots(stand: Stand) -> Stand:
    """A site and a slot, each with an identity and settings of its own."""
    for path, text in ((SITE, "production"), (SLOT, "staging")):
        await stand.put(path, BODY)
        await stand.put(f"{path}/config/appsettings", {"properties": {"OWN": text, "GOES": text}})
        web = {"appCommandLine": f"run {text}", "alwaysOn": text == "production"}
        await stand.put(f"{path}/config/web", {"properties": web})
    await stand.put(f"{SITE}/config/slotConfigNames", {"properties": {"appSettingNames": ["OWN"]}})
    return stand


async def swap(stand: Stand, path: str = SLOT, body: dict[str, Any] | None = None) -> Any:
    return await stand.send("POST", f"{path}/slotsswap", TO_PRODUCTION if body is None else body)


async def settings(stand: Stand, path: str) -> Any:
    listed = await stand.send("POST", f"{path}/config/appsettings/list")
    return listed.body["properties"]


async def facts(stand: Stand, path: str) -> tuple[Any, Any, Any]:
    body = (await stand.get(path)).body
    password = await stand.send("POST", f"{path}/config/publishingcredentials/list")
    secret = password.body["properties"]["publishingPassword"]
    return body["identity"]["principalId"], body["properties"]["hostNames"], secret


async def test_settings_and_content_change_places(slots: Stand) -> None:
    ids = [(await slots.get(path)).body["properties"]["deploymentId"] for path in (SITE, SLOT)]
    assert (await swap(slots)).status == 202
    assert await settings(slots, SITE) == {"GOES": "staging", "OWN": "production"}
    assert await settings(slots, SLOT) == {"GOES": "production", "OWN": "staging"}
    web = (await slots.get(f"{SITE}/config/web")).body["properties"]
    assert (web["appCommandLine"], web["alwaysOn"]) == ("run staging", True)
    now = [(await slots.get(path)).body["properties"]["deploymentId"] for path in (SLOT, SITE)]
    assert now == ids


async def test_identities_names_and_passwords_stay(slots: Stand) -> None:
    before = [await facts(slots, path) for path in (SITE, SLOT)]
    await swap(slots)
    assert [await facts(slots, path) for path in (SITE, SLOT)] == before


async def test_two_swaps_are_none(slots: Stand) -> None:
    before = [await settings(slots, path) for path in (SITE, SLOT)]
    await swap(slots)
    await swap(slots, SITE, {"targetSlot": "staging"})
    assert [await settings(slots, path) for path in (SITE, SLOT)] == before
    status = (await slots.get(SITE)).body["properties"]["slotSwapStatus"]
    assert (status["sourceSlotName"], status["destinationSlotName"]) == ("Production", "staging")


async def test_slots_can_be_swapped_among_themselves(slots: Stand) -> None:
    await slots.put(f"{SITE}/slots/second", BODY)
    assert (await swap(slots, body={"targetSlot": "second"})).status == 202
    assert await settings(slots, f"{SITE}/slots/second") == {"GOES": "staging"}
    assert await settings(slots, SLOT) == {"OWN": "staging"}


async def test_who_hosts_them_warms_up_first_and_then_switches(slots: Stand) -> None:
    slots.swap_host.hosting = True
    assert (await swap(slots)).status == 202
    (prepared,) = slots.swap_host.prepared
    assert prepared.ends == ["switched"]
    after = prepared.target
    assert after.configuration.app_settings == {"GOES": "staging", "OWN": "production"}
    for each in (after.site, *after.configs.values()):
        stored = await slots.store.resources.find(each.key)
        assert stored is not None
        assert stored.etag == each.etag


async def test_a_failed_warm_up_leaves_everything_as_it_was(slots: Stand) -> None:
    before = await slots.below(SITE)
    slots.swap_host.problem = "The slot 'staging' did not answer."
    refused = await swap(slots)
    assert (refused.status, refused.body["Code"]) == (409, "Conflict")
    assert "did not answer" in refused.body["Message"]
    assert await slots.below(SITE) == before


async def test_what_was_prepared_is_ended_when_the_records_changed(
    slots: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots.swap_host.hosting = True
    save, refused = slots.store.resources.save, iter((True,))

    def racing(work: Any, resource: Any, *, expected_etag: str | None) -> None:
        if next(refused, False):
            raise ResourceChanged(resource.key)
        save(work, resource, expected_etag=expected_etag)

    monkeypatch.setattr(slots.store.resources, "save", racing)
    assert (await swap(slots)).status == 202
    assert [each.ends for each in slots.swap_host.prepared] == [["abandoned"], ["switched"]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"targetSlot": 7}, 400),
        ({"targetSlot": "staging"}, 409),
        ({"targetSlot": "nowhere"}, 404),
    ],
)
async def test_what_cannot_be_swapped_is_refused(
    slots: Stand, body: dict[str, Any], status: int
) -> None:
    assert (await swap(slots, body=body)).status == status
    assert (await swap(slots, f"{SITE}2", body)).status == 404


async def test_a_swap_takes_the_right_at_both_slots(slots: Stand) -> None:
    role = f"{SLOT}/providers/Microsoft.Authorization/roleAssignments"
    website_contributor = "de139f84-1756-47ae-9be6-808fbbe84772"
    assigned = await slots.put(
        f"{role}/66666666-6666-6666-6666-666666666666",
        {
            "properties": {
                "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/"
                f"{website_contributor}",
                "principalId": STRANGER.object_id,
                "principalType": "ServicePrincipal",
            }
        },
        query="api-version=2022-04-01",
    )
    assert assigned.status == 201, assigned.body
    slots.doorkeeper.principal = STRANGER
    refused = await swap(slots)
    assert refused.status == 403
    assert f"over scope '{SITE}'" in refused.body["error"]["message"]


async def test_the_trail_tells_of_it_once(slots: Stand) -> None:
    await swap(slots)
    events = [each.event for each in await slots.trail.since(0)]
    told = [each for each in events if each.action == "Microsoft.Web/sites/slots/slotsswap/action"]
    assert len([each for each in told if each.facts.get("change") == "slotsswap"]) == 1
