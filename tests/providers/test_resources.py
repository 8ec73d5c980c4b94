"""The generic list of resources and its filter."""

import pytest

from tests.conformance.providers import SITE_BODY
from tests.providers.stand import GROUP, IDENTITY, SITE, SUB, Stand


async def names(stand: Stand, path: str, text: str = "") -> list[str]:
    found = await stand.get(path, query=f"api-version=2021-04-01&$filter={text}")
    assert found.status == 200, found.body
    return [each["name"] for each in found.body["value"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["deployer", "web1"]),
        ("resourceType eq 'microsoft.web/SITES'", ["web1"]),
        ("resourceGroup eq 'LOCAL' and name eq 'web1'", ["web1"]),
        ("resourceGroup eq 'other'", []),
        ("tagName eq 'Team'", ["web1"]),
        ("tagName eq 'team' and tagValue eq 'a'", ["web1"]),
        ("tagName eq 'team' and tagValue eq 'b'", []),
        ("location eq 'westeurope' AND resourceType eq 'a''b'", []),
    ],
)
async def test_filters(stand: Stand, text: str, expected: list[str]) -> None:
    await stand.put(IDENTITY, {"location": "westeurope"})
    await stand.put(SITE, SITE_BODY)

    assert await names(stand, f"{SUB}/resources", text) == expected
    assert await names(stand, f"{GROUP}/resources", text) == expected


@pytest.mark.parametrize("text", ["x", "name eq web1", "size eq 'a'", "name eq 'a' or"])
async def test_other_filters_are_refused(stand: Stand, text: str) -> None:
    found = await stand.get(f"{SUB}/resources", query=f"api-version=2021-04-01&$filter={text}")
    assert (found.status, found.error) == (400, "InvalidFilterInQueryString")


async def test_an_item_shows_its_identity(stand: Stand) -> None:
    site = await stand.put(SITE, SITE_BODY)
    (item,) = (await stand.get(f"{SUB}/resources")).body["value"]
    assert item["identity"] == site.body["identity"]
    assert "properties" not in item


async def test_facts_are_shown_on_demand(stand: Stand) -> None:
    await stand.put(SITE, SITE_BODY)
    query = "api-version=2021-04-01&$expand=createdTime,changedTime,provisioningState,tags"
    (item,) = (await stand.get(f"{SUB}/resources", query=query)).body["value"]
    assert item["createdTime"] == item["changedTime"]
    assert item["provisioningState"] == "Succeeded"


async def test_a_filtered_list_goes_on_from_page_to_page(stand: Stand) -> None:
    for name in ("web1", "web2", "other", "web3"):
        path = f"{GROUP}/providers/Microsoft.Web/sites/{name}"
        made = await stand.put(path, {"location": "westeurope", "properties": {}})
        assert made.status < 300, made.body
    query = "api-version=2021-04-01&$top=2&$filter=substringof('WEB',name)"
    first = (await stand.get(f"{SUB}/resources", query=query)).body
    assert [each["name"] for each in first["value"]] == ["web1", "web2"]
    following = first["nextLink"].partition("?")[2]
    second = (await stand.get(f"{SUB}/resources", query=following)).body
    assert [each["name"] for each in second["value"]] == ["web3"]
    assert "nextLink" not in second
