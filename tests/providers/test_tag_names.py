"""Which tags are in use."""

from tests.providers.stand import GROUP, IDENTITY, SITE, SUB, Stand


async def test_tags_are_counted_by_name_and_value(stand: Stand) -> None:
    tagged = {"location": "westeurope", "tags": {"Team": "a"}}
    await stand.put(SITE, tagged)
    await stand.put(IDENTITY, {**tagged, "tags": {"team": "b", "env": "dev"}})
    await stand.put(GROUP, tagged)

    found = (await stand.get(f"{SUB}/tagNames")).body["value"]

    by_name = {each["tagName"].lower(): each for each in found}
    assert set(by_name) == {"team", "env"}
    assert by_name["team"]["count"] == {"type": "Total", "value": 3}
    counts = {each["tagValue"]: each["count"]["value"] for each in by_name["team"]["values"]}
    assert counts == {"a": 2, "b": 1}
    assert by_name["env"]["id"] == f"{SUB}/tagNames/env"
