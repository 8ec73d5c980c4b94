"""GET: not found in ARM's words, and pages that lead to one another."""

from urllib.parse import urlsplit

import pytest

from tests.providers.stand import GROUP, SITE, SUB, Stand

SITES = f"{GROUP}/providers/Microsoft.Web/sites"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (SITE, "ResourceNotFound"),
        (f"{GROUP}x", "ResourceGroupNotFound"),
        (f"{GROUP}x/providers/Microsoft.Web/sites/a", "ResourceGroupNotFound"),
        (f"{GROUP}x/providers/Microsoft.Web/sites", "ResourceGroupNotFound"),
        (f"{SITE}/config/web", "ParentResourceNotFound"),
        (f"{SITE}/config", "ParentResourceNotFound"),
        (f"{SITE}/providers/Microsoft.ManagedIdentity/identities/default", "ResourceNotFound"),
        ("/subscriptions/00000000-0000-0000-0000-000000000000", "SubscriptionNotFound"),
        ("/subscriptions/mine/resourceGroups", "InvalidSubscriptionId"),
        (f"{SUB}/operationresults/x", "ResourceNotFound"),
    ],
)
async def test_what_is_not_there(stand: Stand, path: str, code: str) -> None:
    found = await stand.get(path)

    assert (found.status, found.error) == (404, code)
    assert found.headers["x-ms-failure-cause"] == "gateway"


async def test_pages_lead_through_everything_once(stand: Stand) -> None:
    for index in range(5):
        await stand.put(f"{SITES}/web{index}", {"location": "westeurope"})

    query, names, pages = "api-version=2023-01-01&$top=2", list[str](), 0
    while query:
        page = await stand.get(SITES, query=query)
        names += [each["name"] for each in page.body["value"]]
        query = urlsplit(page.body.get("nextLink") or "").query
        pages += 1

    assert names == [f"web{index}" for index in range(5)]
    assert pages == 3


async def test_pages_of_what_a_room_lists(stand: Stand) -> None:
    first = await stand.get(f"{SUB}/locations", query="api-version=2022-12-01&$top=3")
    link = urlsplit(first.body["nextLink"])
    second = await stand.get(link.path, query=link.query)

    assert len(first.body["value"]) == len(second.body["value"]) == 3
    assert not {each["id"] for each in first.body["value"]} & {
        each["id"] for each in second.body["value"]
    }


@pytest.mark.parametrize("query", ["$top=0", "$top=x", "$top=-1", "$skiptoken=%ff", "$skiptoken=!"])
async def test_bad_paging_is_refused(stand: Stand, query: str) -> None:
    found = await stand.get(SITES, query=f"api-version=2023-01-01&{query}")
    assert found.status in {200, 400}
    assert found.status == 400 or query.startswith("$skip")


async def test_lists_stay_in_their_scope(stand: Stand) -> None:
    other = f"{SUB}/resourceGroups/local2"
    await stand.put(other, {"location": "westeurope"})
    await stand.put(f"{other}/providers/Microsoft.Web/sites/far", {"location": "westeurope"})
    await stand.put(f"{SITES}/near", {"location": "westeurope"})

    near = await stand.get(SITES)
    both = await stand.get(f"{SUB}/providers/Microsoft.Web/sites")

    assert [each["name"] for each in near.body["value"]] == ["near"]
    assert {each["name"] for each in both.body["value"]} == {"near", "far"}


async def test_a_type_is_read_only_where_it_lives(stand: Stand) -> None:
    found = await stand.get(f"{SUB}/providers/Microsoft.Web/sites/web1")
    assert (found.status, found.error) == (400, "InvalidResourceScope")
