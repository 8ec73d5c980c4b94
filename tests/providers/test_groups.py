"""Resource groups."""

from urllib.parse import quote

import pytest

from tests.providers.stand import GROUP, SUB, Stand


async def test_a_group_as_recorded(stand: Stand) -> None:
    made = await stand.put(
        f"{SUB}/resourceGroups/g(1)", {"location": "West US", "tags": {"a": "1"}}
    )

    assert made.status == 201
    assert made.body == {
        "id": f"{SUB}/resourceGroups/g(1)",
        "name": "g(1)",
        "type": "Microsoft.Resources/resourceGroups",
        "location": "West US",
        "tags": {"a": "1"},
        "properties": {"provisioningState": "Succeeded"},
    }


async def test_answers_of_2018_do_not_say_the_type(stand: Stand) -> None:
    found = await stand.get(GROUP, query="api-version=2018-05-01")
    assert "type" not in found.body


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("atlantis", "LocationNotAvailableForResourceGroup"),
        (None, "LocationRequired"),
    ],
)
async def test_places_that_are_not(stand: Stand, location: str | None, code: str) -> None:
    found = await stand.put(f"{SUB}/resourceGroups/other", {"location": location})
    assert (found.status, found.error) == (400, code)


async def test_a_group_does_not_move(stand: Stand) -> None:
    found = await stand.put(GROUP, {"location": "eastus"})
    assert (found.status, found.error) == (409, "InvalidResourceGroupLocation")


@pytest.mark.parametrize("action", ["moveResources", "validateMoveResources"])
async def test_moving_is_refused_clearly(stand: Stand, action: str) -> None:
    found = await stand.send("POST", f"{GROUP}/{action}", {"resources": []})
    assert (found.status, found.error) == (409, "ResourceMoveNotSupported")
    assert "their ids would change" in found.body["error"]["message"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tagname eq 'team' and tagvalue eq 'b'", ["g4", "g1"]),
        ("tagName eq 'none'", []),
        ("name eq 'G4'", ["g4"]),
    ],
)
async def test_groups_are_listed_by_tag(stand: Stand, text: str, names: list[str]) -> None:
    """``az group list --tag``: pages hold what the filter lets through, and lead on."""
    for each in range(5):
        tags = {"team": "b" if each in (1, 4) else "a"}
        await stand.put(f"{SUB}/resourceGroups/g{each}", {"location": "westeurope", "tags": tags})
    path, query = f"{SUB}/resourcegroups", f"api-version=2024-11-01&$top=1&$filter={quote(text)}"

    found: list[str] = []
    while query:
        page = (await stand.get(path, query=query)).body
        found += [group["name"] for group in page["value"]]
        query = page.get("nextLink", "").partition("?")[2]

    assert sorted(found) == sorted(names)


async def test_a_filter_that_is_none(stand: Stand) -> None:
    query = f"api-version=2024-11-01&$filter={quote('color eq red')}"

    found = await stand.get(f"{SUB}/resourcegroups", query=query)

    assert (found.status, found.error) == (400, "InvalidFilterInQueryString")
