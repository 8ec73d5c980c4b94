"""Activity over HTTP: newest first, filtered, live, in numbers; each sees what its roles show."""

import asyncio
from dataclasses import replace

import pytest

from nameplate.audit.event import EventKind
from nameplate.core.errors import BadRequest, Forbidden
from tests.admin.activity_world import GROUP, OTHER, SITE, STRANGER, VAULT, World, somebody

READER = somebody("reader")


@pytest.fixture
async def world() -> World:
    """Three events: a token, a refusal at one vault, a use of another by another app."""
    world = World()
    await world.record("token", "https://vault", "allowed", kind=EventKind.TOKEN)
    world.clock.advance(60)
    await world.refused()
    world.clock.advance(60)
    await world.record("secrets/get", OTHER, "allowed", object_id="other", workload="")
    return world


async def sequences(world: World, query: str = "", **more: object) -> list[int]:
    document = await world.get("/activity", query, **more)  # type: ignore[arg-type] # of get
    return [each["sequence"] for each in document["value"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [3, 2, 1]),
        ("result=denied", [2]),
        ("kind=token", [1]),
        (f"resource={VAULT}", [2]),
        (f"resource={GROUP}", [2]),
        ("objectId=OTHER", [3]),
        ("objectId=other&objectId=web1&kind=decision", [3, 2]),
        (f"app={SITE}", [2, 1]),
        (f"app={SITE}x", []),
        ("from=10060&to=10100", [2]),
        ("from=1970-01-01T02:48:40%2B00:00", [3]),
    ],
)
async def test_filters_select(world: World, query: str, expected: list[int]) -> None:
    assert await sequences(world, query) == expected
    assert await sequences(world, f"{query}&after=0") == expected[::-1]


async def test_pages_lead_back(world: World) -> None:
    first = await world.get("/activity", "limit=2")
    second = await world.get("/activity", f"limit=2&before={first['before']}")
    assert [each["sequence"] for each in first["value"]] == [3, 2]
    assert first["last"] == 3
    assert [each["sequence"] for each in second["value"]] == [1]
    assert second["before"] is None


async def test_what_comes_is_told_when_it_comes(world: World) -> None:
    waiting = asyncio.ensure_future(world.get("/activity", "after=3&wait=20&result=denied"))
    await asyncio.sleep(0)
    await world.record("secrets/list", VAULT, "allowed")
    await world.refused("secrets/set")
    document = await waiting
    assert [each["action"] for each in document["value"]] == ["secrets/set"]
    assert document["last"] == 5
    assert (await world.get("/activity", "after=5&wait=0"))["value"] == []


async def test_a_full_page_of_what_comes_goes_on_where_it_ends(world: World) -> None:
    document = await world.get("/activity", "after=0&limit=2")
    assert document["last"] == 2


async def test_who_sees_what(world: World) -> None:
    assert await sequences(world, caller=STRANGER) == []
    await world.give_role("Reader", f"{GROUP}/providers/Microsoft.Web", to="reader")
    assert await sequences(world, caller=READER) == [2, 1]
    await world.give_role("Reader", OTHER, to="reader")
    assert await sequences(world, caller=READER) == [3, 2, 1]


async def test_numbers_by_the_minute(world: World) -> None:
    document = await world.get("/activity/numbers", "from=9960&to=10200&step=60")
    steps = document["value"]
    assert document["step"] == 60
    assert [each["tokens"] for each in steps] == [1, 0, 0, 0, 0]
    assert [each["denied"] for each in steps] == [0, 1, 0, 0, 0]
    assert [each["allowed"] for each in steps] == [0, 0, 1, 0, 0]
    assert len((await world.get("/activity/numbers"))["value"]) == 61


async def test_numbers_are_for_who_may_read_the_subscription(world: World) -> None:
    with pytest.raises(Forbidden, match="eventtypes"):
        await world.get("/activity/numbers", caller=READER)
    await world.give_role("Reader", "/subscriptions/s", to="reader")
    assert await world.get("/activity/numbers", caller=replace(READER, tenant_id="tenant"))


@pytest.mark.parametrize(
    "query",
    ["result=maybe", "kind=x", "from=yesterday", "from=2026-01-01T00:00:00", "limit=0", "after=x"],
)
async def test_what_is_no_filter_is_named(world: World, query: str) -> None:
    with pytest.raises(BadRequest, match=query.partition("=")[0]):
        await world.get("/activity", query)


@pytest.mark.parametrize("query", ["from=20000&to=10000", "from=0&to=9999999&step=60", "step=1"])
async def test_steps_are_bounded(world: World, query: str) -> None:
    with pytest.raises(BadRequest, match="step"):
        await world.get("/activity/numbers", query)
