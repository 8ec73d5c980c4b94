"""Authorisation: every refusal leaves a record, and so do linked ones."""

from tests.providers.stand import GROUP, STRANGER, Stand


async def test_a_refusal_is_recorded_with_its_reason(stand: Stand) -> None:
    before = await stand.trail.last()
    stand.doorkeeper.principal = STRANGER

    await stand.delete(GROUP)

    (event,) = [each.event for each in await stand.trail.since(before)]
    assert (event.outcome, event.object_id) == ("denied", STRANGER.object_id)
    assert event.action == "Microsoft.Resources/subscriptions/resourceGroups/delete"
    assert event.resource == GROUP
    assert STRANGER.object_id in event.reason


async def test_what_is_left_out_of_a_list_is_not_recorded(stand: Stand) -> None:
    before = await stand.trail.last()
    stand.doorkeeper.principal = STRANGER

    listed = await stand.get("/subscriptions")

    assert listed.body == {"value": []}
    assert await stand.trail.last() == before
